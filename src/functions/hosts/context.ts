import type { WireRequest } from '../wire.ts'

/** The context object of Lambda's Node runtimes. */
export interface Context {
  callbackWaitsForEmptyEventLoop: boolean
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly awsRequestId: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly clientContext?: unknown
  getRemainingTimeInMillis(): number
}

const fixed = {
  functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
  functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
  memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
  logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
  logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
}

export function makeContext(request: WireRequest): Context {
  const deadline = Date.now() + request.timeoutMs
  return {
    callbackWaitsForEmptyEventLoop: true,
    ...fixed,
    invokedFunctionArn: request.functionArn,
    awsRequestId: request.requestId,
    ...(request.clientContext === '' ? {} : { clientContext: readClientContext(request.clientContext) }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  }
}

function readClientContext(base64: string): unknown {
  return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
}
