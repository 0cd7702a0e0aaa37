/**
 * `states:startExecution`, alone and with `.sync`, `.sync:2` and `.waitForTaskToken`: an execution that starts another.
 *
 * 1. A task that is sent again after a crash starts its child once (invariant 10). A child without a Name is named after
 *    the task's idempotency key; one with a Name carries the key in its trace header, so that its own earlier start is
 *    told from somebody else's execution of that name. One that was noted as submitted is only watched. An Express child
 *    may be started again: its executions may share a name.
 * 2. Results and errors are those of AWS (feature map 4.5): dates are milliseconds, a child that did not succeed is
 *    `States.TaskFailed` with its description as the cause. Redrive members are left out: recordings of AWS have none.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  AslError,
  executionArn,
  isObject,
  parseArn,
  printJson,
  qualifiedArn,
  stateMachineArn,
  tryParseJson,
  type ExecutionArn,
  type Instant,
  type Json,
  type JsonObject,
  type Namespace,
  type Outcome,
} from '#base'
import { asText, checkParameters, type ParameterShape } from './parameters.ts'
import { serverStops, type Integration, type TaskAnswer, type TaskCall } from './port.ts'
import { sdkMetadata } from './sdk-metadata.ts'
import { serviceError } from './service-error.ts'

const startExecutionShape: ParameterShape = {
  fields: { StateMachineArn: 'string', Input: 'any', Name: 'string', TraceHeader: 'string' },
  required: ['StateMachineArn'],
}

/** The parameters once they have been checked. */
interface StartParameters {
  readonly StateMachineArn: string
  readonly Input?: Json
  readonly Name?: string
  readonly TraceHeader?: string
}

/** What this integration needs of the engine, in the engine's own terms (the engine's room is above this one). */
export interface Executions {
  start(request: StartChild): Promise<Started | { readonly refused: StartRefusal }>
  stop(request: { readonly executionArn: ExecutionArn }): Promise<unknown>
  execution(arn: ExecutionArn): Promise<Child | undefined>
  /** Resolves once the execution has ended; rejects when the signal aborts first. */
  ended(arn: ExecutionArn, signal?: AbortSignal): Promise<Child>
}

interface StartChild extends Namespace {
  readonly stateMachineName: string
  /** A version's number or an alias. */
  readonly qualifier?: string
  readonly name: string
  readonly input: string
  readonly traceHeader?: string
  /** Absent where either type will do. */
  readonly type?: 'STANDARD'
}

interface Started {
  readonly executionArn: ExecutionArn
  readonly startedAt: Instant
}

type StartRefusal =
  | 'unknown-state-machine'
  // A child runs no test case.
  | 'unknown-test-case'
  | 'state-machine-deleting'
  | 'execution-exists'
  | 'type-not-supported'
  | 'too-many-executions'
  | 'too-many-open'

interface Child extends Namespace {
  readonly machineName: string
  readonly name: string
  readonly status: string
  readonly startedAt: Instant
  readonly stoppedAt?: Instant
  readonly input: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  readonly traceHeader?: string
  readonly version?: number
  readonly alias?: string
}

/** The engine is asked for when a task needs it, for it is composed with the integrations. */
export function statesIntegration(engine: () => Executions): Integration {
  return {
    service: 'states',
    actions: { startExecution: ['request-response', 'sync', 'sync:2', 'waitForTaskToken'] },
    async call(call) {
      if (call.signal.aborted) return new AslError('States.TaskFailed', 'The task is over.')
      const parameters = checkParameters(call.parameters, startExecutionShape)
      if (parameters instanceof AslError) return parameters
      const started = submitted(call.submission) ?? (await startFor(call, parameters, engine()))
      return started instanceof AslError ? started : answer(engine(), call, started)
    },
  }
}

/** The child of an earlier call of this attempt, which only has to be watched. */
function submitted(submission: Json | undefined): Started | undefined {
  if (!isObject(submission)) return undefined
  const { ExecutionArn, StartDate } = submission
  return { executionArn: ExecutionArn as ExecutionArn, startedAt: Number(StartDate) }
}

async function startFor(
  call: TaskCall,
  parameters: JsonObject,
  engine: Executions,
): Promise<Outcome<Started>> {
  const request = startRequest(call, parameters as unknown as StartParameters)
  return request instanceof AslError ? request : startOnce(engine, request)
}

/** 128 bits in hexadecimal. */
const keyLength = 32

interface ChildRequest extends StartChild {
  /** In the trace header of the child if this task, and no other, started it; absent where the name says so. */
  readonly mark?: string
}

function startRequest(call: TaskCall, parameters: StartParameters): ChildRequest | AslError {
  const machine = machineOf(parameters.StateMachineArn)
  if (machine instanceof AslError) return machine
  const input = asText(parameters.Input ?? {})
  if (tryParseJson(input) === undefined) {
    return refusal('InvalidExecutionInput', `Invalid State Machine Execution Input: '${input}' is not JSON`)
  }
  const { Name: name } = parameters
  const traceHeader = parameters.TraceHeader ?? call.traceHeader?.replaceAll(/;?StartedBy=[0-9a-f]+/g, '')
  const key = createHash('sha256').update(call.idempotencyKey).digest('hex').slice(0, keyLength)
  // The end of an Express execution cannot be asked for, so a job cannot be one.
  const type = watchesEnd(call) ? ({ type: 'STANDARD' } as const) : {}
  if (name === undefined) {
    return { ...machine, ...type, name: key, input, ...(traceHeader === undefined ? {} : { traceHeader }) }
  }
  const mark = `StartedBy=${key}`
  return {
    ...machine,
    ...type,
    name,
    input,
    mark,
    traceHeader: traceHeader === undefined ? mark : `${traceHeader};${mark}`,
  }
}

