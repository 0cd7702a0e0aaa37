/**
 * `stepwell.config.yaml`: what does not fit into options.
 *
 *     functions:                  # how functions run, and where they lie; see src/functions/function-config.ts
 *       resize: { timeoutSeconds: 30, memoryMegabytes: 512 }
 *     triggers:                   # what starts executions; see src/triggers/triggers-config.ts
 *       - objectCreated: { bucket: uploads }
 *         stateMachine: ImageProcessing
 *     services:                   # the local S3, SQS and SNS of `stepwell dev`; see services-config.ts
 *       buckets: [uploads]
 *     connections:                # with what HTTP Tasks prove who they are; see connections-config.ts
 *       stripe: { apiKey: { name: Authorization, value: { env: STRIPE_KEY } } }
 *     http:                       # where HTTP Tasks may go; see network-config.ts
 *       allow: [10.1.0.0/16]
 *     aws:                        # where AWS's services are, by service, region and account; see network-config.ts
 *       routes: [{ region: eu-west-1, profile: production }]
 *     statusEvents:               # who is told when executions begin and end; see docs/events.md
 *       targets: [{ name: pager, webhook: { url: https://pager.example/hook } }]
 *     eventBus: local             # where events:putEvents goes: this server's buses, or `aws`
 *     encryptionKeys: keys.yaml   # the keys that data at rest is encrypted with; see docs/encryption.md
 *     limits:                     # quotas of this server; see limits-config.ts
 *       openExecutions: 100000
 *     hosts: [stepwell.internal]  # names of this server, beside those of the loopback address
 */
import { defaultNamespace } from '#api'
import type { Limits, Namespace } from '#base'
import { FunctionsConfigError, parseFunctionsConfig, type FunctionsConfig } from '#functions'
import type { AwsRoute } from '#integrations'
import {
  parseStatusEventsConfig,
  parseTriggersConfig,
  TriggersConfigError,
  type ObjectCreatedTrigger,
  type StatusEventsConfig,
} from '#triggers'
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseConnectionsConfig, type ConfiguredConnection } from './connections-config.ts'
import { parseLimits } from './limits-config.ts'
import type { ServicesConfig } from './local-services-protocol.ts'
import { parseAwsRoutes, parseHttpConfig, type HttpConfig } from './network-config.ts'
import { Place, readYaml } from './read-yaml.ts'
import { parseServicesConfig } from './services-config.ts'
import { UserError } from './user-error.ts'

export interface ConfigFile {
  /** What relative paths in it are relative to. */
  readonly directory: string
  readonly functions: FunctionsConfig
  readonly triggers: readonly ObjectCreatedTrigger[]
  /** Undefined where there are to be none. */
  readonly services: ServicesConfig | undefined
  /** By name. */
  readonly connections: ReadonlyMap<string, ConfiguredConnection>
  readonly http: HttpConfig
  readonly awsRoutes: readonly AwsRoute[]
  readonly statusEvents: StatusEventsConfig
  /** Where the events of workflows go. */
  readonly eventBus: 'local' | 'aws'
  /** The file of the keys that data at rest is encrypted with. */
  readonly encryptionKeys: string | undefined
  /** What is not as the profile has it. */
  readonly limits: Partial<Limits>
  readonly hosts: readonly string[]
}

const usualNames = ['stepwell.config.yaml', 'stepwell.config.yml', 'stepwell.config.json']

/** The configuration of the working directory; undefined where it has none. */
export function findConfigFile(): string | undefined {
  return usualNames.find((name) => existsSync(name))
}

/**
 * Reads a configuration, or gives the empty one; its triggers start state machines of the namespace. Throws UserError that
 * names the place of what is wrong.
 */
export function readConfigFile(
  file: string | undefined,
  namespace: Namespace = defaultNamespace,
): ConfigFile {
  const document = new Place(file ?? 'no file', '', (file === undefined ? undefined : readYaml(file)) ?? {})
  document.allow([
    'functions',
    'triggers',
    'services',
    'connections',
    'http',
    'aws',
    'statusEvents',
    'eventBus',
    'encryptionKeys',
    'limits',
    'hosts',
  ])
  const hosts = document.member('hosts')
  const encryptionKeys = document.member('encryptionKeys')
  const eventBus = document.member('eventBus')
  try {
    return {
      directory: file === undefined ? process.cwd() : dirname(resolve(file)),
      functions: parseFunctionsConfig(document.member('functions').value),
      triggers: parseTriggersConfig(document.member('triggers').value, namespace),
      services: parseServicesConfig(document.member('services')),
      statusEvents: parseStatusEventsConfig(document.member('statusEvents').value),
      eventBus: eventBus.value === undefined ? 'local' : eventBus.oneOf(['local', 'aws']),
      connections: parseConnectionsConfig(document.member('connections')),
      http: parseHttpConfig(document.member('http')),
      limits: parseLimits(document.member('limits')),
      awsRoutes: parseAwsRoutes(document.member('aws')),
      encryptionKeys:
        encryptionKeys.value === undefined
          ? undefined
          : resolve(dirname(file ?? '.'), encryptionKeys.text(/./, 'the name of a file')),
      hosts:
        hosts.value === undefined ? [] : hosts.items().map((host) => host.text(/^[\w.-]+$/, 'a host name')),
    }
  } catch (error) {
    if (error instanceof FunctionsConfigError || error instanceof TriggersConfigError) {
      throw new UserError(`${file}: ${error.message}`)
    }
    throw error
  }
}
