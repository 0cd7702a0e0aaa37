import type { FastifyRequest } from 'fastify'
import type { SignedRequest } from './sigv4.ts'

const noBody = Buffer.alloc(0)

/** What a signature is made of, from a request whose body was read as bytes. */
export function toSignedRequest({ raw, body }: FastifyRequest): SignedRequest {
  return {
    method: raw.method ?? 'POST',
    url: raw.url ?? '/',
    headers: raw.headers,
    body: body instanceof Buffer ? body : noBody,
  }
}
