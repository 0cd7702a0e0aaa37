/** Events in EventBridge's envelope. */
import { formatInstant, isObject, tryParseJson, type Instant, type Json, type Namespace } from '#base'

export interface BusEvent extends Namespace {
  readonly id: string
  readonly source: string
  readonly detailType: string
  readonly time: Instant
  readonly resources: readonly string[]
  /** JSON text of an object; it stays as it was written. */
  readonly detail: string
}

/** The event as targets get it. */
export function eventText(event: BusEvent): string {
  const { id, detailType, source, account, time, region, resources, detail } = event
  const envelope = JSON.stringify({
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    time: wholeSeconds(time),
    region,
    resources,
  })
  return `${envelope.slice(0, -1)},"detail":${detail}}`
}

/** An event that was written by `eventText`. */
export function parseEvent(text: string): Json {
  return tryParseJson(text) ?? null
}

/** The id in an event's envelope. */
export function eventId(event: Json): string {
  return isObject(event) && typeof event['id'] === 'string' ? event['id'] : ''
}

function wholeSeconds(time: Instant): string {
  return formatInstant(Math.floor(time / 1000) * 1000).replace(/\.\d+Z$/, 'Z')
}

/** The id of an event that was written by `eventText`, which has it in front: the rest may be long. */
export function eventIdOfText(text: string): string {
  return /^\{"version":"0","id":"([^"\\]*)"/.exec(text)?.[1] ?? eventId(parseEvent(text))
}
