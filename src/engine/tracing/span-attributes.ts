/** The attributes of spans: OpenTelemetry's names where its semantic conventions have one, and our own. */
import type { HistoryEvent } from '#interpreter'
import type { SpanAttributes } from './span-fact.ts'
import type { SpanFailure, SpanNode } from './span-node.ts'

/** Longest cause in an attribute, in characters: a cause may be 32 KiB, and the execution has the whole of it. */
const causeLengthMax = 4096

export function failureAttributes(failure: SpanFailure | undefined): SpanAttributes {
  if (!failure) return {}
  const { error, cause } = failure
  return {
    'error.type': error ?? '_OTHER',
    ...(cause !== undefined && { 'stepwell.cause': cause.slice(0, causeLengthMax) }),
  }
}

/** A sentence about what went wrong, short enough for a list. */
export function failureText({ error, cause }: SpanFailure): string {
  const text = [error, cause].filter((part) => part !== undefined && part !== '').join(': ')
  return text === '' ? 'failed' : text.slice(0, 256)
}

export function nodeAttributes(node: SpanNode): SpanAttributes {
  if (node.kind === 'iteration')
    return { 'stepwell.map.name': node.name, 'stepwell.map.iteration.index': node.index ?? 0 }
  return { 'stepwell.state.name': node.name, 'stepwell.state.type': node.type ?? '' }
}

type HistoryDetails = NonNullable<HistoryEvent['details']>

interface CallNames {
  readonly name: string
  readonly spanKind: 'client' | 'producer'
  readonly resource: string
  readonly attributes: SpanAttributes
}

/** Services whose calls leave a message: somebody takes it later. */
const messaging: ReadonlyMap<string, string> = new Map([
  ['sqs', 'aws_sqs'],
  ['sns', 'aws.sns'],
  ['events', 'aws.eventbridge'],
])

/** What the event that schedules an attempt says of it. */
export function callNames(type: string, details: HistoryDetails): CallNames {
  const text = (name: string) => (typeof details[name] === 'string' ? details[name] : '')
  const resource = text('resource')
  if (type === 'LambdaFunctionScheduled') return functionNames(resource)
  if (type === 'ActivityScheduled')
    return {
      name: `activity ${lastPart(resource)}`,
      spanKind: 'producer',
      resource,
      attributes: { 'aws.step_functions.activity.arn': resource },
    }
  const service = text('resourceType')
  const system = messaging.get(service)
  return {
    name: `${service} ${resource}`,
    spanKind: system === undefined ? 'client' : 'producer',
    resource: `${service} ${resource}`,
    attributes: {
      'rpc.system': 'aws-api',
      'rpc.service': service,
      'rpc.method': resource.split('.')[0]!,
      'stepwell.task.resource': `${service}:${resource}`,
      'cloud.region': text('region'),
      ...(system !== undefined && { 'messaging.system': system, 'messaging.operation.type': 'send' }),
    },
  }
}

function functionNames(resource: string): CallNames {
  return {
    name: `invoke ${functionName(resource)}`,
    spanKind: 'client',
    resource,
    attributes: {
      'faas.invoked_name': functionName(resource),
      'faas.invoked_provider': 'aws',
      ...(resource.startsWith('arn:') && { 'aws.lambda.invoked_arn': resource }),
    },
  }
}

/** Of a name, a partial ARN or an ARN, each with or without a qualifier. */
function functionName(resource: string): string {
  return /(?:^|:)function:([^:]+)/.exec(resource)?.[1] ?? resource.split(':')[0]!
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1)
}
