/**
 * Logging, tracing and encryption of a state machine: checked as on AWS, kept as canonical JSON text.
 *
 * The text always has the members in the same order with AWS's defaults filled in, so equal configurations have
 * equal texts: that is how a repeated create is told from a conflicting one.
 */
import { InvalidEncryptionConfiguration, InvalidLoggingConfiguration } from './errors.ts'
import type { ValueOf } from './schema.ts'
import type { encryptionConfiguration, loggingConfiguration, tracingConfiguration } from './shapes.ts'

export type Logging = ValueOf<typeof loggingConfiguration>
export type Tracing = ValueOf<typeof tracingConfiguration>
export type Encryption = ValueOf<typeof encryptionConfiguration>

export interface GivenConfiguration {
  readonly loggingConfiguration?: Logging
  readonly tracingConfiguration?: Tracing
  readonly encryptionConfiguration?: Encryption
}

/** What Describe operations return; encryption only where it was given. */
export interface Configuration {
  readonly loggingConfiguration: Logging
  readonly tracingConfiguration: Tracing
  readonly encryptionConfiguration?: Encryption
}

const defaults: Configuration = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
}

/**
 * The canonical text of a configuration; members that are not given come from `before`, else from AWS's defaults.
 * Throws InvalidLoggingConfiguration or InvalidEncryptionConfiguration.
 */
export function writeConfiguration(given: GivenConfiguration, before?: string): string {
  const base = before === undefined ? defaults : readConfiguration(before)
  const encryption = given.encryptionConfiguration
    ? completeEncryption(given.encryptionConfiguration)
    : base.encryptionConfiguration
  const tracing = given.tracingConfiguration
  return JSON.stringify({
    loggingConfiguration: given.loggingConfiguration
      ? completeLogging(given.loggingConfiguration)
      : base.loggingConfiguration,
    tracingConfiguration: tracing ? { enabled: tracing.enabled ?? false } : base.tracingConfiguration,
    ...(encryption ? { encryptionConfiguration: encryption } : {}),
  } satisfies Configuration)
}

/** Reads what `writeConfiguration` has written; an empty text is a configuration with nothing but defaults. */
export function readConfiguration(text: string): Configuration {
  return text === '' ? defaults : { ...defaults, ...(JSON.parse(text) as Partial<Configuration>) }
}

/** An activity's configuration: only its encryption, which AWS shows even where it is the default. */
export function writeActivityConfiguration(given: Encryption | undefined): string {
  return JSON.stringify({
    encryptionConfiguration: completeEncryption(given ?? { type: 'AWS_OWNED_KEY' }),
  })
}

export function readActivityConfiguration(text: string): { readonly encryptionConfiguration: Encryption } {
  return JSON.parse(text) as { encryptionConfiguration: Encryption }
}

function completeLogging(given: Logging): Logging {
  const { level = 'OFF', includeExecutionData = false, destinations } = given
  if (level !== 'OFF' && destinations?.length !== 1)
    throw new InvalidLoggingConfiguration('Must specify exactly one Log Destination.')
  for (const destination of destinations ?? []) checkLogGroup(destination.cloudWatchLogsLogGroup?.logGroupArn)
  return destinations ? { level, includeExecutionData, destinations } : { level, includeExecutionData }
}

function checkLogGroup(logGroupArn: string | undefined): void {
  if (!logGroupArn || !/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:[^:]+:\*$/.test(logGroupArn))
    throw new InvalidLoggingConfiguration('Log Destination not found.')
}

const reusePeriodSecondsDefault = 300

function completeEncryption(given: Encryption): Encryption {
  const { type, kmsKeyId, kmsDataKeyReusePeriodSeconds } = given
  if (type === 'AWS_OWNED_KEY') {
    if (kmsKeyId !== undefined || kmsDataKeyReusePeriodSeconds !== undefined)
      throw new InvalidEncryptionConfiguration(
        "'kmsKeyId' and 'kmsDataKeyReusePeriodSeconds' are only allowed with the type CUSTOMER_MANAGED_KMS_KEY",
      )
    return { type }
  }
  if (kmsKeyId === undefined)
    throw new InvalidEncryptionConfiguration("'kmsKeyId' is required with the type CUSTOMER_MANAGED_KMS_KEY")
  return {
    kmsKeyId,
    kmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds ?? reusePeriodSecondsDefault,
    type,
  }
}
