/**
 * The `statusEvents` section of stepwell.config.yaml: who is told when executions begin and end.
 *
 *     statusEvents:
 *       express: true                       # also of Express state machines (asynchronous executions)
 *       targets:
 *         - name: pager                     # tells targets apart: what is on its way belongs to a name
 *           pattern: { detail: { status: [FAILED, TIMED_OUT] } }
 *           webhook: { url: https://pager.example/hook, secret: "…", headers: { x-team: payments } }
 *           retry: { attempts: 10, ageSeconds: 3600 }
 *           deadLetterQueue: arn:aws:sqs:us-east-1:000000000000:status-dead
 *         - { name: archive, queue: arn:aws:sqs:us-east-1:000000000000:status.fifo }
 *         - { name: cloud, eventBridge: { bus: default, region: eu-west-1, source: stepwell.states } }
 *         - { name: notifier, function: notify }
 */
import { isObject, type Json, type JsonObject } from '#base'
import { retryPolicyDefault, type RetryPolicy } from '../deliveries/port.ts'
import { compileParsedPattern, type EventPattern } from '../events/event-pattern.ts'
import { InvalidEventPattern } from '../events/invalid-event-pattern.ts'
import { isWebhookUrl, type WebhookSettings } from '../targets/webhook.ts'
import { TriggersConfigError } from '../triggers-config.ts'

export interface StatusEventsConfig {
  /** Whether executions of Express state machines count. */
  readonly express: boolean
  readonly targets: readonly StatusTarget[]
}

export interface StatusTarget {
  readonly name: string
  readonly pattern?: EventPattern
  readonly retry: RetryPolicy
  /** ARN or URL of an SQS queue. */
  readonly deadLetterQueue?: string
  readonly to: StatusDestination
}

export type StatusDestination =
  | { readonly kind: 'webhook'; readonly webhook: WebhookSettings }
  /** ARN or URL. */
  | { readonly kind: 'queue'; readonly queue: string }
  | {
      readonly kind: 'eventBridge'
      readonly bus: string
      readonly source: string
      readonly region?: string
      readonly endpoint?: string
    }
  | { readonly kind: 'function'; readonly functionName: string }

export const noStatusEvents: StatusEventsConfig = { express: false, targets: [] }

/** AWS itself refuses events that say they come from `aws.…`. */
const sourceDefault = 'stepwell.states'
const kinds = ['webhook', 'queue', 'eventBridge', 'function'] as const

/** Reads the parsed YAML of the section; undefined or null is no target. Throws `TriggersConfigError`. */
export function parseStatusEventsConfig(value: unknown): StatusEventsConfig {
  if (value === undefined || value === null) return noStatusEvents
  const section = mapping(value, 'statusEvents', ['express', 'targets'])
  const express = section['express'] ?? false
  if (typeof express !== 'boolean') throw wrong('statusEvents.express', express, 'true or false')
  const list = section['targets'] ?? []
  if (!Array.isArray(list))
    throw wrong('statusEvents.targets', list, 'a list of targets, each begun with a hyphen')
  const targets = list.map((entry: Json, i) => parseTarget(entry, `statusEvents.targets[${i}]`))
  const twice = targets.find(({ name }, i) => targets.findIndex((other) => other.name === name) !== i)
  if (twice) throw wrong('statusEvents.targets', twice.name, 'a name of its own for each target')
  return { express, targets }
}

function parseTarget(entry: Json, place: string): StatusTarget {
  const members = mapping(entry, place, ['name', 'pattern', 'retry', 'deadLetterQueue', ...kinds])
  const found = kinds.filter((kind) => members[kind] !== undefined)
  const [kind] = found
  if (kind === undefined || found.length > 1)
    throw wrong(place, Object.keys(members), `one of ${kinds.join(', ')}`)
  const { pattern, deadLetterQueue } = members
  return {
    name: text(members['name'], `${place}.name`, {
      shape: /^[\w.-]{1,64}$/,
      expected: 'a name of letters, digits, dots and hyphens',
    }),
    retry: parseRetry(members['retry'], `${place}.retry`),
    to: parseDestination(kind, members[kind]!, `${place}.${kind}`),
    ...(pattern !== undefined && { pattern: parsePattern(pattern, `${place}.pattern`) }),
    ...(deadLetterQueue !== undefined && {
      deadLetterQueue: queueName(deadLetterQueue, `${place}.deadLetterQueue`),
    }),
  }
}

function parseDestination(kind: (typeof kinds)[number], value: Json, place: string): StatusDestination {
  switch (kind) {
    case 'webhook':
      return { kind, webhook: parseWebhook(value, place) }
    case 'queue':
      return { kind, queue: queueName(value, place) }
    case 'eventBridge':
      return { kind, ...parseBus(value, place) }
    case 'function':
      return {
        kind,
        functionName: text(value, place, {
          shape: /^[\w:-]{1,170}$/,
          expected: 'the name of a function, or its ARN',
        }),
      }
  }
}

