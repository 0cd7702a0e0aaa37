/**
 * Page tokens: opaque texts that say where the next page begins.
 *
 * 1. A token is signed together with the operation and its other arguments, so it works only with the same ones.
 * 2. It expires after a day, as on AWS, and survives a restart of the server (the key is the store's).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Namespace } from '#base'
import { InvalidToken } from './errors.ts'

const lifetimeMs = 24 * 60 * 60 * 1000
const macBytes = 16

/** What a token belongs to: the operation, who asks and the arguments that have to stay the same. */
export type PageScope = readonly [operation: string, at: Namespace, ...others: unknown[]]

export interface PageTokens {
  issue(scope: PageScope, position: string | number): string
  /** The position that the token was issued with. Throws InvalidToken. */
  read(scope: PageScope, token: string): string | number
}

/** Tokens signed with this key; `now` gives milliseconds since the epoch. */
export function createPageTokens(key: Uint8Array, now: () => number): PageTokens {
  const mac = (body: string, scope: PageScope) =>
    createHmac('sha256', key)
      .update(`page\n${body}\n${JSON.stringify(scope)}`)
      .digest()
      .subarray(0, macBytes)
  return {
    issue(scope, position) {
      const body = Buffer.from(JSON.stringify([now() + lifetimeMs, position])).toString('base64url')
      return `${body}.${mac(body, scope).toString('base64url')}`
    },
    read(scope, token) {
      const [body = '', signature = ''] = token.split('.')
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== macBytes || !timingSafeEqual(given, mac(body, scope))) throw new InvalidToken()
      const [expiresAt, position] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
        number,
        string | number,
      ]
      if (expiresAt < now()) throw new InvalidToken()
      return position
    },
  }
}
