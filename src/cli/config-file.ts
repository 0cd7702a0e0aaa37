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
 *     hosts: [stepwell.internal]  # names of this server, beside those of the loopback address
 */
import { defaultNamespace } from '#api'
import type { Namespace } from '#base'
import { FunctionsConfigError, parseFunctionsConfig, type FunctionsConfig } from '#functions'
import { parseTriggersConfig, TriggersConfigError, type ObjectCreatedTrigger } from '#triggers'
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ServicesConfig } from './local-services-protocol.ts'
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
  document.allow(['functions', 'triggers', 'services', 'hosts'])
  const hosts = document.member('hosts')
  try {
    return {
      directory: file === undefined ? process.cwd() : dirname(resolve(file)),
      functions: parseFunctionsConfig(document.member('functions').value),
      triggers: parseTriggersConfig(document.member('triggers').value, namespace),
      services: parseServicesConfig(document.member('services')),
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
