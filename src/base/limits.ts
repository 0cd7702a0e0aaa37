/**
 * The named limits of the language, in two profiles.
 *
 * `aws` enforces the quotas of AWS Step Functions exactly, for people whose workflows will run there; the default
 * lifts what AWS cannot. Limits of a mechanism (queues, batches, budgets) stand beside the mechanism.
 */

/** How deep a JSON document may nest; AWS's parser stops at the same depth. */
export const jsonDepthMax = 1000

/** Longest `error` and `cause` that an event or an execution keeps, in characters. */
export const errorLengthMax = 256
export const causeLengthMax = 32_768

/** Largest TimeoutSeconds, HeartbeatSeconds, Wait Seconds and IntervalSeconds. */
export const secondsMax = 99_999_999

/** Longest delay of a Wait state on AWS: 2^31 seconds, in whole days. */
export const waitDaysMax = 24_855

export interface Limits {
  readonly profile: 'default' | 'aws'
  /** Largest input or output of a state, task or execution, in UTF-8 bytes. */
  readonly payloadBytesMax: number
  /** Largest definition, in UTF-8 bytes. */
  readonly definitionBytesMax: number
  /** Most events in one execution's history. */
  readonly historyEventsMax: number
  /** Longest run of an execution, in seconds. */
  readonly executionSecondsMax: number
  /** Longest run of an Express execution, in seconds: it lives in memory all that time. */
  readonly expressSecondsMax: number
  /** Iterations of an inline Map that run at once where MaxConcurrency is 0 or larger than this. */
  readonly inlineMapConcurrencyMax: number
  /** Items of States.ArrayRange, and characters of Base64 and Hash arguments. */
  readonly arrayRangeItemsMax: number
  readonly intrinsicTextLengthMax: number
  /** Versions and aliases that one state machine has at a time. */
  readonly versionsMax: number
  readonly aliasesMax: number
  /** State machines and activities of one account and region. */
  readonly stateMachinesMax: number
  readonly activitiesMax: number
  /** Executions that run at once on the server, without synchronous ones. */
  readonly openExecutionsMax: number
  /** Workers that wait for tasks of one activity at once: each costs a connection. */
  readonly activityWorkersMax: number
  /** Largest HTTP request body of the API, in bytes. */
  readonly requestBytesMax: number
}

const mebibyte = 1024 * 1024

export const defaultLimits: Limits = {
  profile: 'default',
  payloadBytesMax: 16 * mebibyte,
  definitionBytesMax: 16 * mebibyte,
  historyEventsMax: Number.MAX_SAFE_INTEGER,
  executionSecondsMax: Number.MAX_SAFE_INTEGER,
  expressSecondsMax: 3600,
  inlineMapConcurrencyMax: 1000,
  arrayRangeItemsMax: 1000,
  intrinsicTextLengthMax: 10_000,
  versionsMax: 100_000,
  aliasesMax: 1000,
  stateMachinesMax: Number.MAX_SAFE_INTEGER,
  activitiesMax: Number.MAX_SAFE_INTEGER,
  openExecutionsMax: Number.MAX_SAFE_INTEGER,
  activityWorkersMax: 10_000,
  requestBytesMax: 64 * mebibyte,
}

export const awsLimits: Limits = {
  profile: 'aws',
  payloadBytesMax: 262_144,
  definitionBytesMax: mebibyte,
  historyEventsMax: 25_000,
  executionSecondsMax: 31_536_000,
  expressSecondsMax: 300,
  inlineMapConcurrencyMax: 40,
  arrayRangeItemsMax: 1000,
  intrinsicTextLengthMax: 10_000,
  versionsMax: 1000,
  aliasesMax: 100,
  stateMachinesMax: 100_000,
  activitiesMax: 100_000,
  openExecutionsMax: 1_000_000,
  activityWorkersMax: 1000,
  requestBytesMax: mebibyte,
}
