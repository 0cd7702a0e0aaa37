/**
 * The `connections` section of stepwell.config.yaml: with what HTTP Tasks prove who they are. A secret is named, not
 * written: by a variable of the environment or by a file.
 *
 *     connections:
 *       stripe:                           # the name in the connection's ARN
 *         apiKey: { name: Authorization, value: { env: STRIPE_KEY } }
 *       billing:
 *         basic: { username: stepwell, password: { file: /run/secrets/billing } }
 *         headers: { X-Tenant: blue }     # goes along with every call, as do query and body
 *       crm:
 *         account: '111111111111'         # whose executions may use it; those of the server's own account, if left out
 *         oauth:
 *           endpoint: https://login.example.com/token
 *           clientId: stepwell
 *           clientSecret: { env: CRM_SECRET }
 *           body: { audience: crm }       # goes along with the request for a token, as do headers and query
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type {
  Connection,
  ConnectionAuthorization,
  ConnectionParameter,
  ConnectionParameters,
  OauthAuthorization,
} from '#integrations'
import type { Place } from './read-yaml.ts'
import { UserError } from './user-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A connection that is configured, and whose it is: any account's on a laptop, where that is not said. */
export interface ConfiguredConnection {
  readonly account: string | undefined
  readonly connection: Connection
}

const parameterSections = ['headers', 'query', 'body'] as const

/** By their names. Throws UserError, which never shows a secret. */
export function parseConnectionsConfig(
  section: Place,
  environment: Environment = process.env,
): ReadonlyMap<string, ConfiguredConnection> {
  if (section.value === undefined || section.value === null) return new Map()
  const entries = [...section.members()].map(([name, place]) => {
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) place.fail('a name of letters, digits and .-_')
    return [name, readConnection(name, place, environment)] as const
  })
  return new Map(entries)
}

function readConnection(name: string, place: Place, environment: Environment): ConfiguredConnection {
  place.allow(['account', 'basic', 'apiKey', 'oauth', ...parameterSections])
  const account = place.member('account')
  const authorization = readAuthorization(place, environment)
  const parameters = readParameters(place, environment)
  // Tokens that were fetched for other settings are not used.
  const version = createHash('sha256')
    .update(JSON.stringify([authorization, parameters]))
    .digest('hex')
  return {
    account:
      account.value === undefined
        ? undefined
        : account.text(/^\d{12}$/, 'an account of twelve digits in quotes'),
    connection: { name, version, authorization, parameters },
  }
}

function readAuthorization(place: Place, environment: Environment): ConnectionAuthorization {
  const kinds = ['basic', 'apiKey', 'oauth'].filter((kind) => place.member(kind).value !== undefined)
  const [kind] = kinds
  if (kinds.length !== 1 || kind === undefined) {
    const found = kinds.length === 0 ? 'none of them' : kinds.join(' and ')
    throw new UserError(`${place.file}: ${place.path} has ${found}; expected one of basic, apiKey and oauth.`)
  }
  const given = place.member(kind)
  if (kind === 'oauth') return readOauth(given, environment)
  if (kind === 'basic') {
    given.allow(['username', 'password'])
    const username = given.member('username').text(/./, 'the name of a user')
    return { kind: 'BASIC', username, password: secret(given.member('password'), environment) }
  }
  given.allow(['name', 'value'])
  const name = given.member('name').text(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'the name of a header')
  return { kind: 'API_KEY', name, value: secret(given.member('value'), environment) }
}

function readOauth(given: Place, environment: Environment): OauthAuthorization {
  given.allow(['endpoint', 'method', 'clientId', 'clientSecret', ...parameterSections])
  const method = given.member('method')
  return {
    kind: 'OAUTH_CLIENT_CREDENTIALS',
    endpoint: given.member('endpoint').text(/^https?:\/\/\S+$/, 'the URL that gives tokens'),
    method: method.value === undefined ? 'POST' : method.oneOf(['GET', 'POST', 'PUT'] as const),
    clientId: given.member('clientId').text(/./, 'the id of a client'),
    clientSecret: secret(given.member('clientSecret'), environment),
    parameters: readParameters(given, environment),
  }
}

function readParameters(place: Place, environment: Environment): ConnectionParameters {
  const [headers, query, body] = parameterSections.map((section): readonly ConnectionParameter[] => {
    const given = place.member(section)
    if (given.value === undefined) return []
    return [...given.members()].map(([key, value]) => {
      const plain = value.value
      if (typeof plain === 'string') return { key, value: plain, secret: false }
      return { key, value: secret(value, environment), secret: true }
    })
  })
  return { headers: headers!, query: query!, body: body! }
}

/** `{ env: NAME }` or `{ file: path }`, relative to the configuration. */
function secret(place: Place, environment: Environment): string {
  if (typeof place.value === 'string') {
    throw new UserError(
      `${place.file}: ${place.path} is a text; expected { env: NAME } or { file: PATH }: secrets do not belong into the configuration.`,
    )
  }
  place.allow(['env', 'file'])
  const [env, file] = [place.member('env'), place.member('file')]
  if (env.value === undefined) return fromFile(file)
  const name = env.text(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable')
  return environment[name] || env.fail('a variable that is set in the environment of the server')
}

function fromFile(place: Place): string {
  const path = resolve(dirname(place.file), place.text(/./, 'the path of a file with the secret'))
  try {
    // Editors and "echo" end a file with a line break.
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new UserError(`${place.file}: ${place.path} cannot be read: ${(error as Error).message}`)
  }
}
