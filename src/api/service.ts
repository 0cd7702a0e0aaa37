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
import { parseArn, parseJson, type Json, type Limits } from '#base'
import type { Engine } from '#engine'
import { StoreFenced, StorePoisoned, StoreUnavailable } from '#store'
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
  const target = operationName(exchange.request)
  let error: string | undefined
  try {
    const operation = findOperation(target)
    const response = await call(service, operation, exchange)
    return { statusCode: 200, body: JSON.stringify(response) }
  } catch (failure) {
    const refused = toApiError(failure, { service, requestId: exchange.requestId, operation: target })
    error = refused.code
    return { statusCode: refused.statusCode, body: refused.body() }
  } finally {
    // Names that a client made up would grow the set of label values without end.
    const label = operations.has(target) ? target : 'unknown'
    service.metrics?.observeRequest(label, error, (performance.now() - begun) / 1000)
  }
}

async function call(service: Service, operation: Operation, exchange: Exchange): Promise<object> {
  const authenticated = service.authenticate(exchange.request, 'states')
  const caller = authenticated instanceof Promise ? await authenticated : authenticated
  const body = readBody(exchange.request.body)
  const wanted = readStructure(body, operation.request, service.limits)
  authorize(service, { operation, caller, wanted })
  return operation.run(wanted as never, new HttpCall(service, caller, exchange))
}

function authorize(
  service: Service,
  about: { readonly operation: Operation; readonly caller: Caller; readonly wanted: object },
): void {
  const { operation, caller } = about
  const resource = resourceOf(operation, about.wanted)
  if (caller.role !== 'admin')
    checkAllowed(caller, operation.access, {
      action: `states:${operation.name}`,
      resource: resource ?? `arn:aws:states:${caller.region}:${caller.account}:*`,
    })
  if (service.anyAccount) return
  checkTaskAccount(service.engine, caller, about.wanted)
  if (resource === undefined) return
  const account = parseArn(resource)?.account
  if (account) checkAccount(caller, account, { action: `states:${operation.name}`, resource })
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

const targetPrefix = 'AWSStepFunctions.'

function operationName({ headers }: SignedRequest): string {
  const target = headers['x-amz-target']
  if (typeof target !== 'string') return ''
  return target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : target
}

function findOperation(name: string): Operation {
  const operation = operations.get(name)
  if (operation) return operation
  if (name === '')
    throw new UnknownOperationException(
      `The X-Amz-Target header is missing: expected '${targetPrefix}' and the name of an operation`,
    )
  throw new UnknownOperationException(`The operation '${name}' is unknown`)
}

/** A body without text is an empty request. Throws SerializationException. */
function readBody(bytes: Uint8Array): Json {
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
  readonly caller: Caller
  readonly traceHeader: string | undefined
  readonly #gone: () => AbortSignal

  constructor(service: Service, caller: Caller, exchange: Exchange) {
    this.engine = service.engine
    this.limits = service.limits
    this.pages = service.pages
    this.caller = caller
    const traceHeader = exchange.request.headers['x-amzn-trace-id']
    this.traceHeader = typeof traceHeader === 'string' ? traceHeader : undefined
    this.#gone = exchange.gone
  }

  get gone(): AbortSignal {
    return this.#gone()
  }
}
