/**
 * The HTTP server: AWS JSON 1.0, the Lambda-compatible Invoke endpoint, the operators' endpoints and the console page.
 *
 * Owns: Fastify and its settings, limits of connections and bodies, the graceful drain.
 * Neighbours: `service.ts` (the API itself), `invoke-access.ts`, `operator-routes.ts`, `console-routes.ts`.
 *
 * 1. Bodies are read as bytes once and parsed once; Fastify neither parses nor validates nor logs them.
 * 2. `close()` drains: nothing new is accepted, long polls are answered empty, what is under way is finished.
 */
import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Limits } from '#base'
import type { Engine } from '#engine'
import { registerInvokeRoute, type Functions } from '#functions'
import type { Events } from '#triggers'
import type { AccessPolicy } from './access.ts'
import { createAuthenticator } from './authenticate.ts'
import { RequestEntityTooLarge, SerializationException } from './common-errors.ts'
import { draftRoutes } from './console-drafts.ts'
import { forkRoutes } from './console-forks.ts'
import { addCloudEventsRoute } from './events/cloud-events-route.ts'
import { deadEventRoutes } from './events/dead-event-routes.ts'
import { consoleRoutes } from './console-route.ts'
import { addConsoleRoutes } from './console-routes.ts'
import { invokerOf } from './invoke-access.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { addOperatorRoutes } from './operator-routes.ts'
import { createPageTokens } from './page-token.ts'
import { createReadiness, type Readiness } from './readiness.ts'
import { answer, toApiError, type Service } from './service.ts'
import { searchRoutes } from './search/search-routes.ts'
import { toSignedRequest } from './signed-request.ts'
import { WaitingClients } from './waiting-clients.ts'

export interface ServerOptions {
  readonly engine: Engine
  readonly limits: Limits
  readonly access: AccessPolicy
  readonly logger: Logger
  /** Signs page tokens; the store's secret, so that they survive a restart. */
  readonly tokenKey: Uint8Array
  /** Stepwell's version, for the console page. */
  readonly version: string
  /** Where there are functions, Lambda's Invoke API is served, too. */
  readonly functions?: Functions
  /** Where there are event buses, EventBridge's API is served, too. */
  readonly events?: Events
  readonly metrics?: Metrics
  readonly readiness?: Readiness
  /** The time in milliseconds since the epoch. */
  readonly now?: () => number
}

/** Longest time that a client may take to send a request. */
const requestTimeoutMs = 60_000
/** Longer than clients and load balancers keep idle connections, so that they close them first. */
const keepAliveTimeoutMs = 72_000

/** The server with all its routes; it does not listen yet. */
export function createServer(options: ServerOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: options.limits.requestBytesMax,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    forceCloseConnections: 'idle',
  })
  const service = createService(options)
  app.removeAllContentTypeParsers()
  // AWS's own type is named besides the wildcard, because Fastify remembers the parser of a named one.
  app.addContentTypeParser(
    ['application/x-amz-json-1.0', 'application/x-amz-json-1.1', '*'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  )
  answerErrors(app, service)
  const waiting = new WaitingClients()
  app.addHook('preClose', (done) => {
    service.readiness.become('draining')
    waiting.drain()
    done()
  })
  app.post('/', (request, reply) => handle(service, { request, reply, waiting }))
  addOperatorRoutes(app, service)
  addConsoleRoutes(app, service, { access: options.access, version: options.version })
  consoleRoutes(app, { service, access: options.access }, [
    ...forkRoutes,
    ...draftRoutes,
    ...deadEventRoutes,
    ...searchRoutes,
  ])
  const { events } = options
  if (events) addCloudEventsRoute(app, { service, access: options.access, events })
  if (options.functions)
    registerInvokeRoute(app, options.functions, {
      namespaceOf: (request) => invokerOf(service.authenticate, request),
      payloadBytesMax: options.limits.requestBytesMax,
    })
  return app
}

function createService(options: ServerOptions): Service {
  const now = options.now ?? Date.now
  return {
    engine: options.engine,
    limits: options.limits,
    pages: createPageTokens(options.tokenKey, now),
    events: options.events,
    authenticate: createAuthenticator(options.access, now),
    anyAccount: options.access.kind === 'open',
    readiness: options.readiness ?? createReadiness(),
    logger: options.logger,
    metrics: options.metrics,
  }
}

interface HttpExchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly waiting: WaitingClients
}

// The answer is written past Fastify, which would add a charset that AWS does not send and costs time here.
async function handle(service: Service, { request, reply, waiting }: HttpExchange): Promise<void> {
  reply.hijack()
  const requestId = randomUUID()
  const { statusCode, body, contentType } = await answer(service, {
    request: toSignedRequest(request),
    requestId,
    gone: () => waiting.add(reply.raw),
  })
  if (waiting.isDraining) reply.raw.setHeader('connection', 'close')
  reply.raw
    .writeHead(statusCode, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': requestId,
    })
    .end(body)
}

/** Failures before a handler runs (a body too large, cut off) and of the other routes, in AWS's form. */
function answerErrors(app: FastifyInstance, service: Service): void {
  app.setErrorHandler((failure: Error & { code?: string; statusCode?: number }, request, reply) => {
    const requestId = randomUUID()
    const place = { service, requestId, operation: request.url }
    const error = toApiError(fromFastify(failure, service.limits), place)
    return reply
      .code(error.statusCode)
      .header('content-type', 'application/x-amz-json-1.0')
      .header('x-amzn-requestid', requestId)
      .send(error.body())
  })
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      message: `There is nothing at ${request.method} ${request.url}. The Step Functions API is at POST /.`,
    }),
  )
}

function fromFastify(failure: Error & { code?: string; statusCode?: number }, limits: Limits): Error {
  if (failure.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new RequestEntityTooLarge(limits.requestBytesMax)
  const { statusCode = 500 } = failure
  return failure.code?.startsWith('FST_') && statusCode < 500
    ? new SerializationException(failure.message)
    : failure
}