function machineOf(
  arn: string,
): Pick<StartChild, keyof Namespace | 'stateMachineName' | 'qualifier'> | AslError {
  const parsed = parseArn(arn)
  if (parsed?.service !== 'states') return refusal('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`)
  const [, name, qualifier] = /^stateMachine:([^:]+)(?::(.+))?$/.exec(parsed.resource) ?? []
  if (name === undefined)
    return refusal(
      'InvalidArn',
      `Invalid Arn: 'Resource type not valid in this context: ${parsed.resource.split(':')[0]}'`,
    )
  return {
    account: parsed.account,
    region: parsed.region,
    stateMachineName: name,
    ...(qualifier === undefined ? {} : { qualifier }),
  }
}

/** Starts the child, or finds the one that this very task started before a crash. */
async function startOnce(engine: Executions, request: ChildRequest): Promise<Started | AslError> {
  if (!isName(request.name)) return refusal('InvalidName', `Invalid Name: '${request.name}'`)
  const { mark, ...start } = request
  const { stateMachineName, qualifier } = request
  const machine =
    qualifier === undefined
      ? stateMachineArn(request, stateMachineName)
      : qualifiedArn(request, stateMachineName, qualifier)
  const started = await engine.start(start)
  if (!('refused' in started)) return started
  switch (started.refused) {
    case 'unknown-test-case':
    case 'unknown-state-machine':
      return refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machine}'`)
    case 'state-machine-deleting':
      return refusal('StateMachineDeleting', `State Machine is being deleted: '${machine}'`)
    case 'type-not-supported':
      return refusal(
        'StateMachineTypeNotSupported',
        'This operation is not supported by this type of state machine',
      )
    case 'too-many-open':
      return refusal('ExecutionLimitExceeded', 'The maximum number of running executions has been reached')
    case 'too-many-executions':
      return refusal('ThrottlingException', 'Rate exceeded')
    case 'execution-exists': {
      const arn = executionArn(request, request.stateMachineName, request.name)
      const existing = await engine.execution(arn)
      if (existing && (mark === undefined || existing.traceHeader?.endsWith(mark))) {
        return { executionArn: arn, startedAt: existing.startedAt }
      }
      return refusal('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`)
    }
  }
}

// The rule of AWS for the name of an execution: 1 to 80 characters without white space, brackets, wildcards and
// other special characters, nor control characters.
function isName(name: string): boolean {
  return name.length <= 80 && /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}]+$/u.test(name)
}

function answer(engine: Executions, call: TaskCall, started: Started): TaskAnswer {
  const output = startedOutput(started)
  return watchesEnd(call) ? { output, finished: childResult(engine, call, started) } : { output }
}

function watchesEnd({ resource: { pattern } }: TaskCall): boolean {
  return pattern === 'sync' || pattern === 'sync:2'
}

/** The answer of StartExecution as if it had come over HTTP. */
function startedOutput({ executionArn: ExecutionArn, startedAt: StartDate }: Started): JsonObject {
  const body = printJson({ executionArn: ExecutionArn, startDate: StartDate / 1000 })
  const headers = {
    connection: 'keep-alive',
    'content-length': String(body.length),
    'content-type': 'application/x-amz-json-1.0',
    date: httpDate(StartDate),
  }
  return { ExecutionArn, StartDate, ...sdkMetadata({ statusCode: 200, requestId: randomUUID(), headers }) }
}

function httpDate(at: Instant): string {
  return new Date(at).toUTCString()
}

async function childResult(engine: Executions, call: TaskCall, started: Started): Promise<Outcome<Json>> {
  try {
    const child = await engine.ended(started.executionArn, call.signal)
    return child.status === 'SUCCEEDED' ? description(child, call.resource.pattern) : failure(child)
  } catch (error) {
    if (!call.signal.aborted) throw error
    // The parent has timed out or was stopped: its child goes with it, as on AWS.
    if (call.signal.reason !== serverStops) await engine.stop({ executionArn: started.executionArn })
    return new AslError('States.TaskFailed', undefined)
  }
}

function failure(child: Child): AslError {
  return new AslError('States.TaskFailed', printJson(description(child, 'sync')))
}

/** DescribeExecution's answer in PascalCase, in AWS's order of members; `.sync:2` parses both documents. */
function description(child: Child, pattern: string): JsonObject {
  const document = (text: string): Json => (pattern === 'sync:2' ? (tryParseJson(text) ?? text) : text)
  return {
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ExecutionArn: executionArn(child, child.machineName, child.name),
    Input: document(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined
      ? {}
      : { Output: document(child.output), OutputDetails: { Included: true } }),
    StartDate: child.startedAt,
    ...(child.alias === undefined
      ? {}
      : { StateMachineAliasArn: qualifiedArn(child, child.machineName, child.alias) }),
    StateMachineArn: stateMachineArn(child, child.machineName),
    ...(child.version === undefined
      ? {}
      : { StateMachineVersionArn: qualifiedArn(child, child.machineName, child.version) }),
    Status: child.status,
    ...(child.stoppedAt === undefined ? {} : { StopDate: child.stoppedAt }),
  }
}

function refusal(code: string, message: string): AslError {
  const names = {
    prefix: 'StepFunctions',
    service: 'AWSStepFunctions',
    baseException: 'AWSStepFunctionsException',
  }
  return serviceError(names, { name: code, code, message, statusCode: 400, requestId: randomUUID() })
}
