/**
 * Frames, headers, items and history as texts, and back.
 *
 * A record is a JSON text that names its payloads by their index in a list beside it, so that the store can keep a
 * large payload once and never has to look into a record. The version at the head of every record is for later
 * releases: each of them reads all that were ever released (design §5).
 */
import { assert, Payload, type ErrorTeaching, type Instant, type Json } from '#base'
import type { Beginning } from './beginning.ts'
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
  /** The last one: a payload that is named again mostly follows itself. */
  #last: Payload | undefined
  #indexes: Map<Payload, number> | undefined

  add(payload: Payload): number {
    if (payload === this.#last) return this.texts.length - 1
    const known = this.#indexes?.get(payload)
    if (known !== undefined) return known
    const index = this.texts.push(payload.text) - 1
    if (this.#last) (this.#indexes ??= new Map()).set(this.#last, index - 1)
    this.#last = payload
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

// ------------------------------------------------------------------------------------------------------ beginning

interface StoredBeginning {
  readonly stateName: string
  readonly input: number
  readonly variables: StoredAssigned
  readonly inside?: {
    readonly index: number
    readonly beginning: StoredBeginning
    readonly outputs: readonly (readonly [index: number, output: number])[]
  }
}

/** Where an execution begins that has no frames to say so. */
export function encodeBeginning(beginning: Beginning): Encoded {
  const list = new PayloadList()
  return encode(list, storeBeginning(beginning, list))
}

export function decodeBeginning(encoded: Encoded): Beginning {
  const { record, payload } = decode(encoded)
  return readBeginning(record as StoredBeginning, payload)
}

function storeBeginning(
  { stateName, input, variables, inside }: Beginning,
  list: PayloadList,
): StoredBeginning {
  const stored = {
    stateName,
    input: list.add(input),
    variables: storeAssigned(Object.fromEntries(variables), list),
  }
  if (!inside) return stored
  const outputs = [...inside.outputs].map(([index, output]) => [index, list.add(output)] as const)
  const beginning = storeBeginning(inside.beginning, list)
  return { ...stored, inside: { index: inside.index, beginning, outputs } }
}

function readBeginning(stored: StoredBeginning, payload: (index: number) => Payload): Beginning {
  const { stateName, input, variables, inside } = stored
  const begun = {
    stateName,
    input: payload(input),
    variables: new Map(Object.entries(readAssigned(variables, payload))),
  }
  if (!inside) return begun
  const outputs = new Map(inside.outputs.map(([index, output]) => [index, payload(output)]))
  const beginning = readBeginning(inside.beginning, payload)
  return { ...begun, inside: { index: inside.index, beginning, outputs } }
}

// ---------------------------------------------------------------------------------------------------------- visit

type StoredPlace = Omit<Place, 'item'> & {
  readonly item?: { readonly index: number; readonly value: number }
}
type StoredVisit = Omit<Visit, 'place' | 'input'> & { readonly place: StoredPlace; readonly input: number }

export function encodeVisit(visit: Visit): Encoded {
  const list = new PayloadList()
  const { item } = visit.place
  const place = item
    ? { ...visit.place, item: { index: item.index, value: list.add(item.value) } }
    : (visit.place as Omit<Place, 'item'>)
  return encode(list, { ...visit, place, input: list.add(visit.input) } satisfies StoredVisit)
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
  readonly variableBytes?: number
}

/** All of a frame but its visit. */
export function encodeProgress(frame: Frame): Encoded {
  const list = new PayloadList()
  const { retries, lastEventId, variableBytes } = frame
  const record: StoredFrame = {
    progress: storeProgress(frame.progress, list),
    ...(retries && { retries }),
    lastEventId,
    ...(variableBytes !== undefined && { variableBytes }),
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
    case 'mapRun':
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
    case 'mapRun':
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

/** A payload is `[index]`; assigned variables are an object of such. */
type StoredDetail = Json | readonly [number] | Readonly<Record<string, readonly [number]>>
type StoredDetails = Readonly<Record<string, StoredDetail>>

/** Type, previous event, milliseconds since the chunk's first event, details, teaching, variables. */
type StoredEvent = [
  HistoryEventType,
  number,
  number,
  (StoredDetails | null)?,
  (ErrorTeaching | null)?,
  StoredAssigned?,
]

interface StoredChunk {
  readonly at: Instant
  readonly events: readonly StoredEvent[]
}

/** The events of one turn, which have consecutive ids. Printed by hand: half the time of building values for it. */
export function encodeHistory(events: readonly HistoryEvent[]): Encoded {
  const list = new PayloadList()
  const at = events[0]?.at ?? 0
  let stored = ''
  for (const event of events) stored += (stored && ',') + printEvent(event, at, list)
  return { text: `[${version},{"at":${at},"events":[${stored}]}]`, payloads: list.texts }
}

function printEvent(event: HistoryEvent, chunkAt: Instant, list: PayloadList): string {
  const { type, previousEventId, at, details, teaching, variables } = event
  let text = `["${type}",${previousEventId},${at - chunkAt}`
  if (details) text += `,${printDetails(details, list)}`
  else if (teaching || variables) text += ',null'
  if (teaching) text += `,${JSON.stringify(teaching)}`
  else if (variables) text += ',null'
  if (variables) text += `,${JSON.stringify(storeAssigned(variables, list))}`
  return `${text}]`
}

/** The events of a chunk; the first one has the given id. */
export function decodeHistory(encoded: Encoded, firstEventId: number): readonly HistoryEvent[] {
  const { record, payload } = decode(encoded)
  const chunk = record as StoredChunk
  return chunk.events.map(([type, previousEventId, delay, details, teaching, variables], index) => ({
    id: firstEventId + index,
    previousEventId,
    type,
    at: chunk.at + delay,
    ...(details && { details: readDetails(details, payload) }),
    ...(teaching && { teaching }),
    ...(variables && { variables: readAssigned(variables, payload) }),
  }))
}

function printDetails(details: HistoryDetails, list: PayloadList): string {
  let text = ''
  for (const key in details) {
    const value = details[key]
    if (value === undefined) continue
    text += `${text && ','}"${key}":${printDetail(key, value, list)}`
  }
  return `{${text}}`
}

function printDetail(key: string, value: HistoryDetails[string], list: PayloadList): string {
  if (value instanceof Payload) return `[${list.add(value)}]`
  return JSON.stringify(key === assignedVariables ? storeAssigned(value as Assigned, list) : value)
}

function readDetails(details: StoredDetails, payload: (index: number) => Payload): HistoryDetails {
  const read: Record<string, HistoryDetails[string]> = {}
  for (const [key, value] of Object.entries(details)) {
    if (Array.isArray(value)) read[key] = payload(value[0] as number)
    else if (key === assignedVariables) read[key] = readAssigned(value as StoredAssigned, payload)
    else read[key] = value as string | number | { roleArn: string }
  }
  return read
}

const assignedVariables = 'assignedVariables'
type Assigned = Readonly<Record<string, Payload>>
type StoredAssigned = Readonly<Record<string, readonly [number]>>

function storeAssigned(assigned: Assigned, list: PayloadList): StoredAssigned {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [name, [list.add(value)]]))
}

function readAssigned(stored: StoredAssigned, payload: (index: number) => Payload): Assigned {
  return Object.fromEntries(Object.entries(stored).map(([name, [index]]) => [name, payload(index)]))
}
