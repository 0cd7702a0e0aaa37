/** A manifest: an object that names the objects with the data. Both kinds are pinned with it. */
import type { Json } from '#base'
import { MapDataFailure } from './failure.ts'
import type { ObjectBatch } from './item-batch.ts'
import { seriesItems, type ObjectSeries } from './object-series.ts'
import type { ReadObject } from './object-items.ts'
import { openObject, type ObjectName, type ObjectPin, type PinnedObject } from './pinned-object.ts'
import type { S3 } from './s3-access.ts'

/** What a manifest says. */
export interface ManifestContents {
  readonly files: readonly ObjectName[]
  readonly read: ReadObject
}

interface ManifestPlace {
  readonly manifest: ObjectPin
  /** In the files. */
  readonly place: Json
}

/** The largest manifest; it is read whole. */
const manifestBytesMax = 64 * 1024 * 1024

export async function* manifestItems(
  source: {
    readonly s3: S3
    readonly name: ObjectName
    readonly contents: (text: string, manifest: PinnedObject) => ManifestContents
  },
  from?: Json,
): AsyncGenerator<ObjectBatch> {
  const place = from as ManifestPlace | undefined
  const manifest = await openObject(source.s3, source.name, place?.manifest)
  const { files, read } = source.contents(await textOf(manifest), manifest)
  for await (const batch of seriesItems({ s3: source.s3, series: inOrder(files), read }, place?.place)) {
    yield {
      ...batch,
      place: (next) =>
        ({ manifest: manifest.pin, place: batch.place(next) }) satisfies ManifestPlace as unknown as Json,
    }
  }
}

function inOrder(files: readonly ObjectName[]): ObjectSeries {
  return {
    at: (index) => files[index as number]!,
    async *after(place) {
      for (let i = place === undefined ? 0 : (place as number) + 1; i < files.length; i++) {
        yield { name: files[i]!, place: i }
      }
    },
  }
}

async function textOf(object: PinnedObject): Promise<string> {
  const blocks: Buffer[] = []
  let bytes = 0
  for await (const block of object.bytes()) {
    blocks.push(block)
    bytes += block.length
    if (bytes > manifestBytesMax)
      throw new MapDataFailure(
        `${object.address} is not a manifest: it is longer than ${manifestBytesMax} bytes`,
      )
  }
  return Buffer.concat(blocks).toString('utf8')
}
