/**
 * The items of a Parquet object: one for each row, an object by the columns.
 *
 * It is read in windows of rows: decoded rows take many times the bytes that they have in the file. What was fetched of
 * a row group is kept for its next window, up to a limit; beyond that it is fetched again, only the window's pages where
 * the file has an offset index.
 */
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { Json } from '#base'
import type { DataObject } from './data-object.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { parquetItem, parquetParsers } from './parquet-values.ts'

interface ParquetPlace {
  /** The next row. */
  readonly row: number
}

const mebibyte = 1024 * 1024
const windowBytes = 16 * mebibyte
/** Decoding a window does not yield to the event loop: so many rows take some 20 ms, beside the unpacking of pages. */
const windowRows = 8192
const keptBytesMax = 32 * mebibyte
/** AWS's limits for Parquet, which keep the memory of a window bounded. */
const rowGroupBytesMax = 256 * mebibyte
const footerBytesMax = 5 * mebibyte

export async function* parquetItems(object: DataObject, from?: Json): AsyncGenerator<readonly Entry[]> {
  const file = new ParquetFile(object)
  const metadata = await decoded(object, 'its footer', () => readFooter(object, file))
  const start = (from as ParquetPlace | undefined)?.row ?? 0
  for (const window of windows(metadata, start)) {
    const { rowStart, rowEnd, bytesPerRow } = window
    if (window.groupBytes > rowGroupBytesMax) {
      throw new MapDataFailure(
        `${object.address}: the row group with row ${rowStart} has ${window.groupBytes} bytes, and ${rowGroupBytesMax} are the most; ` +
          'write the file with smaller row groups',
      )
    }
    const rows = await decoded(object, `rows ${rowStart} to ${rowEnd - 1}`, () =>
      parquetReadObjects({
        file,
        metadata,
        rowStart,
        rowEnd,
        compressors,
        parsers: parquetParsers,
        useOffsetIndex: true,
      }),
    )
    if (window.isLastOfGroup) file.forget()
    yield rows.map((row, i) => ({
      value: parquetItem(row as Record<string, unknown>, metadata),
      bytes: bytesPerRow,
      next: { row: rowStart + i + 1 },
    }))
  }
}

/** The object as the library reads it; what is fetched is kept until `forget`. */
class ParquetFile implements AsyncBuffer {
  readonly byteLength: number
  readonly #object: DataObject
  readonly #kept = new Map<string, ArrayBuffer>()
  #keptBytes = 0

  constructor(object: DataObject) {
    this.#object = object
    this.byteLength = object.sizeBytes
  }

  async slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    const from = start < 0 ? this.byteLength + start : start
    const range = `${from}-${end}`
    const kept = this.#kept.get(range)
    if (kept) return kept
    // A copy of its own: the library makes views on the whole buffer.
    const bytes = new Uint8Array(await this.#object.range(from, end)).buffer
    if (this.#keptBytes + bytes.byteLength <= keptBytesMax) {
      this.#kept.set(range, bytes)
      this.#keptBytes += bytes.byteLength
    }
    return bytes
  }

  forget(): void {
    this.#kept.clear()
    this.#keptBytes = 0
  }
}

async function readFooter(object: DataObject, file: AsyncBuffer): Promise<FileMetaData> {
  const { sizeBytes } = object
  if (sizeBytes < 12)
    throw new MapDataFailure(`${object.address} is not a Parquet file: it has ${sizeBytes} bytes`)
  const tail = Buffer.from(await file.slice(sizeBytes - 8, sizeBytes))
  if (tail.toString('latin1', 4) !== 'PAR1')
    throw new MapDataFailure(`${object.address} is not a Parquet file: it does not end with 'PAR1'`)
  const footerBytes = tail.readUInt32LE(0)
  if (footerBytes > footerBytesMax)
    throw new MapDataFailure(
      `${object.address}: its footer has ${footerBytes} bytes, and ${footerBytesMax} are the most; write the file with fewer row groups`,
    )
  return parquetMetadataAsync(file, { initialFetchSize: footerBytes + 8 })
}

interface Window {
  readonly rowStart: number
  readonly rowEnd: number
  readonly bytesPerRow: number
  readonly groupBytes: number
  readonly isLastOfGroup: boolean
}

function* windows(metadata: FileMetaData, start: number): Generator<Window> {
  let groupStart = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const groupEnd = groupStart + rows
    const groupBytes = Number(group.total_byte_size)
    const bytesPerRow = Math.ceil(groupBytes / Math.max(rows, 1))
    const size = Math.min(windowRows, Math.max(1, Math.floor(windowBytes / Math.max(bytesPerRow, 1))))
    for (let row = Math.max(start, groupStart); row < groupEnd; row += size) {
      const rowEnd = Math.min(row + size, groupEnd)
      yield { rowStart: row, rowEnd, bytesPerRow, groupBytes, isLastOfGroup: rowEnd === groupEnd }
    }
    groupStart = groupEnd
  }
}

/** What the library throws is about the file, but for what came from S3. */
async function decoded<T>(object: DataObject, what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof MapDataFailure) throw thrown
    throw new MapDataFailure(
      `${object.address}: ${what} could not be read as Parquet: ${(thrown as Error).message}`,
    )
  }
}
