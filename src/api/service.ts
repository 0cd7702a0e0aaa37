/**
 * AWS JSON 1.0: from a request's target and body to a response's status and body.
 *
 * Owns: finding the operation, reading the body, and the one place where failures become answers.
 * Neighbours: `server.ts` (HTTP), `authenticate.ts`, `validate.ts`, `operations/`.
 *
 * 1. A client's mistake is never a 500, and what went wrong inside is never told to the client (it is logged).
 * 2. A store that cannot write just now is 503, which SDKs send again; one that is poisoned is 500, and the server
 *    says so on /readyz.
 */
import { isUtf8 } from 'node:buffer'
import { parseArn, parseJson, traceHeaderOfTraceparent, type Json, type Limits } from '#base'
import type { Engine } from '#engine'
import { StoreFenced, StorePoisoned, StoreUnavailable } from '#store'
import { EventBusError, type Events } from '#triggers'
import { checkAccount, checkAllowed, type Caller } from './access.ts'
import { ApiError } from './api-error.ts'
import type { Authenticate } from './authenticate.ts'
import {
  InternalFailure,
  SerializationException,
  ServiceUnavailable,
  UnknownOperationException,
} from './common-errors.ts'
import { InvalidToken } from './errors.ts'
import { eventOperations } from './events/event-operation-table.ts'
import { jacksonMessage } from './jackson-message.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { operations } from './operation-table.ts'
import type { Call, Operation } from './operation.ts'
import type { PageTokens } from './page-token.ts'
import type { Readiness } from './readiness.ts'
import type { SignedRequest } from './sigv4.ts'
import { readStructure } from './validate.ts'

export interface Service {
  readonly engine: Engine
  readonly limits: Limits
  readonly pages: PageTokens
  readonly events: Events | undefined
  readonly authenticate: Authenticate
  /** Whether callers may act on another account's resources: only where nobody is checked. */
  readonly anyAccount: boolean
  readonly readiness: Readiness
  readonly logger: Logger
  readonly metrics: Metrics | undefined
}

export interface Answer {
  readonly statusCode: number
  readonly body: string
  readonly contentType: string
}

/** One request, and when its client stops waiting. */
export interface Exchange {
  readonly request: SignedRequest
  readonly requestId: string
  readonly gone: () => AbortSignal
}

/** Answers one request to the API; never rejects. */
export async function answer(service: Service, exchange: Exchange): Promise<Answer> {
  const begun = performance.now()
  const { api, name: target } = readTarget(exchange.request)
  const { contentType } = api
  let error: string | undefined
  try {
    const operation = findOperation(api, target)
    const response = await call(service, { api, operation }, exchange)
    return { statusCode: 200, body: JSON.stringify(response), contentType }
  } catch (failure) {
    const refused = toApiError(failure, { service, requestId: exchange.requestId, operation: target })
    error = refused.code
    return { statusCode: refused.statusCode, body: refused.body(), contentType }
  } finally {
    // Names that a client made up would grow the set of label values without end.
    const label = api.operations.has(target) ? api.label + target : 'unknown'
    service.metrics?.observeRequest(label, error, (performance.now() - begun) / 1000)
  }
}

async function call(
  service: Service,
  { api, operation }: { readonly api: Api; readonly operation: Operation },
  exchange: Exchange,
): Promise<object> {
  const authenticated = service.authenticate(exchange.request, api.name)
  const caller = authenticated instanceof Promise ? await authenticated : authenticated
  const body = readBody(exchange.request.body)
  const wanted = readStructure(body, operation.request, service.limits)
  authorize(service, { api, operation, caller, wanted })
  return operation.run(wanted as never, new HttpCall(service, caller, exchange))
}

function authorize(
  service: Service,
  about: {
    readonly api: Api
    readonly operation: Operation
    readonly caller: Caller
    readonly wanted: object
  },
): void {
  const { api, operation, caller } = about
  const action = `${api.name}:${operation.name}`
  const resource = resourceOf(operation, about.wanted)
  if (caller.role !== 'admin')
    checkAllowed(caller, operation.access, {
      action,
      resource: resource ?? `arn:aws:${api.name}:${caller.region}:${caller.account}:*`,
    })
  if (service.anyAccount) return
  checkTaskAccount(service.engine, caller, about.wanted)
  if (resource === undefined) return
  const account = parseArn(resource)?.account
  if (account) checkAccount(caller, account, { action, resource })
}

