/**
 * What surrounds the server: S3, SQS and SNS (local ones, or those that the environment names), and the triggers that watch
 * them.
 *
 * Owns: the choice between local and other services, and how integrations, functions and triggers find them.
 * Neighbours: `compose.ts` opens it before the functions and the engine, and the triggers after them.
 */
import type { Engine } from '#engine'
import type { AwsAccess } from '#integrations'
import {
  openTriggers,
  s3ObjectStore,
  type ObjectCreatedTrigger,
  type Triggers,
  type UploadHint,
} from '#triggers'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ServicesConfig } from './local-services-protocol.ts'
import { startLocalServices, type LocalServices } from './local-services.ts'
import { servicesAreElsewhere } from './services-config.ts'

export interface ServicesAroundSettings {
  readonly dataDirectory: string
  readonly region: string
  /** `dev`: local services, unless the environment or the configuration says otherwise. */
  readonly laptop: boolean
  /** Undefined where the configuration wants none. */
  readonly services: ServicesConfig | undefined
  readonly triggers: readonly ObjectCreatedTrigger[]
  readonly retentionMs: number | undefined
}

export interface ServicesAround {
  /** How integrations reach AWS's services. */
  readonly access: AwsAccess
  /** Variables for functions. */
  readonly environment: Readonly<Record<string, string>>
  /** Where the local services are, if there are any. */
  readonly localEndpoint: string | undefined
  /** Resolves once the triggers watch. They are closed by whoever opened them, before the engine. */
  openTriggers(engine: Engine): Promise<Triggers>
  close(): Promise<void>
}

/** Between two listings of the buckets that triggers watch. */
const listingIntervalMs = 10_000

/** Variables of the server's environment that say where AWS's services are, and as whom. */
const endpointVariable = /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/
const credentialVariable = /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE)$/

export async function openServicesAround(
  settings: ServicesAroundSettings,
  log: Pick<Logger, 'info' | 'warn' | 'error'>,
): Promise<ServicesAround> {
  let tellTriggers: (upload: UploadHint) => void = () => {}
  const local = await openLocal(settings, log, (upload) => tellTriggers(upload))
  return {
    access: local ? { endpoints: local.endpoints, credentials: local.credentials } : {},
    environment: local ? local.environment : inheritedVariables(settings.laptop),
    localEndpoint: local?.endpoints.s3,
    async openTriggers(engine) {
      const triggers = await openTriggers({
        engine,
        log,
        clock: { now: () => Date.now(), after: callAfter },
        triggers: settings.triggers,
        retentionMs: settings.retentionMs,
        intervalMs: listingIntervalMs,
        objects: s3ObjectStore(
          local ? { endpoint: local.endpoints.s3, credentials: local.credentials } : elsewhere(process.env),
        ),
      })
      tellTriggers = (upload) => void triggers.uploaded(upload)
      return triggers
    },
    close: () => local?.stop() ?? Promise.resolve(),
  }
}

async function openLocal(
  settings: ServicesAroundSettings,
  log: Pick<Logger, 'info' | 'error'>,
  uploaded: (upload: UploadHint) => void,
): Promise<LocalServices | undefined> {
  const { laptop, services, region } = settings
  if (!laptop || !services || servicesAreElsewhere(process.env)) return undefined
  const dataDirectory = join(settings.dataDirectory, 'services')
  return startLocalServices({ dataDirectory, region, config: services, log, uploaded })
}

// On a laptop functions act as the person who runs them; a server's own keys are not theirs.
function inheritedVariables(laptop: boolean): Readonly<Record<string, string>> {
  const passes = (name: string) => endpointVariable.test(name) || (laptop && credentialVariable.test(name))
  const variables = Object.entries(process.env).filter(([name]) => passes(name))
  return Object.fromEntries(variables.map(([name, value]) => [name, value ?? '']))
}

// A server of the S3 protocol that is not AWS wants the bucket in the path.
function elsewhere(environment: NodeJS.ProcessEnv): { readonly endpoint?: string } {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']
  return endpoint === undefined ? {} : { endpoint }
}

function callAfter(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
