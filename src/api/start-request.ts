/** What StartExecution and StartSyncExecution have in common: reading the request, and the errors of a refusal. */
import { executionArn } from '#base'
import type { StartRefused, StartRequest } from '#engine'
import type { ApiError } from './api-error.ts'
import { ThrottlingException } from './common-errors.ts'
import {
  ExecutionAlreadyExists,
  ExecutionLimitExceeded,
  InvalidArn,
  InvalidExecutionInput,
  StateMachineDeleting,
  StateMachineDoesNotExist,
  StateMachineTypeNotSupported,
} from './errors.ts'
import { jsonFault } from './json-fault.ts'
import type { Call } from './operation.ts'
import { readStateMachineArn } from './resource-arn.ts'
import { checkName } from './resource-name.ts'

interface Wanted {
  readonly stateMachineArn: string
  readonly name?: string
  readonly input?: string
  readonly traceHeader?: string
}

/** Throws InvalidArn, InvalidName, InvalidExecutionInput or StateMachineDoesNotExist. */
export function readStart(wanted: Wanted, { traceHeader = wanted.traceHeader }: Call): StartRequest {
  const { stateMachineArn, testCase } = readTestCase(wanted.stateMachineArn)
  const { qualifier, ...machine } = readStateMachineArn(stateMachineArn)
  if (wanted.name !== undefined) checkName(wanted.name)
  const input = wanted.input ?? '{}'
  const fault = jsonFault(input, 'Invalid execution input.')
  if (fault !== undefined) throw new InvalidExecutionInput(fault)
  return {
    account: machine.account,
    region: machine.region,
    stateMachineName: machine.name,
    input,
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(wanted.name === undefined ? {} : { name: wanted.name }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(testCase === undefined ? {} : { testCase }),
  }
}

/** `ARN#CASE` runs a test case of the mock configuration, as in Step Functions Local. */
function readTestCase(text: string): { readonly stateMachineArn: string; readonly testCase?: string } {
  const [stateMachineArn = '', ...rest] = text.split('#')
  return rest.length === 0 ? { stateMachineArn } : { stateMachineArn, testCase: rest.join('#') }
}

export function startRefusal(
  refused: StartRefused['refused'],
  { stateMachineArn, name = '' }: Wanted,
): ApiError {
  switch (refused) {
    case 'unknown-test-case':
      return new InvalidArn(
        `The mock configuration (SFN_MOCK_CONFIG) has no test case for: ${stateMachineArn}`,
      )
    case 'unknown-state-machine':
      return new StateMachineDoesNotExist(stateMachineArn)
    case 'state-machine-deleting':
      return new StateMachineDeleting(stateMachineArn)
    case 'execution-exists': {
      const machine = readStateMachineArn(readTestCase(stateMachineArn).stateMachineArn)
      return new ExecutionAlreadyExists(executionArn(machine, machine.name, name))
    }
    case 'type-not-supported':
      return new StateMachineTypeNotSupported()
    case 'too-many-open':
      return new ExecutionLimitExceeded()
    case 'too-many-executions':
      return new ThrottlingException('Rate exceeded')
  }
}
