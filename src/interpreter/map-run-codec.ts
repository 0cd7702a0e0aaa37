/** The job of a Map Run as a text, and back (see `codec.ts`). */
import { assert, Payload } from '#base'
import { decodeVisit, encodeVisit, type Encoded } from './codec.ts'
import type { ItemSelection, MapRunJob } from './map-run-job.ts'

const version = 1

/** A payload is its index in the list. */
interface StoredJob {
  readonly items?: number
  readonly reader?: { readonly parameters: number; readonly maxItems?: number }
  readonly batcher?: {
    readonly batchInput?: number
    readonly maxItemsPerBatch?: number
    readonly maxInputBytesPerBatch?: number
  }
  readonly writer?: { readonly parameters: number }
  readonly selection?: StoredSelection
  readonly testCase?: string
}

interface StoredSelection {
  /** A visit's record, whose payloads are these. */
  readonly visit: string
  readonly visitPayloads: readonly number[]
  readonly retries?: readonly number[]
  readonly input: number
  readonly variables: Readonly<Record<string, number>>
}

export function encodeMapRunJob(job: MapRunJob): Encoded {
  const { items, reader, batcher, writer, selection, testCase } = job
  const payloads: string[] = []
  const add = (text: string): number => payloads.push(text) - 1
  const { batchInput, ...batchLimits } = batcher ?? {}
  const stored: StoredJob = {
    ...(items && { items: add(items.text) }),
    ...(reader && { reader: { ...reader, parameters: add(reader.parameters.text) } }),
    ...(batcher && { batcher: { ...batchLimits, ...(batchInput && { batchInput: add(batchInput.text) }) } }),
    ...(writer && { writer: { parameters: add(writer.parameters.text) } }),
    ...(selection && { selection: storeSelection(selection, add) }),
    ...(testCase !== undefined && { testCase }),
  }
  return { text: JSON.stringify([version, stored]), payloads }
}

export function decodeMapRunJob(encoded: Encoded): MapRunJob {
  const [found, stored] = JSON.parse(encoded.text) as [number, StoredJob]
  assert(found === version, `a Map Run's job of version ${found} cannot be read by this release`)
  const { items, reader, batcher, writer, selection, testCase } = stored
  const textOf = (index: number): string => {
    const text = encoded.payloads[index]
    assert(text !== undefined, `a Map Run's job names payload ${index}, which it does not have`)
    return text
  }
  const payload = (index: number): Payload => Payload.fromText(textOf(index))
  const { batchInput, ...batchLimits } = batcher ?? {}
  const input = batchInput === undefined ? {} : { batchInput: payload(batchInput) }
  return {
    ...(items !== undefined && { items: payload(items) }),
    ...(reader && { reader: { ...reader, parameters: payload(reader.parameters) } }),
    ...(batcher && { batcher: { ...batchLimits, ...input } }),
    ...(writer && { writer: { parameters: payload(writer.parameters) } }),
    ...(selection && { selection: readSelection(selection, textOf) }),
    ...(testCase !== undefined && { testCase }),
  }
}

function storeSelection(selection: ItemSelection, add: (text: string) => number): StoredSelection {
  const { visit, retries, input, variables } = selection
  const encoded = encodeVisit(visit)
  return {
    visit: encoded.text,
    visitPayloads: encoded.payloads.map(add),
    ...(retries && { retries }),
    input: add(input.text),
    variables: Object.fromEntries([...variables].map(([name, value]) => [name, add(value.text)])),
  }
}

function readSelection(stored: StoredSelection, textOf: (index: number) => string): ItemSelection {
  const { visit, visitPayloads, retries, input, variables } = stored
  const values = Object.entries(variables).map(
    ([name, index]) => [name, Payload.fromText(textOf(index))] as const,
  )
  return {
    visit: decodeVisit({ text: visit, payloads: visitPayloads.map(textOf) }),
    ...(retries && { retries }),
    input: Payload.fromText(textOf(input)),
    variables: new Map(values),
  }
}
