/**
 * Lambda's Invoke API for the server's functions, so that `aws lambda invoke --endpoint-url` works.
 *
 * `POST /2015-03-31/functions/NAME/invocations[?Qualifier=…]` with headers X-Amz-Invocation-Type, X-Amz-Log-Type and
 * X-Amz-Client-Context.
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { InvocationRefused, type Functions, type Invocation, type InvocationResult } from '#functions'
import { checkAllowed, type Caller } from './access.ts'
import { ApiError } from './api-error.ts'
import { toApiError, type Service } from './service.ts'
import { toSignedRequest } from './signed-request.ts'

type InvokeRequest = FastifyRequest<{
  Params: { functionName: string }
  Querystring: { Qualifier?: string }
}>

export function addInvokeRoute(app: FastifyInstance, service: Service, functions: Functions): void {
  app.post('/2015-03-31/functions/:functionName/invocations', async (request: InvokeRequest, reply) => {
    try {
      const caller = await service.authenticate(toSignedRequest(request), 'lambda')
      const resource = `arn:aws:lambda:${caller.region}:${caller.account}:function:${request.params.functionName}`
      checkAllowed(caller, 'operate', { action: 'lambda:InvokeFunction', resource })
      return sendResult(reply, await functions.invoke(toInvocation(request, caller)))
    } catch (failure) {
      return sendRefusal(reply, service, failure)
    }
  })
}

function toInvocation({ params, query, headers, body }: InvokeRequest, caller: Caller): Invocation {
  const header = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const invocationType = header('x-amz-invocation-type') ?? 'RequestResponse'
  const logType = header('x-amz-log-type')
  const clientContext = header('x-amz-client-context')
  if (!isInvocationType(invocationType))
    throw new InvocationRefused(
      'InvalidParameterValueException',
      `Unknown invocation type '${invocationType}'`,
      {
        statusCode: 400,
        requestId: randomUUID(),
      },
    )
  return {
    functionName: params.functionName,
    payload: body instanceof Buffer ? body.toString('utf8') : '',
    invocationType,
    region: caller.region,
    account: caller.account,
    ...(query.Qualifier === undefined ? {} : { qualifier: query.Qualifier }),
    ...(logType === 'Tail' ? { logType } : {}),
    ...(clientContext === undefined ? {} : { clientContext }),
  }
}

function isInvocationType(text: string): text is Invocation['invocationType'] {
  return text === 'RequestResponse' || text === 'Event' || text === 'DryRun'
}

function sendResult(reply: FastifyReply, result: InvocationResult): FastifyReply {
  reply.code(result.statusCode).headers({
    'content-type': 'application/json',
    'x-amzn-requestid': result.requestId,
    'x-amz-executed-version': result.executedVersion,
  })
  if (result.functionError) reply.header('x-amz-function-error', result.functionError)
  if (result.logResult) reply.header('x-amz-log-result', result.logResult)
  return reply.send(result.payload)
}

function sendRefusal(reply: FastifyReply, service: Service, failure: unknown): FastifyReply {
  const requestId = failure instanceof InvocationRefused ? failure.requestId : randomUUID()
  const { code, statusCode, message } =
    failure instanceof InvocationRefused || failure instanceof ApiError
      ? failure
      : toApiError(failure, { service, requestId, operation: 'Invoke' })
  return reply
    .code(statusCode)
    .headers({ 'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code })
    .send(JSON.stringify({ Type: statusCode < 500 ? 'User' : 'Service', Message: message, message }))
}
