/**
 * `lambda:invoke`, `lambda:invoke.waitForTaskToken`, and Task states whose Resource is a function itself.
 *
 * What a function answers, and how AWS names what goes wrong, is recorded (error_handling.task_lambda,
 * error_handling.task_service_lambda, services.lambda_task, services.lambda_task_service).
 */
import {
  AslError,
  isObject,
  member,
  Payload,
  tryParseJson,
  type Json,
  type JsonObject,
  type Namespace,
  type Outcome,
} from '#base'
import {
  InvocationRefused,
  readInvocation,
  type Functions,
  type Invocation,
  type InvocationResult,
} from '#functions'
import { asText, checkParameters, type ParameterShape } from './parameters.ts'
import type { Integration, TaskAnswer, TaskCall } from './port.ts'
import { sdkMetadata } from './sdk-metadata.ts'
import { clientError, serviceError } from './service-error.ts'

const names = { prefix: 'Lambda', service: 'AWSLambda', baseException: 'AWSLambdaException' }

const invokeShape: ParameterShape = {
  fields: {
    FunctionName: 'string',
    Payload: 'any',
    InvocationType: 'string',
    Qualifier: 'string',
    ClientContext: 'string',
    LogType: 'string',
  },
  required: ['FunctionName'],
}

export function lambdaIntegration(functions: Functions): Integration {
  return {
    service: 'lambda',
    actions: { invoke: ['request-response', 'waitForTaskToken'] },
    async call(call) {
      const parameters = checkParameters(call.parameters, invokeShape)
      if (parameters instanceof AslError) return parameters
      const result = await invoke(functions, () => invocationOf(call, parameters))
      return result instanceof AslError ? result : answerOf(result)
    },
  }
}

/** A Task state whose Resource is a function's ARN or name. */
export interface LambdaResourceCall extends Namespace {
  readonly functionName: string
  /** JSON text of the task's input after InputPath and Parameters. */
  readonly payload: string
  readonly traceHeader?: string
  readonly signal: AbortSignal
}

/** Invokes the function; the task's result is the bare payload, as the function printed it. Never throws for what the function or Lambda says. */
export async function invokeLambdaResource(
  functions: Functions,
  call: LambdaResourceCall,
): Promise<Outcome<{ readonly output: Payload }>> {
  const result = await invoke(functions, () => ({ ...call, invocationType: 'RequestResponse' }))
  if (result instanceof AslError) return result
  const { payload } = result
  const value = tryParseJson(payload)
  return { output: value === undefined ? Payload.fromValue(payload) : Payload.fromText(payload, value) }
}

function invocationOf(call: TaskCall, parameters: JsonObject): Invocation {
  const text = (name: string) => member(parameters, name) as string | undefined
  const payload = member(parameters, 'Payload') ?? null
  return readInvocation({
    account: call.account,
    region: call.region,
    functionName: text('FunctionName')!,
    qualifier: text('Qualifier'),
    // The Payload is bytes to AWS: null is not sent, a text as it stands, anything else as its JSON.
    payload: payload === null ? '' : asText(payload),
    invocationType: text('InvocationType'),
    clientContext: text('ClientContext'),
    logType: text('LogType'),
    traceHeader: call.traceHeader,
    signal: call.signal,
  })
}

async function invoke(functions: Functions, read: () => Invocation): Promise<Outcome<InvocationResult>> {
  let signal: AbortSignal | undefined
  try {
    const invocation = read()
    signal = invocation.signal
    const result = await functions.invoke(invocation)
    return result.functionError === undefined ? result : functionError(result.payload)
  } catch (error) {
    if (error instanceof InvocationRefused) return refusalError(error)
    // The task has timed out or its execution has ended: nobody reads this.
    if (signal?.aborted === true) return new AslError('States.TaskFailed', 'The invocation was aborted.')
    throw error
  }
}

function answerOf(result: InvocationResult): TaskAnswer {
  return {
    output: {
      ExecutedVersion: result.executedVersion,
      ...(result.logResult === undefined ? {} : { LogResult: result.logResult }),
      Payload: parsePayload(result.payload),
      ...sdkMetadata({ ...result, headers: result.headers ?? {} }),
      StatusCode: result.statusCode,
    },
  }
}

/** What is no JSON, such as the empty answer to an event, stays a text. */
function parsePayload(text: string): Json {
  return tryParseJson(text) ?? text
}

/** The error that a function reported: its type is the error's name, and the whole payload the cause. */
function functionError(payload: string): AslError {
  const reported = tryParseJson(payload)
  const type = reported !== undefined && isObject(reported) ? member(reported, 'errorType') : undefined
  if (typeof type === 'string' && type !== '') return new AslError(type, payload)
  const unknown = 'The cause could not be determined because Lambda did not return an error type.'
  return new AslError('Lambda.Unknown', `${unknown} Returned payload: ${payload}`)
}

function refusalError(refused: InvocationRefused): AslError {
  if (refused.code === 'SdkClientException') return clientError(names, refused.message)
  const { code, message, statusCode, requestId } = refused
  return serviceError(names, { name: code, code, message, statusCode, requestId })
}
