/**
 * Whether a request to a webhook comes from somebody who knows its secret.
 *
 * 1. Secrets and signatures are compared in constant time.
 * 2. A signature is over the body's bytes as they came; one with a timestamp is refused outside its tolerance, so that a
 *    request that somebody has recorded is of no use later.
 */
import { createHmac, createHash, timingSafeEqual } from 'node:crypto'
import type { Instant } from '#base'

/** How a webhook's callers prove who they are. */
export type WebhookProof =
  | { readonly kind: 'token'; readonly header: string; readonly prefix: string; readonly secret: string }
  /** As GitHub signs: `prefix` and the HMAC of the body in hexadecimal digits. */
  | {
      readonly kind: 'hmac'
      readonly header: string
      readonly algorithm: 'sha1' | 'sha256' | 'sha512'
      readonly prefix: string
      readonly secret: string
    }
  /** As Stripe and Stepwell itself sign: `t=SECONDS,v1=HEX` of `SECONDS.BODY` by HMAC-SHA-256. */
  | {
      readonly kind: 'timed-hmac'
      readonly header: string
      readonly toleranceSeconds: number
      readonly secret: string
    }

export interface ProvenRequest {
  /** With lower-case names; one that came several times is no proof. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
  readonly now: Instant
}

/** Signatures of one header that are looked at: a secret that is replaced is signed with twice. */
const signaturesMax = 8

/** True where the request proves it. */
export function isProven(proof: WebhookProof, request: ProvenRequest): boolean {
  const header = request.headers[proof.header.toLowerCase()]
  if (typeof header !== 'string') return false
  switch (proof.kind) {
    case 'token':
      return isSame(header, proof.prefix + proof.secret)
    case 'hmac':
      return isSame(
        header,
        proof.prefix + createHmac(proof.algorithm, proof.secret).update(request.body).digest('hex'),
      )
    case 'timed-hmac':
      return isTimedProof(proof, header, request)
  }
}

type TimedProof = Extract<WebhookProof, { kind: 'timed-hmac' }>

function isTimedProof({ secret, toleranceSeconds }: TimedProof, header: string, of: ProvenRequest): boolean {
  const parts = header.split(',').map((part) => part.trim())
  const seconds = parts.find((part) => /^t=\d{1,12}$/.test(part))?.slice('t='.length)
  if (seconds === undefined) return false
  if (Math.abs(of.now - Number(seconds) * 1000) > toleranceSeconds * 1000) return false
  const expected = createHmac('sha256', secret).update(`${seconds}.`).update(of.body).digest('hex')
  const signatures = parts.filter((part) => part.startsWith('v1=')).slice(0, signaturesMax)
  return signatures.some((signature) => isSame(signature, `v1=${expected}`))
}

/** Hashes have one length, so the comparison tells nothing of it. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
