/** Connections as EventBridge's API shows them: without passwords, keys, secrets and values that are marked as such. */
import type { ConnectionAuthorization, ConnectionParameter, ConnectionParameters } from '#integrations'
import type { ConnectionSummary } from '#store'
import { connectionArnOf, type MadeConnection } from '#triggers'
import { epochSeconds } from '../../epoch-seconds.ts'
import type { Response } from '../../operation.ts'

/** What every answer has. */
export function shownChange(connection: ConnectionSummary, state = 'AUTHORIZED'): Response {
  return {
    ConnectionArn: connectionArnOf(connection),
    ConnectionState: state,
    CreationTime: epochSeconds(connection.createdAt),
    LastModifiedTime: epochSeconds(connection.updatedAt),
    LastAuthorizedTime: epochSeconds(connection.updatedAt),
  }
}

export function shownSummary(connection: ConnectionSummary): Response {
  const { name, authorizationType } = connection
  return { ...shownChange(connection), Name: name, AuthorizationType: authorizationType }
}

export function shownConnection(connection: MadeConnection): Response {
  const { authorization, parameters } = connection.settings
  return {
    ...shownSummary(connection),
    Description: connection.description,
    AuthParameters: {
      ...shownAuthorization(authorization),
      InvocationHttpParameters: shownParameters(parameters),
    },
  }
}

function shownAuthorization(given: ConnectionAuthorization): Response {
  switch (given.kind) {
    case 'BASIC':
      return { BasicAuthParameters: { Username: given.username } }
    case 'API_KEY':
      return { ApiKeyAuthParameters: { ApiKeyName: given.name } }
    case 'OAUTH_CLIENT_CREDENTIALS':
      return {
        OAuthParameters: {
          ClientParameters: { ClientID: given.clientId },
          AuthorizationEndpoint: given.endpoint,
          HttpMethod: given.method,
          OAuthHttpParameters: shownParameters(given.parameters),
        },
      }
  }
}

function shownParameters({ headers, query, body }: ConnectionParameters): Response | undefined {
  if (headers.length + query.length + body.length === 0) return undefined
  return {
    HeaderParameters: shownList(headers),
    QueryStringParameters: shownList(query),
    BodyParameters: shownList(body),
  }
}

function shownList(given: readonly ConnectionParameter[]): readonly Response[] | undefined {
  if (given.length === 0) return undefined
  return given.map(({ key, value, secret }) => ({
    Key: key,
    Value: secret ? undefined : value,
    IsValueSecret: secret,
  }))
}
