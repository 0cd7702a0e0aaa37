/** The server over an engine double, for the tests of this room: called in process, without a socket. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { AccessPolicy } from './access.ts'
import { createServer, type ServerOptions } from './server.ts'
import { testEngine } from './test-engine.ts'

export const role = 'arn:aws:iam::000000000000:role/r'
export const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
export const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export function testServer(options: Partial<ServerOptions> = {}): FastifyInstance {
  const open: AccessPolicy = { kind: 'open' }
  const engine = options.engine ?? testEngine()
  const tokenKey = new Uint8Array(32)
  return createServer({
    access: open,
    logger: silent,
    tokenKey,
    version: '0.0.0',
    ...options,
    engine,
    limits: options.limits ?? engine.limits,
  })
}

export interface TestCall {
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends one operation as a client without credentials would. */
export function send(
  app: FastifyInstance,
  operation: string,
  call: TestCall | object = {},
): Promise<LightMyRequestResponse> {
  const { headers = {}, body } = 'body' in call || 'headers' in call ? call : { body: JSON.stringify(call) }
  return app.inject({
    method: 'POST',
    url: '/',
    headers: {
      host: 'localhost:8083',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
}

/** The answer's JSON, or `NAME: MESSAGE` of its error with the status where that is not 400. */
export async function outcome(response: Promise<LightMyRequestResponse>): Promise<unknown> {
  const { statusCode, body } = await response
  const json = JSON.parse(body) as { __type?: string; message?: string }
  if (json.__type === undefined) return json
  const text = `${json.__type.split('#')[1]}: ${json.message}`
  return statusCode === 400 ? text : `${statusCode} ${text}`
}