function parseWebhook(value: Json, place: string): WebhookSettings {
  const { url, secret, headers, timeoutSeconds } = mapping(value, place, [
    'url',
    'secret',
    'headers',
    'timeoutSeconds',
  ])
  const given = headers === undefined ? {} : mapping(headers, `${place}.headers`)
  const entries = Object.entries(given).map(([name, header]) => {
    if (!/^[\w-]+$/.test(name)) throw wrong(`${place}.headers`, name, 'the name of a header')
    return [
      name.toLowerCase(),
      text(header, `${place}.headers.${name}`, { shape: /^[\t\x20-\x7e]*$/, expected: 'a text' }),
    ] as const
  })
  if (secret !== undefined && typeof secret !== 'string')
    throw wrong(`${place}.secret`, 'another value', 'a text')
  return {
    url: webhookUrl(url, `${place}.url`),
    headers: Object.fromEntries(entries),
    ...(secret !== undefined && { secret }),
    ...(timeoutSeconds !== undefined && {
      timeoutMs: 1000 * number(timeoutSeconds, `${place}.timeoutSeconds`, [1, 60]),
    }),
  }
}

function webhookUrl(value: Json | undefined, place: string): string {
  if (typeof value === 'string' && isWebhookUrl(value)) return value
  throw wrong(place, value, 'an https:// URL (http:// within this machine only)')
}

function parseBus(value: Json, place: string) {
  const { bus, source, region, endpoint } = mapping(value, place, ['bus', 'source', 'region', 'endpoint'])
  if (endpoint !== undefined && (typeof endpoint !== 'string' || !URL.canParse(endpoint)))
    throw wrong(`${place}.endpoint`, endpoint, 'the URL of an EventBridge endpoint')
  return {
    bus:
      bus === undefined
        ? 'default'
        : text(bus, `${place}.bus`, { shape: /^\S{1,1600}$/, expected: 'the name or ARN of an event bus' }),
    source:
      source === undefined
        ? sourceDefault
        : text(source, `${place}.source`, { shape: /^\S{1,256}$/, expected: 'a source' }),
    ...(region !== undefined && {
      region: text(region, `${place}.region`, { shape: /^[a-z0-9-]+$/, expected: 'a region' }),
    }),
    ...(endpoint !== undefined && { endpoint }),
  }
}

function parseRetry(value: Json | undefined, place: string): RetryPolicy {
  if (value === undefined) return retryPolicyDefault
  const { attempts, ageSeconds } = mapping(value, place, ['attempts', 'ageSeconds'])
  const { retriesMax, ageMsMax } = retryPolicyDefault
  return {
    retriesMax: attempts === undefined ? retriesMax : number(attempts, `${place}.attempts`, [0, 100_000]),
    ageMsMax:
      ageSeconds === undefined ? ageMsMax : 1000 * number(ageSeconds, `${place}.ageSeconds`, [1, 31_536_000]),
  }
}

function parsePattern(value: Json, place: string): EventPattern {
  try {
    return compileParsedPattern(value)
  } catch (error) {
    if (error instanceof InvalidEventPattern)
      throw new TriggersConfigError(
        `${place}: ${error.message}; expected an event pattern as EventBridge has them`,
      )
    throw error
  }
}

function queueName(value: Json, place: string): string {
  if (
    typeof value === 'string' &&
    (/^arn:[^:]+:sqs:[^:]+:\d{12}:[\w.-]+$/.test(value) || URL.canParse(value))
  )
    return value
  throw wrong(place, value, 'the ARN or the URL of an SQS queue')
}

interface TextShape {
  readonly shape: RegExp
  readonly expected: string
}

function text(value: Json | undefined, place: string, { shape, expected }: TextShape): string {
  if (typeof value === 'string' && shape.test(value)) return value
  throw wrong(place, value, expected)
}

function number(value: Json, place: string, [min, max]: readonly [number, number]): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw wrong(place, value, `a whole number from ${min} to ${max}`)
}

function mapping(value: unknown, place: string, known?: readonly string[]): JsonObject {
  if (!isObject(value as Json))
    throw wrong(place, value, `an object${known ? ` with ${known.join(', ')}` : ''}`)
  const members = value as JsonObject
  const unknown = known && Object.keys(members).find((name) => !known.includes(name))
  if (unknown === undefined) return members
  throw wrong(`${place}.${unknown}`, members[unknown], `no such member here; known are ${known!.join(', ')}`)
}

function wrong(place: string, found: unknown, expected: string): TriggersConfigError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found)
  return new TriggersConfigError(`${place}: found ${shown}, expected ${expected}`)
}
