/** The rows of a CSV text in AWS's dialect, each with the offset behind it. */
import { CsvError, parse } from 'csv-parse'
import { CsvBackslashes } from './csv-backslashes.ts'
import { MapDataFailure } from './failure.ts'
import type { TextBlock } from './text-blocks.ts'

export interface CsvRow {
  /** As Latin-1; `cellText` makes texts of them. */
  readonly cells: readonly string[]
  /** The offset of the next row. */
  readonly end: number
}

export interface CsvSource {
  readonly blocks: AsyncIterable<TextBlock>
  readonly delimiter: string
  /** For messages. */
  readonly address: string
  /** Rows before these, for messages. */
  readonly rowsBefore: number
}

/** So much is parsed at a time: the rows of one slice are in memory together. */
const sliceBytes = 64 * 1024

/** The longest row; a quote that is never closed ends here. */
export const csvRowBytesMax = 16 * 1024 * 1024

export async function* csvRows(source: CsvSource): AsyncGenerator<readonly CsvRow[]> {
  const parser = new CsvParser(source)
  try {
    for await (const { at, bytes } of source.blocks) {
      parser.startsAt(at)
      for (let from = 0; from < bytes.length; from += sliceBytes) {
        const rows = await parser.parse(bytes.subarray(from, from + sliceBytes))
        if (rows.length > 0) yield rows
      }
    }
    const last = await parser.end()
    if (last.length > 0) yield last
  } catch (thrown) {
    // MaxItems may end before what is broken.
    const before = parser.take()
    if (before.length > 0) yield before
    throw thrown
  } finally {
    parser.close()
  }
}

class CsvParser {
  readonly #source: CsvSource
  readonly #backslashes: CsvBackslashes
  readonly #parser: ReturnType<typeof parse>
  #rows: CsvRow[] = []
  #rowsGiven = 0
  #start: number | undefined

  constructor(source: CsvSource) {
    this.#source = source
    this.#backslashes = new CsvBackslashes(source.delimiter)
    this.#parser = parse({
      delimiter: source.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      encoding: 'latin1',
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: csvRowBytesMax,
      on_record: (cells: string[], { bytes }) => {
        this.#rows.push({ cells, end: this.#start! + bytes })
        return null
      },
    })
    // Failures are told by the callbacks of write and end as well; nothing is read from the stream itself.
    this.#parser.on('error', () => {})
    this.#parser.resume()
  }

  /** The offset of the first byte; later calls change nothing. */
  startsAt(offset: number): void {
    this.#start ??= offset
  }

  parse(bytes: Buffer): Promise<readonly CsvRow[]> {
    return this.#taken((done) => this.#parser.write(this.#backslashes.shield(bytes), done))
  }

  end(): Promise<readonly CsvRow[]> {
    return this.#taken((done) => this.#parser.end(done))
  }

  /** The rows that were parsed and not taken yet. */
  take(): readonly CsvRow[] {
    const rows = this.#rows
    this.#rowsGiven += rows.length
    this.#rows = []
    return rows
  }

  close(): void {
    this.#parser.destroy()
  }

  #taken(act: (done: (error?: Error | null) => void) => void): Promise<readonly CsvRow[]> {
    return new Promise((resolve, reject) => {
      act((error) => {
        if (error) reject(this.#failure(error))
        else resolve(this.take())
      })
    })
  }

  #failure(error: Error): Error {
    if (!(error instanceof CsvError)) return error
    const row = this.#source.rowsBefore + this.#rowsGiven + this.#rows.length + 1
    const found =
      error.code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'a quoted field is not closed before the end of the file'
        : error.code === 'CSV_MAX_RECORD_SIZE'
          ? `it is longer than ${csvRowBytesMax} bytes; a quoted field may lack its closing quote`
          : error.message
    return new MapDataFailure(`${this.#source.address}, row ${row}: ${found}`)
  }
}
