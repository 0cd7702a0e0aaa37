/**
 * Signature Version 4: proves who signed a request, by signing it again with the caller's key.
 *
 * 1. The signing is the library's; here the request is taken apart and the results are compared in constant time.
 * 2. The body's hash is always computed from the body: a header that claims another one is refused.
 * 3. The errors and their texts are those of AWS's JSON services. A clock that is off is answered with
 *    InvalidSignatureException, from which SDKs learn the server's time and try again.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AccessKey, Caller } from './access.ts'
import {
  IncompleteSignatureException,
  InvalidSignatureException,
  MissingAuthenticationTokenException,
  UnrecognizedClientException,
} from './common-errors.ts'

const clockSkewMs = 5 * 60 * 1000
/** Verifiers kept, one for each key, region and service. */
const verifiersMax = 1000

export interface SignedRequest {
  readonly method: string
  /** Path and query as they came. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface Authorization {
  readonly accessKeyId: string
  /** `YYYYMMDD` */
  readonly date: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/**
 * A function that gives the caller who signed a request for `service`. It rejects with one of the errors of the
 * signature; `now` gives milliseconds since the epoch.
 */
export function createVerifier(
  keys: readonly AccessKey[],
  now: () => number,
): (request: SignedRequest, service: string) => Promise<Caller> {
  const byId = new Map(keys.map((key) => [key.accessKeyId, key]))
  const signers = new Map<string, SignatureV4>()
  return async (request, service) => {
    const authorization = readAuthorization(request.headers)
    const key = byId.get(authorization.accessKeyId)
    if (!key) throw new UnrecognizedClientException()
    const signedAt = checkTime(authorization, request.headers, now())
    checkScope(authorization, service)
    const signer = signerFor(signers, key, authorization)
    const expected = await signature(signer, request, { authorization, signedAt })
    if (!equalTexts(expected, authorization.signature)) throw wrongSignature()
    return { account: key.account, region: authorization.region, principal: key.principal, role: key.role }
  }
}

/** The parts of the Authorization header. Throws MissingAuthenticationToken or IncompleteSignatureException. */
export function readAuthorization(headers: IncomingHttpHeaders): Authorization {
  const text = headers.authorization
  if (!text) throw new MissingAuthenticationTokenException()
  if (!text.startsWith('AWS4-HMAC-SHA256 '))
    throw new IncompleteSignatureException(
      `Unsupported algorithm, expected AWS4-HMAC-SHA256. Authorization=${text}`,
    )
  const part = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(text)?.[1]
  const credential = part('Credential')?.split('/') ?? []
  const signedHeaders = part('SignedHeaders')
  const given = part('Signature')
  const [accessKeyId, date, region, service] = credential.slice(-5, -1)
  if (credential.length < 5 || !accessKeyId || !date || !region || !service || !signedHeaders || !given)
    throw new IncompleteSignatureException(missingParts({ credential, signedHeaders, given }, text))
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature: given }
}

function missingParts(
  found: { credential: readonly string[]; signedHeaders: string | undefined; given: string | undefined },
  text: string,
): string {
  const missing = [
    found.credential.length < 5 && 'Credential',
    !found.given && 'Signature',
    !found.signedHeaders && 'SignedHeaders',
  ].filter((name) => name !== false)
  const sentences = missing.map((name) => `Authorization header requires '${name}' parameter.`)
  return `${sentences.join(' ')} Authorization=${text}`
}

