/**
 * The items of a CSV object: one for each row, an object of texts by the headers.
 *
 * As AWS reads it: a missing cell is "", a cell beyond the headers is ignored, a line without a character is no row.
 */
import { setMember, type Json } from '#base'
import type { ReaderConfig } from '#asl'
import type { DataObject } from './data-object.ts'
import { cellText } from './csv-backslashes.ts'
import { csvRows, type CsvRow } from './csv-rows.ts'
import { MapDataFailure } from './failure.ts'
import type { Entry } from './item-batch.ts'
import { textBlocks } from './text-blocks.ts'

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' } as const

interface CsvPlace {
  /** The offset of the next row. */
  readonly byte: number
  /** Rows before it, the headers among them. */
  readonly row: number
}

export type CsvConfig = Pick<ReaderConfig, 'csvHeaderLocation' | 'csvHeaders' | 'csvDelimiter'>

export async function* csvItems(
  object: DataObject,
  config: CsvConfig,
  from?: Json,
): AsyncGenerator<readonly Entry[]> {
  const delimiter = delimiters[config.csvDelimiter ?? 'COMMA']
  const { headers, first } = await headersOf(object, config, delimiter)
  let { byte, row } = (from as CsvPlace | undefined) ?? first
  const blocks = textBlocks(object, byte)
  for await (const rows of csvRows({ blocks, delimiter, address: object.address, rowsBefore: row })) {
    yield rows.map(({ cells, end }) => {
      const entry = {
        value: itemOf(headers, cells, delimiter),
        bytes: end - byte,
        next: { byte: end, row: row + 1 },
      }
      byte = end
      row++
      return entry
    })
  }
}

async function headersOf(
  object: DataObject,
  config: CsvConfig,
  delimiter: string,
): Promise<{ readonly headers: readonly string[]; readonly first: CsvPlace }> {
  if (config.csvHeaderLocation === 'GIVEN') {
    return { headers: distinct(config.csvHeaders ?? []), first: { byte: 0, row: 0 } }
  }
  const row = await firstRow(object, delimiter)
  // Behind an object without a single row there is nothing.
  if (!row) return { headers: [], first: { byte: 0, row: 0 } }
  const headers = distinct(row.cells.map((cell) => cellText(cell, delimiter)))
  return { headers, first: { byte: row.end, row: 1 } }
}

async function firstRow(object: DataObject, delimiter: string): Promise<CsvRow | undefined> {
  const source = { blocks: textBlocks(object), delimiter, address: object.address, rowsBefore: 0 }
  for await (const [row] of csvRows(source)) return row
  return undefined
}

function distinct(headers: readonly string[]): readonly string[] {
  if (new Set(headers).size === headers.length) return headers
  // AWS's words, recorded.
  throw new MapDataFailure('CSV headers cannot contain duplicates.')
}

function itemOf(headers: readonly string[], cells: readonly string[], delimiter: string): Json {
  const item: Record<string, Json> = {}
  for (let i = 0; i < headers.length; i++) {
    const cell = cells[i]
    setMember(item, headers[i]!, cell === undefined ? '' : cellText(cell, delimiter))
  }
  return item
}
