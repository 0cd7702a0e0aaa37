/** The items of several objects, one object after the other: of a list, an inventory or a query's result. */
import type { Json } from '#base'
import type { ObjectBatch } from './item-batch.ts'
import type { ReadObject } from './object-items.ts'
import { openObject, type ObjectName, type ObjectPin, type PinnedObject } from './pinned-object.ts'
import type { S3 } from './s3-access.ts'

/** Objects in an order that stays, each with its place among them. */
export interface ObjectSeries {
  /** The objects behind that place, or all. */
  after(place?: Json): AsyncIterable<{ readonly name: ObjectName; readonly place: Json }>
  at(place: Json): ObjectName
}

interface SeriesPlace {
  /** The object that was being read. */
  readonly object: Json
  readonly pin: ObjectPin
  readonly next: Json
}

export interface SeriesReader {
  readonly s3: S3
  readonly series: ObjectSeries
  readonly read: ReadObject
}

export async function* seriesItems(reader: SeriesReader, from?: Json): AsyncGenerator<ObjectBatch> {
  const { s3, series } = reader
  const place = from as SeriesPlace | undefined
  if (place) {
    const object = await openObject(s3, series.at(place.object), place.pin)
    yield* batches(reader, { object, place: place.object }, place.next)
  }
  for await (const { name, place: next } of series.after(place?.object)) {
    yield* batches(reader, { object: await openObject(s3, name), place: next })
  }
}

async function* batches(
  reader: SeriesReader,
  at: { readonly object: PinnedObject; readonly place: Json },
  from?: Json,
): AsyncGenerator<ObjectBatch> {
  const { object } = at
  for await (const entries of reader.read(object, from)) {
    yield {
      entries,
      source: object.source,
      place: (next) => ({ object: at.place, pin: object.pin, next }) satisfies SeriesPlace as unknown as Json,
    }
  }
}
