/**
 * How a record (a text and the payloads that it names) lies in a row.
 *
 * The body is the text with the small payloads behind it, in one string. The layout says where to cut: the length of
 * the text, then for each payload its length, or `#` and the id of a shared one: `812,17,#4,17`. Lengths count UTF-16
 * units. A record without payloads has no layout.
 */
import type { Encoded } from '../port.ts'
import type { Stored } from './codec.ts'

/** A record's columns as they are written; in a message `#` still counts in the message's shared texts. */
export interface RecordCells {
  readonly layout: string | null
  readonly body: string
}

/** A record's columns as they are read. */
export interface RecordColumns {
  readonly layout: string | null
  readonly body: Stored
}

/** A column that holds one text, or the id of a shared payload. */
export type StoredValue = Stored | number

/** Gives the text of a shared payload. */
export type LoadPayload = (payloadId: number) => string

/**
 * Payloads of more characters than this are kept once per account and counted (design §5). Below, a row's own copy is
 * cheaper than the hash, the index entry and the count: 12 µs for the HMAC of 5 KB alone.
 */
export const sharedCharactersMin = 4096

/** Cuts a record for a row; `share` takes a large payload and gives the number that stands for it. */
export function flattenRecord(record: Encoded, share: (payload: string) => number): RecordCells {
  if (record.payloads.length === 0) return { layout: null, body: record.text }
  let body = record.text
  let layout = String(record.text.length)
  for (const payload of record.payloads) {
    if (payload.length > sharedCharactersMin) layout += `,#${share(payload)}`
    else {
      layout += `,${payload.length}`
      body += payload
    }
  }
  return { layout, body }
}

/** Puts a record together again from its layout and its body's text. */
export function assembleRecord(layout: string | null, whole: string, load: LoadPayload): Encoded {
  if (layout === null) return { text: whole, payloads: [] }
  const [textLength, ...parts] = layout.split(',')
  let at = Number(textLength)
  const text = whole.slice(0, at)
  const payloads = parts.map((part) => {
    if (part.startsWith('#')) return load(Number(part.slice(1)))
    const start = at
    at += Number(part)
    return whole.slice(start, at)
  })
  return { text, payloads }
}

/** The numbers that stand for shared payloads in a layout. */
export function sharedIn(layout: string | null): readonly number[] {
  if (layout === null || !layout.includes('#')) return []
  return [...layout.matchAll(/#(\d+)/g)].map((match) => Number(match[1]))
}

/** The layout with each shared payload's number replaced. */
export function renumberShared(layout: string | null, renumber: (shared: number) => number): string | null {
  if (layout === null || !layout.includes('#')) return layout
  return layout.replace(/#(\d+)/g, (_match, shared: string) => `#${renumber(Number(shared))}`)
}
