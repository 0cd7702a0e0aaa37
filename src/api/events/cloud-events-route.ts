/**
 * `POST /events`: CloudEvents onto an event bus (`?bus=NAME`, the default one otherwise), for senders that do not speak
 * AWS's protocols. They sign as for EventBridge, or give an access key by HTTP's basic scheme.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { defaultBus, InvalidCloudEvent, readCloudEvents, type CloudEventEntry, type Events } from '#triggers'
import { checkAllowed, type AccessPolicy, type Caller } from '../access.ts'
import { ThrottlingException, ValidationException } from '../common-errors.ts'
import { consoleCaller } from '../console-access.ts'
import type { Service } from '../service.ts'
import { toSignedRequest } from '../signed-request.ts'

/** Events in one request. */
const batchMax = 100

export function addCloudEventsRoute(
  app: FastifyInstance,
  of: { readonly service: Service; readonly access: AccessPolicy; readonly events: Events },
): void {
  app.post<{ Querystring: { readonly bus?: string } }>('/events', async (request, reply) => {
    const caller = await callerOf(of, request)
    const entries = entriesOf(request)
    const { bus = defaultBus } = request.query
    const { account, region } = caller
    const onBus = entries.map(({ entry }) => ({ ...entry, EventBusName: bus }))
    const keys = entries.map(({ key }) => JSON.stringify([account, region, bus, key]))
    const put = await of.events.intake.put({ account, region }, onBus, { keys })
    // Senders send again after 5xx only: what is wrong with an event stays wrong.
    return reply.code(put.FailedEntryCount > 0 ? 400 : 202).send(put)
  })
}

function entriesOf({ headers, body }: FastifyRequest): readonly CloudEventEntry[] {
  try {
    const text = body instanceof Buffer ? body.toString('utf8') : ''
    const entries = readCloudEvents({ headers, body: text })
    if (entries.length > batchMax)
      throw new ThrottlingException(`The batch has ${entries.length} events; send ${batchMax} at most.`)
    return entries
  } catch (error) {
    if (error instanceof InvalidCloudEvent) throw new ValidationException(error.message)
    throw error
  }
}

async function callerOf(
  { service, access }: { readonly service: Service; readonly access: AccessPolicy },
  request: FastifyRequest,
): Promise<Caller> {
  const isSigned = request.headers.authorization?.startsWith('AWS4-') ?? false
  const caller = isSigned
    ? await service.authenticate(toSignedRequest(request), 'events')
    : consoleCaller(request.headers, access, {})
  const resource = `arn:aws:events:${caller.region}:${caller.account}:event-bus/*`
  checkAllowed(caller, 'operate', { action: 'events:PutEvents', resource })
  return caller
}
