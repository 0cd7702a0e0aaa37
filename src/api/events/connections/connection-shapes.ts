/** The shapes of requests about connections, as AWS's service model of EventBridge has them. */
import type { ConnectionAuthorization, ConnectionParameter, ConnectionParameters } from '#integrations'
import type { ConnectionSettings } from '#triggers'
import { ValidationException } from '../../common-errors.ts'
import type { ValueOf } from '../../schema.ts'

const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength }) as const
const structure = <const O extends object>(name: string, optional: O) =>
  ({ type: 'structure', name, required: {}, optional }) as const

export const connectionName = { ...text(64), pattern: /^[.\-_A-Za-z0-9]+$/ } as const
export const authorizationType = {
  type: 'string',
  values: ['BASIC', 'OAUTH_CLIENT_CREDENTIALS', 'API_KEY'],
} as const

const parameters = (name: string) =>
  ({
    type: 'list',
    member: structure(name, { Key: text(512, 0), Value: text(512, 0), IsValueSecret: { type: 'boolean' } }),
  }) as const
const httpParameters = structure('ConnectionHttpParameters', {
  HeaderParameters: parameters('ConnectionHeaderParameter'),
  QueryStringParameters: parameters('ConnectionQueryStringParameter'),
  BodyParameters: parameters('ConnectionBodyParameter'),
})

export const authParameters = structure('ConnectionAuthRequestParameters', {
  BasicAuthParameters: structure('ConnectionBasicAuthRequestParameters', {
    Username: text(512),
    Password: text(512),
  }),
  OAuthParameters: structure('ConnectionOAuthRequestParameters', {
    ClientParameters: structure('ConnectionOAuthClientRequestParameters', {
      ClientID: text(512),
      ClientSecret: text(512),
    }),
    AuthorizationEndpoint: { ...text(2048), pattern: /^https?:\/\/\S+$/ },
    HttpMethod: { type: 'string', values: ['GET', 'POST', 'PUT'] },
    OAuthHttpParameters: httpParameters,
  }),
  ApiKeyAuthParameters: structure('ConnectionApiKeyAuthRequestParameters', {
    ApiKeyName: text(512),
    ApiKeyValue: text(512),
  }),
  InvocationHttpParameters: httpParameters,
})

type AuthParameters = ValueOf<typeof authParameters>
type HttpParameters = ValueOf<typeof httpParameters>
type Given = NonNullable<HttpParameters['BodyParameters']>
export type AuthorizationType = ConnectionAuthorization['kind']

/** The settings that a request asks for; what it leaves out is as it was. Throws ValidationException. */
export function readSettings(
  type: AuthorizationType,
  given: AuthParameters,
  known?: ConnectionSettings,
): ConnectionSettings {
  const { InvocationHttpParameters: invocation } = given
  const before = known?.authorization.kind === type ? known.authorization : undefined
  return {
    authorization: readAuthorization(type, given, before),
    parameters: readParameters(invocation, known?.parameters),
  }
}

function readAuthorization(
  type: AuthorizationType,
  given: AuthParameters,
  before: ConnectionAuthorization | undefined,
): ConnectionAuthorization {
  switch (type) {
    case 'BASIC':
      return readBasic(given, before?.kind === type ? before : undefined)
    case 'API_KEY':
      return readApiKey(given, before?.kind === type ? before : undefined)
    case 'OAUTH_CLIENT_CREDENTIALS':
      return readOauth(given, before?.kind === type ? before : undefined)
  }
}

type Of<Kind extends AuthorizationType> = Extract<ConnectionAuthorization, { readonly kind: Kind }>
type Oauth = Of<'OAUTH_CLIENT_CREDENTIALS'>

function readBasic(
  { BasicAuthParameters: given = {} }: AuthParameters,
  known: Of<'BASIC'> | undefined,
): Of<'BASIC'> {
  const { Username = known?.username, Password = known?.password } = given
  return { kind: 'BASIC', username: needed({ Username }), password: needed({ Password }) }
}

function readApiKey(
  { ApiKeyAuthParameters: given = {} }: AuthParameters,
  known: Of<'API_KEY'> | undefined,
): Of<'API_KEY'> {
  const { ApiKeyName = known?.name, ApiKeyValue = known?.value } = given
  return { kind: 'API_KEY', name: headerName(needed({ ApiKeyName })), value: needed({ ApiKeyValue }) }
}

function readOauth({ OAuthParameters: given = {} }: AuthParameters, known: Oauth | undefined): Oauth {
  const { ClientID = known?.clientId, ClientSecret = known?.clientSecret } = given.ClientParameters ?? {}
  const { AuthorizationEndpoint = known?.endpoint, HttpMethod = known?.method } = given
  return {
    kind: 'OAUTH_CLIENT_CREDENTIALS',
    endpoint: needed({ AuthorizationEndpoint }),
    method: needed({ HttpMethod }) as Oauth['method'],
    clientId: needed({ ClientID }),
    clientSecret: needed({ ClientSecret }),
    parameters: readParameters(given.OAuthHttpParameters, known?.parameters),
  }
}

function readParameters(
  given: HttpParameters | undefined,
  known: ConnectionParameters | undefined,
): ConnectionParameters {
  const { HeaderParameters: headers, QueryStringParameters: query, BodyParameters: body } = given ?? {}
  const named = headers && readList(headers)
  for (const { key } of named ?? []) headerName(key)
  return {
    headers: named ?? known?.headers ?? [],
    query: query ? readList(query) : (known?.query ?? []),
    body: body ? readList(body) : (known?.body ?? []),
  }
}

function readList(given: Given): readonly ConnectionParameter[] {
  return given.map(({ Key = '', Value = '', IsValueSecret = false }) => ({
    key: Key,
    value: Value,
    secret: IsValueSecret,
  }))
}

function headerName(name: string): string {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return name
  throw new ValidationException(`${JSON.stringify(name)} is no name of a header.`)
}

function needed(member: Readonly<Record<string, string | undefined>>): string {
  const [[name, value]] = Object.entries(member) as [[string, string | undefined]]
  if (value !== undefined) return value
  throw new ValidationException(`Parameter ${name} of AuthParameters must be specified.`)
}
