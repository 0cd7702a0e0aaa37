/** From the options of `serve` and `dev` to how a server is to run. */
import { assertMayServe, type AccessPolicy } from '#api'
import { awsLimits, defaultLimits, type Limits, type Namespace } from '#base'
import type { Keyring } from '#store/sqlite'
import { resolve } from 'node:path'
import { findConfigFile, readConfigFile, type ConfigFile } from './config-file.ts'
import { readKeyringFile } from './keyring-file.ts'
import { readKeysFile } from './keys-file.ts'
import { readNamespace, readWaitTimeScale } from './local-environment.ts'
import { parseRetention } from './retention.ts'
import type { ServeOptions } from './serve-options.ts'
import { readTelemetry, type TelemetrySettings } from './telemetry/telemetry-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** How a server is to run. */
export interface ServerSettings {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  /** The keys that data at rest is encrypted with; undefined where it is not. */
  readonly keyring: Keyring | undefined
  readonly limits: Limits
  readonly retentionMs: number | undefined
  readonly functionsDirectory: string
  readonly config: ConfigFile
  readonly access: AccessPolicy
  /** `dev`: local S3, SQS and SNS, and functions that reload. */
  readonly laptop: boolean
  /** Account and region of callers whose credentials do not say them. */
  readonly namespace: Namespace
  readonly waitTimeScale: number
  readonly telemetry: TelemetrySettings
  /** The mock configuration (`SFN_MOCK_CONFIG`). */
  readonly mockFile: string | undefined
}

/** Throws UserError, or RefusesToServe where the server would be open to everybody. */
export function readSettings(
  options: ServeOptions,
  laptop: boolean,
  environment: Environment = process.env,
): ServerSettings {
  const namespace = readNamespace(environment)
  const config = readConfigFile(options.config ?? findConfigFile(), namespace)
  const access = readAccess(options, config, namespace)
  assertMayServe(options.host, access)
  return {
    host: options.host,
    port: options.port,
    dataDirectory: resolve(options.data),
    keyring: readKeyring(options.encryptionKeys ?? config.encryptionKeys, environment),
    limits: { ...(options.limits === 'aws' ? awsLimits : defaultLimits), ...config.limits },
    retentionMs: parseRetention(options.retention),
    functionsDirectory: resolve(options.functions),
    config,
    access,
    laptop,
    namespace,
    waitTimeScale: readWaitTimeScale(environment),
    telemetry: readTelemetry(options, environment),
    mockFile: environment['SFN_MOCK_CONFIG'] || undefined,
  }
}

function readKeyring(file: string | undefined, environment: Environment): Keyring | undefined {
  return file === undefined ? undefined : readKeyringFile(file, environment)
}

function readAccess(options: ServeOptions, { hosts }: ConfigFile, namespace: Namespace): AccessPolicy {
  if (options.keys !== undefined) return { kind: 'keys', keys: readKeysFile(options.keys), hosts }
  return { kind: 'open', anywhere: options.open, hosts, namespace }
}