/** When the request was signed; throws where that is not now, give or take five minutes. */
function checkTime(authorization: Authorization, headers: IncomingHttpHeaders, now: number): Date {
  const text = headers['x-amz-date']
  if (typeof text !== 'string' || !/^\d{8}T\d{6}Z$/.test(text))
    throw new IncompleteSignatureException(
      `Authorization header requires existence of a 'X-Amz-Date' header of the form YYYYMMDDTHHMMSSZ. Authorization=${headers.authorization}`,
    )
  if (!text.startsWith(authorization.date))
    throw new InvalidSignatureException(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${text.slice(0, 8)}', from '${text}'.`,
    )
  const signedAt = Date.parse(text.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (signedAt < now - clockSkewMs)
    throw new InvalidSignatureException(
      `Signature expired: ${text} is now earlier than ${basicFormat(now - clockSkewMs)} (${basicFormat(now)} - 5 min.)`,
    )
  if (signedAt > now + clockSkewMs)
    throw new InvalidSignatureException(
      `Signature not yet current: ${text} is still later than ${basicFormat(now + clockSkewMs)} (${basicFormat(now)} + 5 min.)`,
    )
  return new Date(signedAt)
}

function checkScope(authorization: Authorization, service: string): void {
  if (authorization.service !== service)
    throw new InvalidSignatureException(`Credential should be scoped to correct service: '${service}'.`)
  if (!authorization.signedHeaders.includes('host'))
    throw new InvalidSignatureException("'Host' must be a 'SignedHeader' in the AWS Authorization.")
}

function signerFor(
  signers: Map<string, SignatureV4>,
  key: AccessKey,
  scope: { readonly region: string; readonly service: string },
): SignatureV4 {
  const id = `${key.accessKeyId}/${scope.region}/${scope.service}`
  const known = signers.get(id)
  if (known) return known
  if (signers.size >= verifiersMax) signers.clear()
  const signer = new SignatureV4({
    service: scope.service,
    region: scope.region,
    credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    sha256: NodeSha256,
    applyChecksum: false,
  })
  signers.set(id, signer)
  return signer
}

async function signature(
  signer: SignatureV4,
  request: SignedRequest,
  given: { readonly authorization: Authorization; readonly signedAt: Date },
): Promise<string> {
  const { signedHeaders } = given.authorization
  const headers = pickHeaders(request.headers, signedHeaders)
  checkBodyHash(headers['x-amz-content-sha256'], request.body)
  const url = new URL(request.url, 'http://host')
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'host',
      path: url.pathname,
      query: queryOf(url),
      headers,
      body: request.body,
    },
    { signingDate: given.signedAt, signableHeaders: new Set(signedHeaders) },
  )
  return /Signature=([\da-f]+)$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? ''
}

function queryOf(url: URL): Record<string, string[]> {
  const query: Record<string, string[]> = {}
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value)
  return query
}

function pickHeaders(headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (value !== undefined) picked[name] = Array.isArray(value) ? value.join(',') : value
  }
  return picked
}

function checkBodyHash(claimed: string | undefined, body: Uint8Array): void {
  if (claimed === undefined) return
  if (!equalTexts(claimed, createHash('sha256').update(body).digest('hex'))) throw wrongSignature()
}

function wrongSignature(): InvalidSignatureException {
  return new InvalidSignatureException(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  )
}

/** Compares two secrets without telling by the time taken where they differ. */
export function equalTexts(a: string, b: string): boolean {
  const first = Buffer.from(a)
  const second = Buffer.from(b)
  return first.length === second.length && timingSafeEqual(first, second)
}

function basicFormat(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

type Source = string | ArrayBuffer | ArrayBufferView

interface RunningHash {
  update(data: Uint8Array): unknown
  digest(): Uint8Array
}

/** The hash that the signing library asks for, by Node's own crypto. */
class NodeSha256 {
  readonly #secret: Source | undefined
  #hash: RunningHash

  constructor(secret?: Source) {
    this.#secret = secret
    this.#hash = this.#begin()
  }

  update(data: Uint8Array): void {
    this.#hash.update(data)
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }

  reset(): void {
    this.#hash = this.#begin()
  }

  #begin(): RunningHash {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(this.#secret))
  }
}

function toBytes(source: Source): string | Uint8Array {
  if (typeof source === 'string') return source
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)
}
