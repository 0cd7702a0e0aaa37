/** A service over HTTP for a test, on a free port; it ends with the test. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export interface HttpAnswer {
  readonly status?: number
  readonly contentType?: string
  readonly body?: string
}

/** Answers each request with what `answer` makes of it, or hangs up; resolves with the service's URL. */
export async function httpService(
  t: TestContext,
  answer: (request: IncomingMessage, body: Buffer) => HttpAnswer | 'hang up',
): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const answered = answer(request, Buffer.concat(chunks))
      if (answered === 'hang up') return void request.socket.destroy()
      const { status = 200, contentType, body = '' } = answered
      response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
