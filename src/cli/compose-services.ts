/** The AWS services around the server: the local ones of a laptop or those of the environment, and what they trigger. */
import { systemClock, type Engine } from '#engine'
import type { AwsAccess } from '#integrations'
import { openTriggers, s3ObjectStore, type Triggers } from '#triggers'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { startLocalServices, type LocalServices } from './local-services.ts'
import type { ServerSettings } from './read-settings.ts'
import { servicesAreElsewhere } from './services-config.ts'

export interface Services {
  readonly access: AwsAccess
  /** Variables for the functions; empty where the services are not local. */
  readonly environment: Readonly<Record<string, string>>
  readonly notes: readonly string[]
  /** Begins to start executions for uploads; closed with `opened`. */
  watchUploads(engine: Engine, opened: AsyncDisposableStack): Promise<void>
}

/** How often buckets are listed, for uploads that nobody told of. */
const listEveryMs = 15_000

export async function openServices(
  settings: ServerSettings,
  logger: Logger,
  opened: AsyncDisposableStack,
): Promise<Services> {
  const { config } = settings
  // Hints that come before the triggers are open are dropped: opening lists the buckets.
  let triggers: Triggers | undefined
  const local = await openLocal(settings, logger, (upload) => void triggers?.uploaded(upload))
  if (local) opened.defer(() => local.stop())
  const endpoint =
    local?.endpoints.s3 ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']
  return {
    access: {
      routes: config.awsRoutes,
      ...(local && { endpoints: local.endpoints, credentials: local.credentials }),
    },
    environment: local?.environment ?? {},
    notes: local
      ? [`local S3, SQS and SNS on ${local.endpoints.s3}`, `local DynamoDB on ${local.endpoints.dynamodb}`]
      : [],
    async watchUploads(engine, stack) {
      triggers = await openTriggers({
        triggers: config.triggers,
        intervalMs: listEveryMs,
        engine,
        objects: s3ObjectStore({
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(local ? { credentials: local.credentials } : {}),
        }),
        clock: systemClock(),
        retentionMs: settings.retentionMs,
        log: logger,
      })
      stack.defer(() => triggers?.close())
    },
  }
}

async function openLocal(
  { laptop, config, dataDirectory, namespace }: ServerSettings,
  log: Logger,
  uploaded: (upload: { readonly bucket: string; readonly key: string }) => void,
): Promise<LocalServices | undefined> {
  if (!laptop || !config.services || servicesAreElsewhere(process.env)) return undefined
  return startLocalServices({
    dataDirectory: join(dataDirectory, 'services'),
    region: namespace.region,
    config: config.services,
    log,
    uploaded,
  })
}
