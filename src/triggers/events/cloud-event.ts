/**
 * CloudEvents 1.0 over HTTP as entries of an event bus: structured (`application/cloudevents+json`, one or a batch) or
 * binary (`ce-…` headers).
 *
 * `type` becomes the detail type, `source` the source, `subject` a resource and `data` the detail; data that are no object
 * are its member `data`. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
import { isArray, isObject, parseTimestamp, printJson, tryParseJson, type Json, type JsonObject } from '#base'
import type { EventEntry } from '../bus/put-events.ts'

/** Thrown for what is no CloudEvent; the message says what was found and expected. */
export class InvalidCloudEvent extends Error {
  override readonly name = 'InvalidCloudEvent'
}

export interface CloudEventRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** An entry, and what tells the event from all others: its source and id. */
export interface CloudEventEntry {
  readonly entry: EventEntry
  readonly key: string
}

/** Throws `InvalidCloudEvent`. */
export function readCloudEvents({ headers, body }: CloudEventRequest): readonly CloudEventEntry[] {
  const type = String(headers['content-type'] ?? '').toLowerCase()
  if (type.startsWith('application/cloudevents-batch+json')) {
    const events = tryParseJson(body)
    if (!isArray(events)) throw new InvalidCloudEvent('a batch of CloudEvents is a list; the body is none')
    return events.map((event, i) => toEntry(event, `event ${i}`))
  }
  if (type.startsWith('application/cloudevents+json')) return [toEntry(tryParseJson(body), 'the body')]
  if (headers['ce-specversion'] !== undefined) return [toEntry(binaryEvent(headers, body), 'the headers')]
  throw new InvalidCloudEvent(
    `the content type is "${type}" and there is no ce-specversion header; expected application/cloudevents+json, ` +
      'application/cloudevents-batch+json, or the ce- headers of a binary CloudEvent',
  )
}

function binaryEvent(headers: CloudEventRequest['headers'], body: string): Json {
  const attributes = Object.entries(headers)
    .filter(([name, value]) => name.startsWith('ce-') && typeof value === 'string')
    .map(([name, value]): [string, string] => [name.slice('ce-'.length), decodeAttribute(value as string)])
  const data = body === '' ? {} : { data: tryParseJson(body) ?? body }
  return { ...Object.fromEntries(attributes), ...data }
}

/** Attributes are percent-encoded where they are not ASCII. */
function decodeAttribute(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

function toEntry(event: Json | undefined, place: string): CloudEventEntry {
  if (!isObject(event)) throw new InvalidCloudEvent(`${place} is no JSON object`)
  const version = event['specversion']
  if (version !== '1.0')
    throw new InvalidCloudEvent(`${place}: specversion is ${printJson(version ?? null)}; expected "1.0"`)
  const [id, source, type] = (['id', 'source', 'type'] as const).map((name) => required(event, name, place))
  const { subject, time } = event
  const at = typeof time === 'string' ? parseTimestamp(time) : undefined
  const entry = {
    Source: source!,
    DetailType: type!,
    Detail: printJson(detailOf(event)),
    Resources: typeof subject === 'string' ? [subject] : [],
    ...(at && { Time: at.ms }),
  }
  return { entry, key: JSON.stringify([source, id]) }
}

function required(event: JsonObject, name: string, place: string): string {
  const value = event[name]
  if (typeof value === 'string' && value !== '') return value
  throw new InvalidCloudEvent(`${place}: ${name} is ${printJson(value ?? null)}; expected a text`)
}

function detailOf({ data, data_base64: bytes }: JsonObject): Json {
  if (isObject(data)) return data
  if (data !== undefined) return { data }
  return bytes === undefined ? {} : { data_base64: bytes }
}
