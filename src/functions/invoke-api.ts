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
        const at = await options.namespaceOf(request)
        const left = new AbortController()
        // A client that goes away before it has its answer: the function's process need not go on.
        reply.raw.once('close', () => left.abort(new Error('the client closed the connection')))
        const invocation = invocationOf(request, { ...at, signal: left.signal })
        return answer(reply, await functions.invoke(invocation), invocation)
      },
    )
  })
}

function invocationOf(
  request: FastifyRequest,
  given: Namespace & { readonly signal: AbortSignal },
): Invocation {
  const { '*': path } = request.params as { '*': string }
  const name = functionPath.exec(path)?.[1]
  if (name === undefined)
    throw refused('UnknownOperationException', `Unknown operation POST ${request.url}`, 404)
  return readInvocation({
    ...given,
    functionName: name,
    qualifier: (request.query as { Qualifier?: string }).Qualifier,
    payload: typeof request.body === 'string' ? request.body : '',
    invocationType: header(request, 'x-amz-invocation-type'),
    clientContext: header(request, 'x-amz-client-context'),
    logType: header(request, 'x-amz-log-type'),
    traceHeader: header(request, 'x-amzn-trace-id'),
  })
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
  return sendJson(reply, result.payload)
}

function refuse(reply: FastifyReply, error: InvocationRefused): FastifyReply {
  void reply
    .code(error.statusCode)
    .header('x-amzn-RequestId', error.requestId)
    .header('x-amzn-ErrorType', error.code)
  const body = { Type: error.statusCode < 500 ? 'User' : 'Service', Message: error.message }
  return sendJson(reply, JSON.stringify(body))
}

// As bytes: to a text Fastify adds a character set that Lambda does not send.
function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header('content-type', 'application/json').send(Buffer.from(text, 'utf8'))
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
