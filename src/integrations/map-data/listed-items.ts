/** What the action listObjectsV2 gives: the entries of the list, or the items in its objects (LOAD_AND_FLATTEN). */
import type { Json } from '#base'
import type { ObjectBatch } from './item-batch.ts'
import { objectReader } from './object-items.ts'
import { seriesItems, type ObjectSeries } from './object-series.ts'
import type { Dataset } from './port.ts'
import type { S3 } from './s3-access.ts'
import { listing, type Listing } from './s3-listing.ts'
import { expectedOwner } from './s3-parameters.ts'

/** About what the item of an entry takes besides its key. */
const entryBytes = 160

export function listedItems(s3: S3, dataset: Dataset, from?: Json): AsyncIterable<ObjectBatch> {
  const list = listing(s3, dataset.parameters)
  if (dataset.config.transformation !== 'LOAD_AND_FLATTEN') return entriesOf(list, from)
  const series = objectsOf(list, expectedOwner('ItemReader', dataset.parameters))
  return seriesItems({ s3, series, read: objectReader(dataset.config) }, from)
}

async function* entriesOf(list: Listing, from?: Json): AsyncGenerator<ObjectBatch> {
  for await (const objects of list.pages(from as string | undefined)) {
    const entries = objects.map(({ key, item }) => ({
      value: item,
      bytes: entryBytes + key.length,
      next: key,
    }))
    yield { entries, source: `S3://${list.bucket}`, place: (key) => key }
  }
}

function objectsOf(list: Listing, owner: { readonly ExpectedBucketOwner?: string }): ObjectSeries {
  const at = (key: Json) => ({ Bucket: list.bucket, Key: key as string, ...owner })
  return {
    at,
    async *after(place) {
      for await (const objects of list.pages(place as string | undefined)) {
        for (const { key, sizeBytes } of objects) {
          // What a console makes to show a folder holds no data.
          if (!(key.endsWith('/') && sizeBytes === 0)) yield { name: at(key), place: key }
        }
      }
    },
  }
}