/** The ARN of what the request acts on. */
function resourceOf({ resource = [] }: Operation, wanted: object): string | undefined {
  if (typeof resource === 'function') return resource(wanted as never)
  const members = wanted as Readonly<Record<string, string>>
  return [resource]
    .flat()
    .map((member) => members[member])
    .find((arn) => arn !== undefined)
}

/** A task token works for its own account only. Throws InvalidToken. */
function checkTaskAccount(engine: Engine, caller: Caller, wanted: object): void {
  if (!('taskToken' in wanted)) return
  const account = engine.taskAccount(String(wanted.taskToken))
  if (account !== undefined && account !== caller.account) throw new InvalidToken()
}

/** One of the services whose API is served here. */
interface Api {
  /** As requests are signed for it. */
  readonly name: 'states' | 'events'
  readonly targetPrefix: string
  readonly operations: ReadonlyMap<string, Operation>
  readonly contentType: string
  /** Before its operations' names in the metrics. */
  readonly label: string
}

const stepFunctions: Api = {
  name: 'states',
  targetPrefix: 'AWSStepFunctions.',
  operations,
  contentType: 'application/x-amz-json-1.0',
  label: '',
}

const eventBridge: Api = {
  name: 'events',
  targetPrefix: 'AWSEvents.',
  operations: eventOperations,
  contentType: 'application/x-amz-json-1.1',
  label: 'events:',
}

/** The API and the operation that a request is for. */
function readTarget({ headers }: SignedRequest): { readonly api: Api; readonly name: string } {
  const target = headers['x-amz-target']
  if (typeof target !== 'string') return { api: stepFunctions, name: '' }
  const api = target.startsWith(eventBridge.targetPrefix) ? eventBridge : stepFunctions
  const { targetPrefix } = api
  return { api, name: target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : target }
}

function findOperation({ operations: offered, targetPrefix }: Api, name: string): Operation {
  const operation = offered.get(name)
  if (operation) return operation
  if (name === '')
    throw new UnknownOperationException(
      `The X-Amz-Target header is missing: expected '${targetPrefix}' and the name of an operation`,
    )
  throw new UnknownOperationException(`The operation '${name}' is unknown`)
}

/** A body without text is an empty request. Throws SerializationException. */
export function readBody(bytes: Uint8Array): Json {
  if (bytes.length === 0) return {}
  if (!isUtf8(bytes)) throw new SerializationException('The request body is not valid UTF-8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new SerializationException(
      `The request body is not valid JSON: ${jacksonMessage(text) ?? error.message}`,
    )
  }
}

/** The error that the client is told of. */
export function toApiError(
  failure: unknown,
  at: { readonly service: Service; readonly requestId: string; readonly operation: string },
): ApiError {
  if (failure instanceof ApiError) return failure
  if (failure instanceof EventBusError)
    return new ApiError(failure.code, failure.message, { namespace: 'service' })
  const { service, ...place } = at
  if (failure instanceof StoreUnavailable) {
    service.logger.warn({ ...place, err: failure }, 'the store cannot take this write just now')
    return new ServiceUnavailable('The store cannot take this request just now. Send it again.')
  }
  if (failure instanceof StorePoisoned || failure instanceof StoreFenced) service.readiness.become('poisoned')
  service.logger.error({ ...place, err: failure }, 'a request failed inside')
  return new InternalFailure(
    `The request could not be processed because of an internal failure. The log of the server tells more under the request id ${at.requestId}.`,
  )
}

class HttpCall implements Call {
  readonly engine: Engine
  readonly limits: Limits
  readonly pages: PageTokens
  readonly events: Events | undefined
  readonly caller: Caller
  readonly traceHeader: string | undefined
  readonly #gone: () => AbortSignal

  constructor(service: Service, caller: Caller, exchange: Exchange) {
    this.engine = service.engine
    this.limits = service.limits
    this.pages = service.pages
    this.events = service.events
    this.caller = caller
    this.traceHeader = traceHeaderOf(exchange.request.headers)
    this.#gone = exchange.gone
  }

  get gone(): AbortSignal {
    return this.#gone()
  }
}

/** AWS's header or, where there is none, what W3C Trace Context says in its own. */
function traceHeaderOf(headers: Exchange['request']['headers']): string | undefined {
  const { 'x-amzn-trace-id': traceHeader, traceparent } = headers
  if (typeof traceHeader === 'string') return traceHeader
  return typeof traceparent === 'string' ? traceHeaderOfTraceparent(traceparent) : undefined
}
