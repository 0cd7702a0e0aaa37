/**
 * Frames, headers, items and history as texts, and back.
 *
 * A record is a JSON text that names its payloads by their index in a list beside it, so that the store can keep a
 * large payload once and never has to look into a record. The version at the head of every record is for later
 * releases: each of them reads all that were ever released (design §5).
 */
import { assert, Payload, type ErrorTeaching, type Instant, type Json } from '#base'
import type { Header } from './execution.ts'
import type {
  Frame,
  FrameId,
  IterationsProgress,
  MapItem,
  Place,
  Progress,
  TaskProgress,
  TaskRequest,
  Visit,
} from './frame.ts'
import type { HistoryDetails, HistoryEvent, HistoryEventType } from './history.ts'

/** A record's text and the payloads that it names. */
export interface Encoded {
  readonly text: string
  readonly payloads: readonly string[]
}

const version = 1

// --------------------------------------------------------------------------------------------------- payload list

/** Collects payloads while a record is written; one that comes twice is listed once. */
class PayloadList {
  readonly texts: string[] = []
  readonly #indexes = new Map<Payload, number>()

  add(payload: Payload): number {
    const known = this.#indexes.get(payload)
    if (known !== undefined) return known
    const index = this.texts.push(payload.text) - 1
    this.#indexes.set(payload, index)
    return index
  }
}

/** Gives the payloads of a record that is read, each of them one object however often it is named. */
function payloadReader(payloads: readonly string[]): (index: number) => Payload {
  const made: Payload[] = []
  return (index) => {
    const text = payloads[index]
    assert(text !== undefined, `a record names payload ${index}, which it does not have`)
    return (made[index] ??= Payload.fromText(text))
  }
}

function encode(list: PayloadList, record: unknown): Encoded {
  return { text: JSON.stringify([version, record]), payloads: list.texts }
}

function decode(encoded: Encoded): { record: unknown; payload: (index: number) => Payload } {
  const [found, record] = JSON.parse(encoded.text) as [number, unknown]
  assert(found === version, `a record of version ${found} cannot be read by this release`)
  return { record, payload: payloadReader(encoded.payloads) }
}

// --------------------------------------------------------------------------------------------------------- header

export function encodeHeader(header: Header): Encoded {
  return encode(new PayloadList(), header)
}

export function decodeHeader(encoded: Encoded): Header {
  return decode(encoded).record as Header
}

// ---------------------------------------------------------------------------------------------------------- visit

type StoredPlace = Omit<Place, 'item'> & {
  readonly item?: { readonly index: number; readonly value: number }
}
type StoredVisit = Omit<Visit, 'place' | 'input'> & { readonly place: StoredPlace; readonly input: number }

export function encodeVisit(visit: Visit): Encoded {
  const list = new PayloadList()
  const { item, ...place } = visit.place
  const storedItem = item && { item: { index: item.index, value: list.add(item.value) } }
  const record: StoredVisit = { ...visit, place: { ...place, ...storedItem }, input: list.add(visit.input) }
  return encode(list, record)
}

export function decodeVisit(encoded: Encoded): Visit {
  const { record, payload } = decode(encoded)
  const stored = record as StoredVisit
  const { item, ...place } = stored.place
  const readItem: { item?: MapItem } = item ? { item: { index: item.index, value: payload(item.value) } } : {}
  return { ...stored, place: { ...place, ...readItem }, input: payload(stored.input) }
}

// ------------------------------------------------------------------------------------------------------- progress

type StoredTask = Omit<TaskProgress, 'request' | 'submission'> & {
  readonly request: Omit<TaskRequest, 'parameters'> & { readonly parameters: number }
  readonly submission?: number
}
type StoredProgress =
  | Exclude<Progress, TaskProgress | IterationsProgress | { kind: 'done' }>
  | IterationsProgress
  | StoredTask
  | { readonly kind: 'done'; readonly output: number }
interface StoredFrame {
  readonly progress: StoredProgress
  readonly retries?: readonly number[]
  readonly lastEventId: number
}

/** All of a frame but its visit. */
export function encodeProgress(frame: Frame): Encoded {
  const list = new PayloadList()
  const { retries, lastEventId } = frame
  const record: StoredFrame = {
    progress: storeProgress(frame.progress, list),
    ...(retries && { retries }),
    lastEventId,
  }
  return encode(list, record)
}

