/**
 * EventBridge connections: who an HTTP Task is to the API that it calls, and what goes along with every call.
 *
 * Owns: the shape. Neighbours: `connection-book.ts` finds one, `oauth-tokens.ts` gets tokens, `merge-connection.ts` puts one
 * into a request. A connection's secrets are in the value texts of this shape and nowhere else: it is never printed.
 */
import type { Namespace } from '#base'

/** One header, query parameter or member of the body that a connection adds. */
export interface ConnectionParameter {
  readonly key: string
  readonly value: string
  /** Whether nobody may see the value. */
  readonly secret: boolean
}

export interface ConnectionParameters {
  readonly headers: readonly ConnectionParameter[]
  readonly query: readonly ConnectionParameter[]
  readonly body: readonly ConnectionParameter[]
}

export type ConnectionAuthorization =
  | { readonly kind: 'BASIC'; readonly username: string; readonly password: string }
  | { readonly kind: 'API_KEY'; readonly name: string; readonly value: string }
  | OauthAuthorization

/** OAuth 2 with client credentials. */
export interface OauthAuthorization {
  readonly kind: 'OAUTH_CLIENT_CREDENTIALS'
  /** Where tokens come from. */
  readonly endpoint: string
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly clientId: string
  readonly clientSecret: string
  readonly parameters: ConnectionParameters
}

export interface Connection {
  /** Another one after every change: tokens of the one before are not used. */
  readonly version: string
  readonly name: string
  readonly authorization: ConnectionAuthorization
  readonly parameters: ConnectionParameters
}

export const noParameters: ConnectionParameters = { headers: [], query: [], body: [] }

/** A connection as a task names it. */
export interface ConnectionName extends Namespace {
  readonly name: string
  /** The last part of the ARN, which EventBridge makes; absent where the ARN has none. */
  readonly id?: string
}

/** Where connections come from. */
export interface ConnectionBook {
  /** Undefined where the caller's account has none of that name, or it was made anew since and has another id. */
  find(name: ConnectionName, caller: Namespace): Promise<Connection | undefined>
}

const arnForm =
  /^arn:[^:]+:events:([^:]+):(\d{12}):connection\/([.\-_A-Za-z0-9]{1,64})(?:\/([A-Za-z0-9-]+))?$/

/** The parts of a connection's ARN; undefined where it is none. */
export function parseConnectionArn(arn: string): ConnectionName | undefined {
  const [, region, account, name, id] = arnForm.exec(arn) ?? []
  if (name === undefined) return undefined
  return { region: region!, account: account!, name, ...(id !== undefined && { id }) }
}
