import { executionArn } from '#base'
import { epochSeconds } from '../epoch-seconds.ts'
import {
  ExecutionAlreadyExists,
  InvalidExecutionInput,
  StateMachineDeleting,
  StateMachineDoesNotExist,
} from '../errors.ts'
import { jsonFault } from '../json-fault.ts'
import { defineOperation, request } from '../operation.ts'
import { readStateMachineArn } from '../resource-arn.ts'
import { checkName } from '../resource-name.ts'
import * as shape from '../shapes.ts'

/** Answered once the execution is durable; a repeat with the same name and input gives the one that runs. */
export const startExecution = defineOperation({
  name: 'StartExecution',
  access: 'operate',
  resource: 'stateMachineArn',
  request: request(
    { stateMachineArn: shape.arn },
    { name: shape.name, input: shape.payload, traceHeader: shape.traceHeader },
  ),
  async run(wanted, { engine, traceHeader = wanted.traceHeader }) {
    const { qualifier, ...machine } = readStateMachineArn(wanted.stateMachineArn)
    if (wanted.name !== undefined) checkName(wanted.name)
    const input = wanted.input ?? '{}'
    const fault = jsonFault(input, 'Invalid execution input.')
    if (fault !== undefined) throw new InvalidExecutionInput(fault)
    if (qualifier !== undefined) throw new StateMachineDoesNotExist(wanted.stateMachineArn)
    const started = await engine.start({
      account: machine.account,
      region: machine.region,
      stateMachineName: machine.name,
      input,
      ...(wanted.name === undefined ? {} : { name: wanted.name }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    })
    if (!('refused' in started))
      return { executionArn: started.executionArn, startDate: epochSeconds(started.startedAt) }
    switch (started.refused) {
      case 'unknown-state-machine':
        throw new StateMachineDoesNotExist(wanted.stateMachineArn)
      case 'state-machine-deleting':
        throw new StateMachineDeleting(wanted.stateMachineArn)
      case 'execution-exists':
        throw new ExecutionAlreadyExists(executionArn(machine, machine.name, wanted.name ?? ''))
    }
  },
})
