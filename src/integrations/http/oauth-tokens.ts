/**
 * Access tokens of OAuth connections: fetched once, kept in memory until shortly before they end, fetched anew when the
 * API does not take one any more.
 */
import { isNumber, isObject, member, toNumber, tryParseJson, type Json } from '#base'
import type { Connection, ConnectionParameters, OauthAuthorization } from './connection.ts'
import type { HttpCall, HttpTransport } from './http-transport.ts'

/** Thrown when the token endpoint gives no token. The message has nothing that was sent. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
}

/** Of a token whose answer does not say how long it lasts. */
const usualSeconds = 3600
/** A token is not used in its last seconds: a call takes its time. */
const marginSeconds = 30
/** Largest answer of a token endpoint, in bytes. */
const tokenBytesMax = 64 * 1024
/** Tokens that are kept, of connections that were used last. */
const tokensMax = 10_000

interface Token {
  readonly text: string
  readonly endsAt: number
}

export class OauthTokens {
  readonly #transport: HttpTransport
  readonly #now: () => number
  readonly #tokens = new Map<string, Promise<Token>>()

  constructor(transport: HttpTransport, now: () => number = Date.now) {
    this.#transport = transport
    this.#now = now
  }

  /**
   * The token for a call; undefined where the connection has none. Throws TokenRefused, or what the transport throws.
   * Of several calls at a time the first one fetches it; when it is cancelled, the next one does.
   */
  async tokenFor(
    connection: Connection,
    call: Pick<HttpCall, 'signal' | 'timeoutMs'>,
  ): Promise<string | undefined> {
    const { authorization, version } = connection
    if (authorization.kind !== 'OAUTH_CLIENT_CREDENTIALS') return undefined
    for (;;) {
      const pending = this.#tokens.get(version)
      if (!pending) break
      const known = await pending.catch(() => undefined)
      if (known && known.endsAt > this.#now()) return known.text
      if (this.#tokens.get(version) === pending) this.#tokens.delete(version)
    }
    const fetching = this.#fetch(authorization, call)
    this.#keep(version, fetching)
    return (await fetching).text
  }

  /** Forgets a token that an API has refused. Another that has come since stays. */
  async forget({ version }: Connection, refused: string): Promise<void> {
    const known = await this.#tokens.get(version)?.catch(() => undefined)
    if (known?.text === refused) this.#tokens.delete(version)
  }

  #keep(version: string, fetching: Promise<Token>): void {
    this.#tokens.delete(version)
    this.#tokens.set(version, fetching)
    const [oldest] = this.#tokens.keys()
    if (this.#tokens.size > tokensMax) this.#tokens.delete(oldest!)
  }

  async #fetch(oauth: OauthAuthorization, call: Pick<HttpCall, 'signal' | 'timeoutMs'>): Promise<Token> {
    const { status, body } = await this.#transport({
      ...tokenRequest(oauth),
      ...call,
      answerBytesMax: tokenBytesMax,
    })
    if (status < 200 || status > 299) {
      throw new TokenRefused(`The authorization endpoint ${hostOf(oauth)} answered with status ${status}.`)
    }
    const token = readToken(tryParseJson(Buffer.from(body).toString('utf8')), this.#now())
    if (token) return token
    throw new TokenRefused(`The answer of the authorization endpoint ${hostOf(oauth)} has no access_token.`)
  }
}

function hostOf({ endpoint }: OauthAuthorization): string {
  return new URL(endpoint).host
}

function readToken(answer: Json | undefined, now: number): Token | undefined {
  if (answer === undefined || !isObject(answer)) return undefined
  const text = member(answer, 'access_token')
  if (typeof text !== 'string' || text === '') return undefined
  const given = member(answer, 'expires_in')
  const seconds = isNumber(given) ? toNumber(given) : Number(given ?? usualSeconds)
  const lasting = Number.isFinite(seconds) ? seconds : usualSeconds
  return { text, endsAt: now + Math.max(0, lasting - marginSeconds) * 1000 }
}

/** A client's credentials in the body (RFC 6749, 2.3.1), or in the query of a GET; the connection's own parameters win. */
function tokenRequest(oauth: OauthAuthorization): Pick<HttpCall, 'url' | 'method' | 'headers' | 'body'> {
  const url = new URL(oauth.endpoint)
  const { parameters, method } = oauth
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: oauth.clientId,
    client_secret: oauth.clientSecret,
  })
  const inQuery = method === 'GET'
  for (const { key, value } of parameters.body) fields.set(key, value)
  if (inQuery) for (const [key, value] of fields) url.searchParams.set(key, value)
  for (const { key, value } of parameters.query) url.searchParams.set(key, value)
  return {
    url,
    method,
    headers: tokenHeaders(parameters, inQuery),
    body: inQuery ? undefined : fields.toString(),
  }
}

function tokenHeaders(
  { headers }: ConnectionParameters,
  inQuery: boolean,
): Readonly<Record<string, readonly string[]>> {
  return {
    accept: ['application/json'],
    ...(inQuery ? {} : { 'content-type': ['application/x-www-form-urlencoded'] }),
    ...Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), [value]])),
  }
}
