/**
 * The local S3 with what AWS's says besides: its words for a bucket that is not there, and that objects are encrypted. What a
 * recorded case compares is then what the server under test makes of it.
 */
import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface S3AsAws {
  readonly address: string
  stop(): void
}

/** Stands before the S3 at that address. */
export async function s3AsAws(address: string): Promise<S3AsAws> {
  const server: Server = createServer((asked, answer) => pass(address, asked, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, stop: () => void server.close() }
}

function pass(address: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = asked
  const forwarded = request(
    new URL(url, address),
    { method, headers },
    (response) => void reply(response, { asked, answer }),
  )
  forwarded.on('error', () => answer.destroy())
  asked.pipe(forwarded)
}

async function reply(
  response: IncomingMessage,
  { asked, answer }: { readonly asked: IncomingMessage; readonly answer: ServerResponse },
): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response) chunks.push(chunk as Uint8Array)
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = response.headers
  const status = response.statusCode ?? 500
  const isObject = headers.etag !== undefined && status < 300
  const body = Buffer.concat(chunks)
  answer.writeHead(status, {
    ...headers,
    ...(isObject && { 'x-amz-server-side-encryption': 'AES256' }),
    ...(isObject && asked.method === 'GET' && { 'accept-ranges': 'bytes' }),
    ...(status < 300 && { 'content-length': response.headers['content-length'] ?? body.length }),
  })
  answer.end(status < 300 ? body : inWordsOfAws(body.toString()))
}

function inWordsOfAws(error: string): string {
  return error.replace(/<Message>(The specified bucket does not exist)[^<]*</, '<Message>$1<')
}
