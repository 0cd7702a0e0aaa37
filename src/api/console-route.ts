/**
 * A route of the console's API that may change something: who calls, whether the role allows it, and the answer.
 *
 * Owns: the two ways to sign in. Command lines sign their requests as those of AWS's API are signed; a browser, which
 * cannot, shows HTTP's basic dialogue. Neighbours: `console-routes.ts` (the pages), `authenticate.ts`, `access.ts`.
 *
 * 1. A page of another site gets nothing, whatever its reader has signed in to: its Origin is looked at first.
 * 2. Answers are JSON. A failure is `{ error, message }` with the status of AWS's error, or 404 and 409 where HTTP has
 *    a word for it.
 */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '#base'
import { checkAllowed, type Access, type AccessPolicy, type Caller } from './access.ts'
import { ApiError } from './api-error.ts'
import { consoleCaller, SignInRequired } from './console-access.ts'
import { readBody, toApiError, type Service } from './service.ts'
import { toSignedRequest } from './signed-request.ts'

/** One call of a route, by somebody who may. */
export interface ConsoleCall {
  readonly service: Service
  readonly caller: Caller
  /** The value of a query parameter; empty where it is not given. */
  readonly parameter: (name: string) => string
  /** The parts of the path that the route has named. */
  readonly params: Readonly<Record<string, string>>
  /** What was sent; an empty object where nothing was. */
  readonly body: Json
}

export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/console/api/`. */
  readonly path: string
  readonly needs: Access
  /** What is answered, as JSON. Throws an ApiError, or a `ConsoleRefusal` with more than a message. */
  readonly run: (call: ConsoleCall) => object | Promise<object>
}

/** A refusal with a status of HTTP's and members of its own: what stands in the way. */
export class ConsoleRefusal extends ApiError {
  readonly shown: object

  constructor(code: string, message: string, how: { readonly statusCode: number; readonly shown?: object }) {
    super(code, message, { namespace: 'service', statusCode: how.statusCode })
    this.shown = how.shown ?? {}
  }
}

/** Adds routes that belong together. */
export function consoleRoutes(
  app: FastifyInstance,
  of: { readonly service: Service; readonly access: AccessPolicy },
  routes: readonly ConsoleRoute[],
): void {
  for (const route of routes) consoleRoute(app, of, route)
}

type Request = FastifyRequest<{
  Querystring: Readonly<Record<string, string | undefined>>
  Params: Readonly<Record<string, string>>
}>

/** Adds a route. */
export function consoleRoute(
  app: FastifyInstance,
  of: { readonly service: Service; readonly access: AccessPolicy },
  route: ConsoleRoute,
): void {
  const { service } = of
  const url = `/console/api/${route.path}`
  app.route({
    method: route.method,
    url,
    async handler(request, reply) {
      reply.header('cache-control', 'no-store')
      try {
        return await route.run(await callOf(of, route, request as Request))
      } catch (failure) {
        return refuse(reply, failure, service)
      }
    },
  })
}

async function callOf(
  { service, access }: { readonly service: Service; readonly access: AccessPolicy },
  { needs, path, method }: ConsoleRoute,
  request: Request,
): Promise<ConsoleCall> {
  const parameter = (name: string) => request.query[name] ?? ''
  const wanted = { account: parameter('account'), region: parameter('region') }
  const isSigned = request.headers.authorization?.startsWith('AWS4-') ?? false
  const caller = isSigned
    ? await service.authenticate(toSignedRequest(request), 'states')
    : consoleCaller(request.headers, access, wanted)
  const resource = `arn:aws:states:${caller.region}:${caller.account}:*`
  checkAllowed(caller, needs, { action: `console:${method} ${path}`, resource })
  const body = request.body instanceof Buffer ? readBody(request.body) : {}
  return { service, caller, parameter, params: request.params, body }
}

function refuse(reply: FastifyReply, failure: unknown, service: Service): FastifyReply {
  if (failure instanceof SignInRequired) reply.header('www-authenticate', 'Basic realm="Stepwell"')
  const error = toApiError(failure, { service, requestId: randomUUID(), operation: 'console' })
  const shown = error instanceof ConsoleRefusal ? error.shown : {}
  return reply.code(error.statusCode).send({ error: error.code, message: error.message, ...shown })
}
