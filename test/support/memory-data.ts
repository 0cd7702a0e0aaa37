/** The data of Distributed Maps in memory: objects by their keys, in small chunks, and what was exported. */
import { AslError, isArray, type Json, type JsonObject, type Outcome } from '#base'
import {
  resultTexts,
  type Dataset,
  type ItemChunk,
  type MapData,
  type ReadPosition,
  type ResultJob,
  type WriteProgress,
} from '#integrations'
import { counted } from './virtual-time.ts'

/** Items of a chunk: few, so that a position is often in the middle of the data. */
const itemsPerChunk = 3

export class MemoryData implements MapData {
  /** Arrays, or objects whose members are items. */
  readonly objects = new Map<string, readonly Json[] | JsonObject>()
  /** The texts of each file that was exported. */
  readonly exported = new Map<string, string[]>()
  /** Where reading began, each time. */
  readonly opened: (ReadPosition | undefined)[] = []

  async *openItems({ parameters, config }: Dataset, from?: ReadPosition): AsyncGenerator<Outcome<ItemChunk>> {
    this.opened.push(from)
    const key = (parameters as { readonly Key: string }).Key
    const items = this.objects.get(key)
    if (!items) {
      yield new AslError('States.ItemReaderFailed', `There is no object ${key}.`)
      return
    }
    const source = `S3://memory/${key}`
    const entries = isArray(items) ? items.map((value) => ({ value, source })) : members(items, source)
    const all = config.maxItems === undefined ? entries : entries.slice(0, config.maxItems)
    for (let firstIndex = from?.index ?? 0; firstIndex < all.length; firstIndex += itemsPerChunk) {
      await counted(new Promise((resolve) => setImmediate(resolve)))
      const chunk = all.slice(firstIndex, firstIndex + itemsPerChunk)
      yield { items: chunk, firstIndex, next: { index: firstIndex + chunk.length, place: null } }
    }
  }

  /** Each group is a part of its own. */
  async *writeResults(job: ResultJob, from?: Json): AsyncGenerator<Outcome<WriteProgress>> {
    const { Bucket, Prefix } = job.parameters as { readonly Bucket?: string; readonly Prefix?: string }
    if (Bucket === 'closed') {
      yield new AslError('States.ResultWriterFailed', 'The bucket is closed.')
      return
    }
    let { group: next, written } = (from ?? { group: 0, written: 0 }) as { group: number; written: number }
    const groups = ['SUCCEEDED', 'FAILED', 'PENDING'] as const
    for (const group of groups.slice(next)) {
      const texts: string[] = []
      for await (const result of job.results(group, 0)) {
        texts.push(...resultTexts(result, job.config.transformation ?? 'NONE'))
        written++
      }
      this.exported.set(`${Prefix}/${group}`, texts)
      yield { position: { group: ++next, written }, resultsWritten: written }
    }
    const files = { SUCCEEDED: [], FAILED: [], PENDING: [] }
    const output = {
      MapRunArn: job.mapRunArn,
      ResultWriterDetails: { Bucket: Bucket!, Key: `${Prefix}/manifest.json` },
    }
    yield { position: { group: next, written }, resultsWritten: written, finished: { output, files } }
  }
}

function members(items: JsonObject, source: string) {
  return Object.entries(items).map(([key, value]) => ({ key, value, source }))
}
