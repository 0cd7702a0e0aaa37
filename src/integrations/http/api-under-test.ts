/** A real HTTP server for the tests of the HTTP Task: it keeps what it was sent, and an OAuth token endpoint is part of it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ApiUnderTest {
  readonly url: string
  readonly received: readonly Received[]
  /** Tokens that the token endpoint has given, the last one being valid. */
  readonly tokens: readonly string[]
  close(): Promise<void>
}

type Answers = (path: string, response: ServerResponse) => void

const answers: Readonly<Record<string, Answers>> = {
  '/json': (_path, response) =>
    void response
      .writeHead(201, 'Made', { 'content-type': 'application/json', 'x-many': ['a', 'b'] })
      .end('{"n":1.0}'),
  '/text': (_path, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('hello'),
  '/image': (_path, response) => void response.writeHead(200, { 'content-type': 'image/png' }).end('PNG'),
  '/bytes': (_path, response) =>
    void response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.from([0xff, 0xfe, 0xfd])),
  '/missing': (_path, response) => void response.writeHead(404).end('{"why":"nowhere"}'),
  '/moved': (_path, response) => void response.writeHead(302, { location: '/json' }).end(),
  '/large': (_path, response) => void response.writeHead(200).end('x'.repeat(300_000)),
  '/breaks': (_path, response) => void response.socket?.destroy(),
  // Nothing: the call hangs until its caller gives up.
  '/hangs': () => {},
}

export async function apiUnderTest(): Promise<ApiUnderTest> {
  const received: Received[] = []
  const tokens: string[] = []
  const server = createServer((request, response) => void answer(request, response, { received, tokens }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    tokens,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { received, tokens }: { readonly received: Received[]; readonly tokens: string[] },
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const { pathname } = new URL(request.url!, 'http://localhost')
  const headers = request.headers as Record<string, string>
  received.push({
    method: request.method!,
    path: request.url!,
    headers,
    body: Buffer.concat(chunks).toString(),
  })
  if (pathname === '/token') {
    tokens.push(`token-${tokens.length + 1}`)
    const given = { access_token: tokens.at(-1), expires_in: 3600, token_type: 'Bearer' }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(given))
  } else if (pathname === '/guarded') {
    const valid = headers['authorization'] === `Bearer ${tokens.at(-1)}`
    response.writeHead(valid ? 200 : 401).end(valid ? '"welcome"' : 'who are you?')
  } else {
    answers[pathname]?.(pathname, response)
  }
}
