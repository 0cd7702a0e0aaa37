/** The items of a text in a reader's format, which need no object store: what a test of a Map brings along. */
import { AslError, type Json, type Outcome } from '#base'
import type { ReaderConfig } from '#asl'
import { csvItems } from './csv-items.ts'
import type { DataObject } from './data-object.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { jsonlItems } from './jsonl-items.ts'

/** The formats of texts whose items are not those of a JSON document. */
export function isLineFormat({ inputType }: ReaderConfig): boolean {
  return inputType === 'CSV' || inputType === 'JSONL'
}

/** The rows of a CSV text as objects, or the documents of a JSONL text; the error that a Map Run would fail with. */
export async function textItems(text: string, config: ReaderConfig): Promise<Outcome<readonly Json[]>> {
  const object = textObject(Buffer.from(text))
  const pages = config.inputType === 'CSV' ? csvItems(object, config) : jsonlItems(object)
  try {
    const entries: Entry[] = []
    for await (const page of pages) entries.push(...page)
    return entries.map(({ value }) => value)
  } catch (error) {
    if (error instanceof MapDataFailure) return new AslError('States.ItemReaderFailed', error.message)
    throw error
  }
}

function textObject(bytes: Buffer): DataObject {
  return {
    address: 'mapItemReaderData',
    sizeBytes: bytes.length,
    async *bytes(from = 0) {
      yield bytes.subarray(from)
    },
    range: (start, end) => Promise.resolve(bytes.subarray(start, end)),
  }
}
