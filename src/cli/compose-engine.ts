/**
 * The engine with its ways out of the house: functions and integrations. What `serve`, `dev` and `run` have in common.
 *
 * Neighbours: `compose.ts` gives it the store of a server, `run.ts` one in memory.
 */
import { createOwnApi, defaultNamespace } from '#api'
import type { Limits, Namespace } from '#base'
import { openEngine, type Engine, type EngineOptions } from '#engine'
import { functionsFrom, openFunctions, remoteLambda, type Functions, type LocalFunctions } from '#functions'
import {
  awsSdkIntegration,
  dynamodbIntegration,
  httpIntegration,
  lambdaIntegration,
  mockSender,
  optimizedServices,
  s3MapData,
  sfnIntegration,
  snsIntegration,
  sqsIntegration,
  statesIntegration,
  taskSender,
  type AwsAccess,
  type ConnectionBook,
  type Integration,
} from '#integrations'
import type { Store } from '#store'
import type { DeliveryOutcome, Events } from '#triggers'
import type { Logger } from 'pino'
import { composeEvents } from './compose-events.ts'
import type { ConfigFile } from './config-file.ts'
import { connectionBook } from './connections.ts'
import type { MockFile } from './mock-file.ts'
import { openTelemetry, type Telemetry } from './telemetry/open-telemetry.ts'
import type { TelemetrySettings } from './telemetry/telemetry-settings.ts'

export interface EngineSettings {
  readonly store: Store
  readonly limits: Limits
  readonly config: ConfigFile
  readonly functionsDirectory: string
  /** Load functions again when they change; send those that are not here to AWS only when it is set up. */
  readonly laptop: boolean
  /** Where AWS services are reached: local ones, or undefined for the environment's own. */
  readonly access: AwsAccess
  /** What functions get besides their own environment, by the namespace that they run for. */
  readonly functionEnvironment?: (at: Namespace) => Readonly<Record<string, string>>
  /** The namespace of configured connections and targets that do not say theirs. */
  readonly namespace?: Namespace
  readonly retentionMs?: number | undefined
  readonly waitTimeScale?: number
  /** The mock configuration; absent where there is none. */
  readonly mocks?: MockFile | undefined
  readonly observer?: EngineOptions['observer']
  readonly observeDelivery?: (target: string, outcome: DeliveryOutcome) => void
  /** Where spans and log events go besides the log of the server. */
  readonly telemetry?: TelemetrySettings
  readonly logger: Logger
}

export interface EngineRooms {
  readonly engine: Engine
  readonly telemetry: Telemetry
  readonly functions: Functions
  readonly events: Events
}

const dayMs = 86_400_000

/** Opens the rooms; each is closed with `opened`, in the opposite order. */
export async function openEngineRooms(
  settings: EngineSettings,
  opened: AsyncDisposableStack,
): Promise<EngineRooms> {
  const { store, limits, logger, access, retentionMs } = settings
  const telemetry = openTelemetry(settings.telemetry ?? { deliversLogs: false }, { logger, access, opened })
  const local = openLocalFunctions(settings)
  const functions = reachesLambda(settings) ? functionsFrom(local, remoteLambda()) : local
  opened.defer(() => functions.close())
  const { events, integration: putEvents } = await composeEvents(
    { ...settings, namespace: settings.namespace ?? defaultNamespace },
    { engine: () => engine, functions: () => functions },
  )
  const integrations: readonly Integration[] = [
    putEvents,
    lambdaIntegration(functions),
    snsIntegration(settings.access),
    sqsIntegration(settings.access),
    dynamodbIntegration(settings.access),
    awsSdkIntegration(settings.access),
    ...optimizedServices({ access: settings.access }),
    openHttp(settings, events.connections),
    statesIntegration(() => engine),
    sfnIntegration(createOwnApi({ engine: () => engine, limits, tokenKey: store.secret })),
  ]
  const byService = new Map(integrations.map((integration) => [integration.service, integration]))
  const send = taskSender(byService, functions)
  const engine: Engine = await openEngine({
    store,
    limits,
    send: settings.mocks ? mockSender(send, settings.mocks.current) : send,
    ...(settings.mocks && { testCases: settings.mocks }),
    ...(settings.waitTimeScale !== undefined && { waitTimeScale: settings.waitTimeScale }),
    mapData: s3MapData(settings.access),
    retentionDays: retentionMs === undefined ? undefined : retentionMs / dayMs,
    ...(settings.observer && { observer: settings.observer }),
    log: telemetry.log,
    statusEvents: events.statusEvents,
    ...(telemetry.tracing && { tracing: telemetry.tracing }),
    report: (err, executionArn) => logger.error({ err, executionArn }, 'a fault that no caller is told of'),
  })
  opened.defer(() => engine.close())
  await events.deliveries.open()
  opened.defer(() => events.deliveries.close())
  return { engine, functions, events, telemetry }
}

/** HTTP Tasks: on a laptop they reach its own network, and anybody's executions use its connections. */
function openHttp(
  { config, laptop, limits, namespace = defaultNamespace }: EngineSettings,
  made: ConnectionBook,
): Integration {
  const { connections, http } = config
  return httpIntegration({
    connections: connectionBook(connections, laptop ? 'anybody' : namespace, made),
    network: { privateNetworks: http.privateNetworks ?? laptop, allow: http.allow },
    limits,
  })
}

function openLocalFunctions(settings: EngineSettings): LocalFunctions {
  const { config, logger, functionEnvironment } = settings
  return openFunctions({
    directory: settings.functionsDirectory,
    functions: config.functions,
    baseDirectory: config.directory,
    watch: settings.laptop,
    ...(functionEnvironment && { environment: functionEnvironment }),
    log: ({ line, ...where }) => logger.info(where, line),
    onReload: (names, err) => {
      if (err) logger.error({ err }, 'the functions could not be loaded again; the old ones go on')
      else logger.info({ functions: names }, 'the functions were loaded again')
    },
  })
}

/** On a laptop without any sign of AWS, an unknown function is an error at once, not a search for credentials. */
function reachesLambda({ laptop }: EngineSettings): boolean {
  const signs = [
    'AWS_ENDPOINT_URL_LAMBDA',
    'AWS_ENDPOINT_URL',
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  ]
  return !laptop || signs.some((name) => process.env[name] !== undefined)
}
