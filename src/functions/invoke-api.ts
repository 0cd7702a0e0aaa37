/**
 * Lambda's Invoke over HTTP, so that `aws lambda invoke --endpoint-url` and every SDK can call the functions:
 * `POST /2015-03-31/functions/NAME/invocations` (the API's REST-JSON form; errors as `{Type, Message}` with
 * `x-amzn-ErrorType`).
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { defaultLimits, type Namespace } from '#base'
import { readInvocation } from './read-invocation.ts'
import { InvocationRefused, type Functions, type Invocation, type InvocationResult } from './port.ts'

export interface InvokeRouteOptions {
  /** The account and region that a request is for; it may throw to refuse the request. */
  readonly namespaceOf: (request: FastifyRequest) => Namespace | Promise<Namespace>
  /** Largest request, in bytes. */
  readonly payloadBytesMax?: number
}

// A wildcard, because Fastify limits the length of a parameter and an ARN may be longer.
const route = '/2015-03-31/functions/*'
const functionPath = /^([^/]+)\/invocations$/

/** Adds the route to a server; its parsers for bodies hold for this route only. */
export function registerInvokeRoute(
  fastify: FastifyInstance,
  functions: Functions,
  options: InvokeRouteOptions,
): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    scope.setErrorHandler((error, _request, reply) => refuse(reply, asRefusal(error)))
    scope.post(
      route,
      { bodyLimit: options.payloadBytesMax ?? defaultLimits.payloadBytesMax },
      async (request, reply) => {
        const invocation = invocationOf(request, await options.namespaceOf(request))
        return answer(reply, await functions.invoke(invocation), invocation)
      },
    )
  })
}

function invocationOf(request: FastifyRequest, at: Namespace): Invocation {
  const { '*': path } = request.params as { '*': string }
  const name = functionPath.exec(path)?.[1]
  if (name === undefined)
    throw refused('UnknownOperationException', `Unknown operation POST ${request.url}`, 404)
  return readInvocation({
    ...at,
    functionName: name,
    qualifier: (request.query as { Qualifier?: string }).Qualifier,
    payload: typeof request.body === 'string' ? request.body : '',
    invocationType: header(request, 'x-amz-invocation-type'),
    clientContext: header(request, 'x-amz-client-context'),
    logType: header(request, 'x-amz-log-type'),
    signal: closedSignal(request),
  })
}

/** Aborted when the client goes away before it has its answer: the function's process need not go on. */
function closedSignal(request: FastifyRequest): AbortSignal {
  const controller = new AbortController()
  request.raw.socket.once('close', () => controller.abort())
  return controller.signal
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function answer(reply: FastifyReply, result: InvocationResult, invocation: Invocation): FastifyReply {
  void reply.code(result.statusCode).header('x-amzn-RequestId', result.requestId)
  if (invocation.invocationType !== 'RequestResponse') return reply.send('')
  void reply.header('X-Amz-Executed-Version', result.executedVersion)
  if (result.functionError !== undefined) void reply.header('X-Amz-Function-Error', result.functionError)
  if (result.logResult !== undefined) void reply.header('X-Amz-Log-Result', result.logResult)
  return reply.header('content-type', 'application/json').send(result.payload)
}

function refuse(reply: FastifyReply, error: InvocationRefused): FastifyReply {
  return reply
    .code(error.statusCode)
    .header('x-amzn-RequestId', error.requestId)
    .header('x-amzn-ErrorType', error.code)
    .header('content-type', 'application/json')
    .send(JSON.stringify({ Type: error.statusCode < 500 ? 'User' : 'Service', Message: error.message }))
}

function asRefusal(error: unknown): InvocationRefused {
  if (error instanceof InvocationRefused) {
    return error.statusCode > 0 ? error : refused('ServiceException', error.message, 502)
  }
  const { statusCode, message } = error as { statusCode?: number; message: string }
  if (statusCode === 413) return refused('RequestTooLargeException', message, 413)
  return refused('ServiceException', message, statusCode ?? 500)
}

function refused(code: string, message: string, statusCode: number): InvocationRefused {
  return new InvocationRefused(code, message, { statusCode, requestId: randomUUID() })
}
