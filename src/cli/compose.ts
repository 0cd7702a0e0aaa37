/**
 * The server, put together: the one place that names a concrete store and knows every room.
 *
 * Owns: the order in which rooms open, and the opposite one in which they close. When one does not open, those that
 * were open are closed.
 * Neighbours: `run-server.ts` gives the settings and says when to close.
 */
import { createMetrics, createReadiness, createServer } from '#api'
import type { Namespace } from '#base'
import { openSqliteStore } from '#store/sqlite'
import type { Logger } from 'pino'
import { openEngineRooms } from './compose-engine.ts'
import { openServices, type Services } from './compose-services.ts'
import { guardStore } from './guard-store.ts'
import { openMockFile } from './mock-file.ts'
import type { ServerSettings } from './read-settings.ts'
import { rewriteInBackground } from './rewrite-in-background.ts'
import { readVersion } from './read-version.ts'

export interface RunningServer {
  /** Where it listens: `http://HOST:PORT`. */
  readonly url: string
  /** What a person at a terminal wants to know besides: where the local services are, which functions there are. */
  readonly notes: readonly string[]
  /** Drains and closes everything. */
  close(): Promise<void>
}

export interface Surroundings {
  readonly logger: Logger
  /** Called when the store can no longer be trusted: nothing is acknowledged any more, the process has to stop. */
  readonly storeLost: (error: Error) => void
}

/** Opens everything and listens. Rejects with the error of the room that did not open. */
export async function openServer(settings: ServerSettings, around: Surroundings): Promise<RunningServer> {
  const { logger } = around
  const { limits, access } = settings
  await using opened = new AsyncDisposableStack()
  const readiness = createReadiness()
  const metrics = createMetrics()
  const store = guardStore(
    await openSqliteStore({ directory: settings.dataDirectory, keyring: settings.keyring }),
    (error) => {
      readiness.become('poisoned')
      around.storeLost(error)
    },
  )
  opened.defer(() => store.close())
  const rewriting = rewriteInBackground(store, logger)
  opened.defer(() => rewriting.close())
  const { mockFile } = settings
  const mocks =
    mockFile === undefined
      ? undefined
      : openMockFile(mockFile, (err) => logger.error({ err }, 'the mock configuration stays as it was'))
  const services = await openServices(settings, logger, opened)
  let url = ''
  const { engine, functions, events, telemetry } = await openEngineRooms(
    {
      ...settings,
      store,
      mocks,
      logger,
      access: services.access,
      functionEnvironment: (at) => functionEnvironment(at, { url, services, settings }),
      observer: { committed: (seconds, writes) => metrics.observeCommit(seconds, writes) },
      observeDelivery: (target, outcome) => metrics.observeEventDelivery(target, outcome),
    },
    opened,
  )
  await services.watchUploads(engine, opened)
  metrics.watch({
    engine: () => engine.statistics(),
    store: () => store.statistics(),
    deliveries: telemetry.statistics,
    eventQueues: () => store.deliveryQueues(),
  })

  const version = readVersion()
  const tokenKey = store.secret
  const app = createServer({
    engine,
    limits,
    access,
    logger,
    tokenKey,
    version,
    functions,
    events,
    metrics,
    readiness,
  })
  opened.defer(() => app.close())
  await app.listen({ host: settings.host, port: settings.port })
  url = listeningUrl(settings, app.server.address())
  const all = opened.move()
  return { url, notes: services.notes, close: () => all.disposeAsync() }
}

/** How a function's own AWS clients find this server and the local services, as the account that it runs for. */
function functionEnvironment(
  at: Namespace,
  around: { readonly url: string; readonly services: Services; readonly settings: ServerSettings },
): Readonly<Record<string, string>> {
  const { url, services, settings } = around
  // With keys, a function signs with the ones that its own configuration names.
  const open = settings.access.kind === 'open' && settings.laptop
  const credentials = { AWS_ACCESS_KEY_ID: at.account, AWS_SECRET_ACCESS_KEY: 'local' }
  return { ...services.environment, ...(open ? credentials : {}), AWS_ENDPOINT_URL_SFN: url }
}

function listeningUrl({ host, port }: ServerSettings, address: string | { port: number } | null): string {
  const realPort = typeof address === 'object' && address !== null ? address.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${realPort}`
}
