/**
 * Sends one request over HTTP/1.1 and reads its answer, within the rules of the network.
 *
 * 1. Node's own client, for it lets us judge an address at the moment at which the connection to it is made.
 * 2. A redirection is an answer like any other: following it would take the connection's credentials elsewhere.
 * 3. An answer is read up to its limit, and a call that is cancelled closes its connection.
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { AddressRefused, type NetworkPolicy } from './network-policy.ts'

export interface HttpCall {
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string | undefined
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly answerBytesMax: number
}

export interface HttpAnswer {
  readonly status: number
  readonly statusText: string
  readonly httpVersion: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: Uint8Array
}

/** Thrown when no answer came: the reason is the message, without anything of the request but its host. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** Thrown when the answer is longer than any output may be. */
export class AnswerTooLong extends Error {
  override readonly name = 'AnswerTooLong'
}

/** Connections that are kept for the next call, to one host. */
const idleSocketsMax = 64
/** Most connections to one host at a time; more calls wait. */
const socketsMax = 1000

export type HttpTransport = (call: HttpCall) => Promise<HttpAnswer>

export function httpTransport(policy: NetworkPolicy): HttpTransport {
  const pool = { keepAlive: true, maxFreeSockets: idleSocketsMax, maxSockets: socketsMax }
  const http = new HttpAgent(pool)
  const https = new HttpsAgent(pool)
  return async (call) => {
    policy.checkUrl(call.url)
    const secure = call.url.protocol === 'https:'
    const timeout = AbortSignal.timeout(call.timeoutMs)
    const signal = AbortSignal.any([call.signal, timeout])
    try {
      const response = await send(call, { signal, lookup: policy.lookup, agent: secure ? https : http })
      return await readAnswer(response, call.answerBytesMax)
    } catch (error) {
      throw explained(error, call, timeout.aborted)
    }
  }
}

type SendOptions = Pick<RequestOptions, 'lookup' | 'agent' | 'signal'>

function send(call: HttpCall, options: SendOptions): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const make = call.url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = Object.fromEntries(
    Object.entries(call.headers).map(([name, values]) => [
      name,
      values.length === 1 ? values[0]! : [...values],
    ]),
  )
  const outgoing = make(call.url, { ...options, method: call.method, headers })
  outgoing.once('response', resolve)
  outgoing.once('error', reject)
  outgoing.end(call.body)
  return promise
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<HttpAnswer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    // Leaving the loop destroys the response, and with it the connection.
    if (size > bytesMax) throw new AnswerTooLong(`The answer has more than ${bytesMax} bytes.`)
    chunks.push(chunk)
  }
  const headers = Object.entries(response.headersDistinct).map(
    ([name, values]) => [name, values ?? []] as const,
  )
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    httpVersion: response.httpVersion,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  }
}

function explained(error: unknown, { url, timeoutMs, signal }: HttpCall, timedOut: boolean): Error {
  if (error instanceof AnswerTooLong || error instanceof AddressRefused) return error
  if (signal.aborted) return new NoAnswer(`The call to ${url.host} was cancelled.`)
  if (timedOut) return new NoAnswer(`${url.host} did not answer within ${timeoutMs / 1000} seconds.`)
  return new NoAnswer(`${url.host} gave no answer: ${reasonOf(error)}.`)
}

function reasonOf(error: unknown): string {
  // A host with several addresses gives one error for each.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  const { code, message } = error as NodeJS.ErrnoException
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is not known'
    case 'ECONNREFUSED':
      return 'it refused the connection'
    case 'ECONNRESET':
      return 'it closed the connection'
    default:
      return message
  }
}