export function decodeFrame(id: FrameId, visit: Encoded, progress: Encoded): Frame {
  const { record, payload } = decode(progress)
  const stored = record as StoredFrame
  return { id, visit: decodeVisit(visit), ...stored, progress: readProgress(stored.progress, payload) }
}

function storeProgress(progress: Progress, list: PayloadList): StoredProgress {
  switch (progress.kind) {
    case 'task': {
      const { request, submission, ...rest } = progress
      return {
        ...rest,
        request: { ...request, parameters: list.add(request.parameters) },
        ...(submission && { submission: list.add(submission) }),
      }
    }
    case 'done':
      return { kind: 'done', output: list.add(progress.output) }
    case 'ready':
    case 'waiting':
    case 'retrying':
    case 'branches':
    case 'iterations':
      return progress
  }
}

function readProgress(progress: StoredProgress, payload: (index: number) => Payload): Progress {
  switch (progress.kind) {
    case 'task': {
      const { request, submission, ...rest } = progress
      return {
        ...rest,
        request: { ...request, parameters: payload(request.parameters) },
        ...(submission !== undefined && { submission: payload(submission) }),
      }
    }
    case 'done':
      return { kind: 'done', output: payload(progress.output) }
    case 'ready':
    case 'waiting':
    case 'retrying':
    case 'branches':
    case 'iterations':
      return progress
  }
}

// ---------------------------------------------------------------------------------------------------------- items

export function encodeItems(items: readonly Payload[]): Encoded {
  const list = new PayloadList()
  return encode(
    list,
    items.map((item) => list.add(item)),
  )
}

export function decodeItems(encoded: Encoded): readonly Payload[] {
  const { record, payload } = decode(encoded)
  return (record as readonly number[]).map((index) => payload(index))
}

// -------------------------------------------------------------------------------------------------------- history

/** Type, previous event, milliseconds since the chunk's first event, details, teaching. A payload is `[index]`. */
type StoredEvent = [
  HistoryEventType,
  number,
  number,
  (Readonly<Record<string, Json | readonly [number]>> | null)?,
  ErrorTeaching?,
]
interface StoredChunk {
  readonly at: Instant
  readonly events: readonly StoredEvent[]
}

/** The events of one turn, which have consecutive ids. */
export function encodeHistory(events: readonly HistoryEvent[]): Encoded {
  const list = new PayloadList()
  const at = events[0]?.at ?? 0
  const stored = events.map((event): StoredEvent => {
    const row: StoredEvent = [event.type, event.previousEventId, event.at - at]
    if (event.details) row.push(storeDetails(event.details, list))
    if (event.teaching) {
      row[3] ??= null
      row[4] = event.teaching
    }
    return row
  })
  return encode(list, { at, events: stored } satisfies StoredChunk)
}

/** The events of a chunk; the first one has the given id. */
export function decodeHistory(encoded: Encoded, firstEventId: number): readonly HistoryEvent[] {
  const { record, payload } = decode(encoded)
  const chunk = record as StoredChunk
  return chunk.events.map(([type, previousEventId, delay, details, teaching], index) => ({
    id: firstEventId + index,
    previousEventId,
    type,
    at: chunk.at + delay,
    ...(details && { details: readDetails(details, payload) }),
    ...(teaching && { teaching }),
  }))
}

function storeDetails(details: HistoryDetails, list: PayloadList): Record<string, Json | readonly [number]> {
  const stored: Record<string, Json | readonly [number]> = {}
  for (const key in details) {
    const value = details[key]
    if (value instanceof Payload) stored[key] = [list.add(value)]
    else if (value !== undefined) stored[key] = value
  }
  return stored
}

function readDetails(
  details: Readonly<Record<string, Json | readonly [number]>>,
  payload: (index: number) => Payload,
): HistoryDetails {
  const read: Record<string, HistoryDetails[string]> = {}
  for (const [key, value] of Object.entries(details)) {
    read[key] = Array.isArray(value)
      ? payload(value[0] as number)
      : (value as string | number | { roleArn: string })
  }
  return read
}
