/** What a test of an HTTP Task shows of its call (TestState with TRACE): the texts of InspectionData. */
import type { HttpAnswer } from './http-transport.ts'
import type { OutgoingRequest } from './outgoing-request.ts'

export interface HttpTrace {
  /** Without what the connection added. */
  readonly request: TracedRequest
  /** With all of it, for those who ask for secrets. */
  readonly revealedRequest: TracedRequest
  /** Absent where no answer came. */
  readonly response?: TracedResponse
}

export interface TracedRequest {
  readonly protocol: string
  readonly method: string
  readonly url: string
  readonly headers: string
  readonly body?: string
}

export interface TracedResponse {
  readonly protocol: string
  readonly statusCode: string
  readonly statusMessage: string
  readonly headers: string
  readonly body?: string
}

type Headers = Readonly<Record<string, readonly string[]>>

export function traceOf(sent: OutgoingRequest, answer: HttpAnswer | undefined): HttpTrace {
  const { url, method, headers, body, shown } = sent
  const protocol = url.protocol.slice(0, -1)
  return {
    request: {
      protocol,
      method,
      url: shown.url,
      headers: headersText(shown.headers),
      ...(shown.body !== undefined && { body: shown.body }),
    },
    revealedRequest: {
      protocol,
      method,
      url: url.href,
      headers: headersText(headers),
      ...(body !== undefined && { body }),
    },
    ...(answer && { response: tracedResponse(answer, protocol) }),
  }
}

function tracedResponse(answer: HttpAnswer, protocol: string): TracedResponse {
  const body = Buffer.from(answer.body).toString('utf8')
  return {
    protocol,
    statusCode: String(answer.status),
    statusMessage: answer.statusText,
    headers: headersText(answer.headers),
    ...(body !== '' && { body }),
  }
}

function headersText(headers: Headers): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    values.map((value) => `${name}: ${value}`),
  )
  return `[${lines.join(', ')}]`
}
