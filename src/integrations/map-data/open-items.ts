/** Opens the dataset of an ItemReader and cuts its items into chunks. */
import { setImmediate as eventLoop } from 'node:timers/promises'
import type { Json } from '#base'
import { athenaContents } from './athena-items.ts'
import { MapDataFailure } from './failure.ts'
import { inventoryContents } from './inventory-items.ts'
import type { Entry, ObjectBatch } from './item-batch.ts'
import { listedItems } from './listed-items.ts'
import { manifestItems } from './manifest-series.ts'
import { objectReader } from './object-items.ts'
import { openObject, type ObjectName, type ObjectPin } from './pinned-object.ts'
import type { Dataset, ItemChunk, MapItem, ReadPosition } from './port.ts'
import type { S3 } from './s3-access.ts'
import { expectedOwner, optionalText, textParameter } from './s3-parameters.ts'

const defaultChunk = { itemsMax: 1000, bytesMax: 1024 * 1024 }

/** Throws a MapDataFailure where the data cannot be read. */
export async function* openItems(
  s3For: (region: string) => Promise<S3>,
  dataset: Dataset,
  from?: ReadPosition,
): AsyncGenerator<ItemChunk> {
  const itemsMax = maxItems(dataset.config.maxItems)
  let index = from?.index ?? 0
  if (index >= itemsMax) return
  const s3 = await s3For(dataset.region)
  const chunk = new ChunkBuilder(dataset.chunk ?? defaultChunk, index)
  for await (const batch of batchesOf(s3, dataset, from?.place)) {
    for (const entry of batch.entries) {
      chunk.add(entry, batch)
      index++
      if (!chunk.isFull && index < itemsMax) continue
      yield chunk.take()
      if (index === itemsMax) return
      // Many chunks come out of one block: timers and requests have their turn between them.
      await eventLoop()
    }
  }
  if (!chunk.isEmpty) yield chunk.take()
}

function maxItems(given: number | undefined): number {
  // AWS's words, recorded; 0 is recorded too, and means all items.
  if (given !== undefined && given < 0) throw new MapDataFailure('field MaxItems must be positive')
  return given === undefined || given === 0 ? Infinity : given
}

function batchesOf(s3: S3, dataset: Dataset, from?: Json): AsyncIterable<ObjectBatch> {
  if (dataset.action === 'listObjectsV2') return listedItems(s3, dataset, from)
  const { config } = dataset
  const name = objectName(dataset)
  if (config.manifestType === 'ATHENA_DATA')
    return manifestItems(
      { s3, name, contents: (text, manifest) => athenaContents(config, text, manifest) },
      from,
    )
  if (config.manifestType === 'S3_INVENTORY' || config.inputType === 'MANIFEST')
    return manifestItems({ s3, name, contents: inventoryContents }, from)
  return itemsOfObject(s3, dataset, from)
}

interface ObjectPlace {
  readonly pin: ObjectPin
  readonly next: Json
}

async function* itemsOfObject(s3: S3, dataset: Dataset, from?: Json): AsyncGenerator<ObjectBatch> {
  const read = objectReader(dataset.config)
  const place = from as ObjectPlace | undefined
  const object = await openObject(s3, objectName(dataset), place?.pin)
  for await (const entries of read(object, place?.next)) {
    yield {
      entries,
      source: object.source,
      place: (next) => ({ pin: object.pin, next }) satisfies ObjectPlace as unknown as Json,
    }
  }
}

function objectName({ parameters }: Dataset): ObjectName {
  const version = optionalText('ItemReader', parameters, 'VersionId')
  return {
    Bucket: textParameter('ItemReader', parameters, 'Bucket'),
    Key: textParameter('ItemReader', parameters, 'Key'),
    ...(version === undefined ? {} : { VersionId: version }),
    ...expectedOwner('ItemReader', parameters),
  }
}

class ChunkBuilder {
  readonly #max: { readonly itemsMax: number; readonly bytesMax: number }
  #firstIndex: number
  #items: MapItem[] = []
  #bytes = 0
  #last: { readonly entry: Entry; readonly batch: ObjectBatch } | undefined

  constructor(max: { readonly itemsMax: number; readonly bytesMax: number }, firstIndex: number) {
    this.#max = max
    this.#firstIndex = firstIndex
  }

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  get isFull(): boolean {
    return this.#items.length >= this.#max.itemsMax || this.#bytes >= this.#max.bytesMax
  }

  add(entry: Entry, batch: ObjectBatch): void {
    const { value, key } = entry
    this.#items.push({ value, source: batch.source, ...(key === undefined ? {} : { key }) })
    this.#bytes += entry.bytes
    this.#last = { entry, batch }
  }

  take(): ItemChunk {
    const { entry, batch } = this.#last!
    const index = this.#firstIndex + this.#items.length
    const next = { index, place: batch.place(entry.next) }
    const chunk = { items: this.#items, firstIndex: this.#firstIndex, next }
    this.#firstIndex = index
    this.#items = []
    this.#bytes = 0
    return chunk
  }
}
