/** The items of one object, by its format. */
import type { Json } from '#base'
import type { DataObject } from './data-object.ts'
import { csvItems, type CsvConfig } from './csv-items.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { jsonItems } from './json-items.ts'
import { jsonlItems } from './jsonl-items.ts'
import type { Dataset } from './port.ts'

/** Reads one object, from its start or from a place that it gave. */
export type ReadObject = (object: DataObject, from?: Json) => AsyncIterable<readonly Entry[]>

/** The reader of a dataset's InputType; `formats` are those that may be read here. */
export function objectReader(
  config: Dataset['config'],
  formats: readonly ObjectFormat[] = ['CSV', 'JSON', 'JSONL', 'PARQUET'],
): ReadObject {
  const format = formats.find((known) => known === config.inputType)
  if (format === undefined) {
    const found =
      config.inputType === undefined ? 'has no InputType' : `has the InputType ${config.inputType}`
    throw new MapDataFailure(`The ReaderConfig ${found}; expected one of ${formats.join(', ')}`)
  }
  return readers[format](config)
}

export type ObjectFormat = 'CSV' | 'JSON' | 'JSONL' | 'PARQUET'

const readers: Readonly<Record<ObjectFormat, (config: CsvConfig & Dataset['config']) => ReadObject>> = {
  CSV: (config) => (object, from) => csvItems(object, config, from),
  JSON: (config) => (object, from) => jsonItems(object, config.itemsPointer, from),
  JSONL: () => jsonlItems,
  PARQUET: () => readParquet,
}

// Loaded when it is first needed: the library is large and few datasets are of its format.
async function* readParquet(object: DataObject, from?: Json): AsyncGenerator<readonly Entry[]> {
  const { parquetItems } = await import('./parquet-items.ts')
  yield* parquetItems(object, from)
}
