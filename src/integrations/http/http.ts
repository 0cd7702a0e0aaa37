/**
 * `http:invoke`, the HTTP Task: calls any API with the authorization of an EventBridge connection (feature map 4.4).
 *
 * 1. What a connection adds is in the request that goes out, and in no result, error, history or log.
 * 2. Where a call may go is decided when it connects (`network-policy.ts`).
 */
import { AslError, type Limits, type Namespace, type Outcome } from '#base'
import type { Integration, TaskAnswer, TaskCall } from '../port.ts'
import { parseConnectionArn, type Connection, type ConnectionBook } from './connection.ts'
import { readAnswer } from './http-answer.ts'
import { traceOf } from './http-trace.ts'
import {
  AnswerTooLong,
  httpTransport,
  NoAnswer,
  type HttpAnswer,
  type HttpTransport,
} from './http-transport.ts'
import { AddressRefused, NetworkPolicy, type NetworkRules } from './network-policy.ts'
import { OauthTokens, TokenRefused } from './oauth-tokens.ts'
import { outgoingRequest } from './outgoing-request.ts'
import { readRequest, type HttpRequest } from './read-request.ts'

export interface HttpOptions {
  readonly connections: ConnectionBook
  readonly network: NetworkRules
  readonly limits: Limits
  /** Milliseconds since 1970, by which tokens end. */
  readonly now?: () => number
}

/** AWS waits no longer for an answer; without its limits a call may take an hour. */
const awsSecondsMax = 60
const usualSecondsMax = 3600
/** What AWS asks an API for at most. */
const awsAnswerBytesMax = 262_144

export function httpIntegration(options: HttpOptions): Integration {
  const transport = httpTransport(new NetworkPolicy(options.network))
  const tokens = new OauthTokens(transport, options.now)
  return {
    service: 'http',
    actions: { invoke: ['request-response'] },
    async call(call) {
      const request = readRequest(call.parameters)
      if (request instanceof AslError) return request
      const connection = await findConnection(options.connections, request.connectionArn, call)
      if (connection instanceof AslError) return connection
      try {
        return await invoke({ transport, tokens, limits: options.limits }, { call, request, connection })
      } catch (error) {
        return explained(error)
      }
    },
  }
}

interface Means {
  readonly transport: HttpTransport
  readonly tokens: OauthTokens
  readonly limits: Limits
}

interface Invocation {
  readonly call: TaskCall
  readonly request: HttpRequest
  readonly connection: Connection
}

async function invoke(means: Means, invocation: Invocation): Promise<Outcome<TaskAnswer>> {
  const first = await attempt(means, invocation)
  if (first instanceof AslError) return first
  const { answer, token } = first
  // The API may have ended a token before its time.
  const renew = token !== undefined && (answer.status === 401 || answer.status === 407)
  if (!renew) return readAnswer(answer)
  await means.tokens.forget(invocation.connection, token)
  const second = await attempt(means, invocation)
  return second instanceof AslError ? second : readAnswer(second.answer)
}

async function attempt(
  { transport, tokens, limits }: Means,
  { call, request, connection }: Invocation,
): Promise<Outcome<{ readonly answer: HttpAnswer; readonly token: string | undefined }>> {
  const isAws = limits.profile === 'aws'
  const timing = { signal: call.signal, timeoutMs: (isAws ? awsSecondsMax : usualSecondsMax) * 1000 }
  const token = await tokens.tokenFor(connection, timing)
  const outgoing = outgoingRequest(request, {
    connection,
    token,
    region: call.region,
    traceHeader: call.traceHeader,
    answerBytesMax: isAws ? awsAnswerBytesMax : undefined,
  })
  if (outgoing instanceof AslError) return outgoing
  let answer: HttpAnswer | undefined
  try {
    answer = await transport({ ...outgoing, ...timing, answerBytesMax: limits.payloadBytesMax })
  } finally {
    call.inspectHttp?.(traceOf(outgoing, answer))
  }
  return { answer, token }
}

async function findConnection(
  connections: ConnectionBook,
  arn: string,
  caller: Namespace,
): Promise<Outcome<Connection>> {
  const name = parseConnectionArn(arn)
  const connection = name && (await connections.find(name, caller))
  if (connection) return connection
  const next = name
    ? `Make it with "aws events create-connection --name ${name.name} …" at this server, or under ` +
      `connections.${name.name} in stepwell.config.yaml; the secrets of a connection on AWS cannot be read from here.`
    : 'Expected arn:aws:events:REGION:ACCOUNT:connection/NAME/ID.'
  return new AslError('Events.ConnectionResource.ResourceNotFound', `There is no connection ${arn}. ${next}`)
}

function explained(error: unknown): AslError {
  if (error instanceof NoAnswer) return new AslError('States.Http.Socket', error.message)
  if (error instanceof AddressRefused) return new AslError('States.Runtime', error.message)
  if (error instanceof AnswerTooLong) return new AslError('States.DataLimitExceeded', error.message)
  if (error instanceof TokenRefused)
    return new AslError('Events.ConnectionResource.InvalidConnectionState', error.message)
  throw error
}
