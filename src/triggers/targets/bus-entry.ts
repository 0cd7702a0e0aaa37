/** An event as an entry of PutEvents. */
import { isArray, isObject, printJson, type Json } from '#base'

export interface BusEntry {
  readonly EventBusName: string
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
  readonly Resources: string[]
  readonly Time: Date
}

/** The entry for an event in EventBridge's envelope, under another source where one is given. */
export function busEntry(event: Json, to: { readonly bus: string; readonly source?: string }): BusEntry {
  const envelope = isObject(event) ? event : {}
  const text = (name: string) => String(envelope[name] ?? '')
  const resources = envelope['resources']
  return {
    EventBusName: to.bus,
    Source: to.source ?? text('source'),
    DetailType: text('detail-type'),
    Detail: printJson(envelope['detail'] ?? {}),
    Resources: isArray(resources) ? resources.map(String) : [],
    Time: new Date(text('time')),
  }
}
