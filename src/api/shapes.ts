/** The shapes that several requests share, as AWS's service model has them (API version 2016-11-23). */
import type { StringShape } from './schema.ts'

export const arn = { type: 'string', minLength: 1, maxLength: 256 } as const
export const longArn = { type: 'string', minLength: 1, maxLength: 2000 } as const
export const name = { type: 'string', minLength: 1, maxLength: 80 } as const
export const boolean = { type: 'boolean' } as const
export const pageSize = { type: 'integer', min: 0, max: 1000 } as const
export const pageToken = { type: 'string', minLength: 1, maxLength: 1024 } as const
export const taskToken = { type: 'string', minLength: 1, maxLength: 2048 } as const

export const definition = {
  type: 'string',
  minLength: 1,
  bytesMax: 'definitionBytesMax',
  sensitive: true,
} as const
export const payload = { type: 'string', bytesMax: 'payloadBytesMax', sensitive: true } as const
export const error = { type: 'string', maxLength: 256, sensitive: true } as const
export const cause = { type: 'string', maxLength: 32_768, sensitive: true } as const
export const versionDescription = { type: 'string', maxLength: 256, sensitive: true } as const
export const traceHeader = { type: 'string', maxLength: 256, pattern: /^\p{ASCII}*$/u } as const

/** Makes a request that is sent again one with the first. */
export const clientToken = { type: 'string', minLength: 1, maxLength: 64, pattern: /^[!-~]+$/ } as const

export const includedData = { type: 'string', values: ['ALL_DATA', 'METADATA_ONLY'] } as const
export const stateMachineType = { type: 'string', values: ['STANDARD', 'EXPRESS'] } as const
/** In the order that AWS's message was recorded with. */
export const executionStatus = {
  type: 'string',
  values: ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'],
} as const satisfies StringShape

export const aliasName = {
  type: 'string',
  minLength: 1,
  maxLength: 80,
  pattern: /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/,
  patternText: String.raw`^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$`,
} as const
export const routingConfiguration = {
  type: 'list',
  minLength: 1,
  maxLength: 2,
  member: {
    type: 'structure',
    name: 'RoutingConfigurationListItem',
    required: { stateMachineVersionArn: arn, weight: { type: 'integer', min: 0, max: 100 } },
    optional: {},
  },
} as const

export const tagKey = { type: 'string', minLength: 1, maxLength: 128 } as const
export const tagKeys = { type: 'list', member: tagKey } as const
export const tags = {
  type: 'list',
  member: {
    type: 'structure',
    name: 'Tag',
    required: {},
    optional: { key: tagKey, value: { type: 'string', maxLength: 256 } },
  },
} as const

export const loggingConfiguration = {
  type: 'structure',
  name: 'LoggingConfiguration',
  required: {},
  optional: {
    level: { type: 'string', values: ['ALL', 'ERROR', 'FATAL', 'OFF'] },
    includeExecutionData: boolean,
    destinations: {
      type: 'list',
      member: {
        type: 'structure',
        name: 'LogDestination',
        required: {},
        optional: {
          cloudWatchLogsLogGroup: {
            type: 'structure',
            name: 'CloudWatchLogsLogGroup',
            required: {},
            optional: { logGroupArn: arn },
          },
        },
      },
    },
  },
} as const

export const tracingConfiguration = {
  type: 'structure',
  name: 'TracingConfiguration',
  required: {},
  optional: { enabled: boolean },
} as const

export const encryptionConfiguration = {
  type: 'structure',
  name: 'EncryptionConfiguration',
  required: { type: { type: 'string', values: ['AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY'] } },
  optional: {
    kmsKeyId: { type: 'string', minLength: 1, maxLength: 2048 },
    kmsDataKeyReusePeriodSeconds: { type: 'integer', min: 60, max: 900 },
  },
} as const
