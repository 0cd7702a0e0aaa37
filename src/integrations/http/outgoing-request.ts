/**
 * The request as it goes out: that of the task with its connection merged in, whose values win over the task's own.
 *
 * Beside it is what may be shown of it, without anything that the connection added.
 */
import { AslError, isObject, printJson, type Json, type Outcome } from '#base'
import type { Connection, ConnectionParameter } from './connection.ts'
import { encodeForm, textOf } from './form-encoding.ts'
import type { HttpRequest } from './read-request.ts'

export interface OutgoingRequest {
  readonly url: URL
  readonly method: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string | undefined
  /** The same without the values that the connection adds, to be shown. */
  readonly shown: ShownRequest
}

export interface ShownRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: string | undefined
}

export interface MergeOptions {
  readonly connection: Connection
  /** The token of an OAuth connection. */
  readonly token: string | undefined
  readonly region: string
  /** The trace that the call belongs to, as `X-Amzn-Trace-Id` says it. */
  readonly traceHeader: string | undefined
  /** Most bytes of the answer that are asked for; undefined for all of it. */
  readonly answerBytesMax: number | undefined
}

/** Merges the connection into the request, or says why that cannot be done. */
export function outgoingRequest(request: HttpRequest, options: MergeOptions): Outcome<OutgoingRequest> {
  const { connection } = options
  const { query, body } = connection.parameters
  if (body.length > 0 && request.body !== undefined && !isObject(request.body)) {
    return new AslError(
      'States.Runtime',
      'The RequestBody is no JSON object, so the body parameters of the connection cannot be merged into it.',
    )
  }
  const text = bodyText(request, body)
  return {
    url: urlOf(request, query),
    method: request.method,
    headers: { ...ownHeaders(request, options), ...added(authorization(options)) },
    body: text,
    shown: {
      url: urlOf(request, []).href,
      headers: ownHeaders(request, options),
      body: bodyText(request, []),
    },
  }
}

function urlOf({ endpoint, query }: HttpRequest, own: readonly ConnectionParameter[]): URL {
  const url = new URL(endpoint)
  for (const [name, values] of Object.entries(query)) {
    for (const value of values) url.searchParams.append(name, value)
  }
  for (const { key, value } of own) url.searchParams.set(key, value)
  return url
}

function bodyText({ body, form }: HttpRequest, own: readonly ConnectionParameter[]): string | undefined {
  const merged: Json | undefined =
    own.length === 0
      ? body
      : { ...(body as object), ...Object.fromEntries(own.map(({ key, value }) => [key, value])) }
  if (merged === undefined) return undefined
  if (form !== undefined && isObject(merged)) return encodeForm(merged, form)
  return typeof merged === 'string' ? merged : printJson(merged)
}

/** Without those of the connection. */
function ownHeaders(
  request: HttpRequest,
  { connection, region, traceHeader, answerBytesMax }: MergeOptions,
): Record<string, readonly string[]> {
  const hasBody = request.body !== undefined || connection.parameters.body.length > 0
  const headers: Record<string, readonly string[]> = {
    'user-agent': [`Amazon|StepFunctions|HttpInvoke|${region}`],
    ...(answerBytesMax !== undefined && { range: [`bytes=0-${answerBytesMax}`] }),
    'content-type': [
      request.form === undefined ? 'application/json; charset=UTF-8' : 'application/x-www-form-urlencoded',
    ],
    ...(traceHeader !== undefined && { 'x-amzn-trace-id': [traceHeader] }),
    ...(hasBody && { 'transfer-encoding': ['chunked'] }),
  }
  for (const [name, values] of Object.entries(request.headers)) headers[name.toLowerCase()] = values
  return headers
}

function added(headers: readonly (readonly [string, string])[]): Record<string, readonly string[]> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), [value]]))
}

/** The headers that the connection adds. */
function authorization({ connection, token }: MergeOptions): readonly (readonly [string, string])[] {
  const own = connection.parameters.headers.map(({ key, value }) => [key, textOf(value)] as const)
  return [...own, proof(connection, token)]
}

function proof({ authorization: given }: Connection, token: string | undefined): readonly [string, string] {
  switch (given.kind) {
    case 'BASIC': {
      const credentials = Buffer.from(`${given.username}:${given.password}`, 'utf8').toString('base64')
      return ['authorization', `Basic ${credentials}`]
    }
    case 'API_KEY':
      return [given.name, given.value]
    case 'OAUTH_CLIENT_CREDENTIALS':
      return ['authorization', `Bearer ${token ?? ''}`]
  }
}
