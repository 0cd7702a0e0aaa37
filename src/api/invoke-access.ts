/** Who may call Lambda's Invoke API: the same callers as of the API, with the same keys, signed for `lambda`. */
import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Namespace } from '#base'
import { InvocationRefused } from '#functions'
import { checkAllowed } from './access.ts'
import { ApiError } from './api-error.ts'
import type { Authenticate } from './authenticate.ts'

/** The account and region that an invocation is for. Rejects with InvocationRefused. */
export async function invokerOf(
  authenticate: Authenticate,
  { raw, body }: FastifyRequest,
): Promise<Namespace> {
  const { method = 'POST', url = '/', headers } = raw
  try {
    const bytes = Buffer.from(typeof body === 'string' ? body : '')
    const caller = await authenticate({ method, url, headers, body: bytes }, 'lambda')
    const resource = `arn:aws:lambda:${caller.region}:${caller.account}:function:*`
    checkAllowed(caller, 'operate', { action: 'lambda:InvokeFunction', resource })
    return { account: caller.account, region: caller.region }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new InvocationRefused(error.code, error.message, { statusCode: 403, requestId: randomUUID() })
  }
}
