/** The shapes that requests of EventBridge share, as AWS's service model has them (API version 2015-10-07). */
const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength }) as const

export const ruleName = { ...text(64), pattern: /^[.\-_A-Za-z0-9]+$/ } as const
export const busName = { ...text(256), pattern: /^[/.\-_A-Za-z0-9]+$/ } as const
/** A name or an ARN. */
export const busNameOrArn = {
  ...text(1600),
  pattern: /^(arn:aws[\w-]*:events:[a-z0-9-]*:\d{12}:event-bus\/)?[/.\-_A-Za-z0-9]+$/,
} as const
export const description = text(512, 0)
export const pattern = text(4096, 0)
export const arn = text(1600)
export const token = text(2048)
export const limit = { type: 'integer', min: 1, max: 100 } as const
export const targetId = { ...text(64), pattern: /^[.\-_A-Za-z0-9]+$/ } as const
export const state = {
  type: 'string',
  values: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'],
} as const
export const any = { type: 'string' } as const
export const tags = {
  type: 'list',
  member: {
    type: 'structure',
    name: 'Tag',
    required: { Key: text(128), Value: text(256, 0) },
    optional: {},
  },
} as const

const structure = <const O extends object>(name: string, optional: O) =>
  ({ type: 'structure', name, required: {}, optional }) as const
const texts = { type: 'map', value: any } as const

export const target = {
  type: 'structure',
  name: 'Target',
  required: { Id: targetId, Arn: arn },
  optional: {
    RoleArn: text(1600),
    Input: text(8192, 0),
    InputPath: text(256, 0),
    InputTransformer: {
      type: 'structure',
      name: 'InputTransformer',
      required: { InputTemplate: text(8192) },
      optional: { InputPathsMap: texts },
    },
    SqsParameters: {
      type: 'structure',
      name: 'SqsParameters',
      required: { MessageGroupId: text(128) },
      optional: {},
    },
    HttpParameters: structure('HttpParameters', { HeaderParameters: texts }),
    DeadLetterConfig: structure('DeadLetterConfig', { Arn: text(1600) }),
    RetryPolicy: structure('RetryPolicy', {
      MaximumRetryAttempts: { type: 'integer', min: 0, max: 185 },
      MaximumEventAgeInSeconds: { type: 'integer', min: 60, max: 86_400 },
    }),
  },
} as const

export const entry = structure('PutEventsRequestEntry', {
  Source: any,
  DetailType: any,
  Detail: any,
  EventBusName: busNameOrArn,
  Resources: { type: 'list', member: any },
  /** Seconds since the epoch. */
  Time: { type: 'float', min: 0, max: 253_402_300_799 },
  TraceHeader: text(500),
} as const)
