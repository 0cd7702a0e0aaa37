import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Stored } from '../../codec.ts'
import type { SealedTable } from '../../encryption/sealed-tables.ts'

/** A row with texts, as it lies. */
export interface OldRow {
  readonly key: readonly number[]
  readonly owner: number | string
  readonly boundTo: number
  readonly layout: string | null
  /** In the order of the table's texts; a number is the id of a shared payload. */
  readonly texts: readonly (Stored | number | null)[]
}

/** Reads the rows of one table in the order of its key, and writes their texts. */
export function rewriteStatements(database: DatabaseSync, table: SealedTable) {
  const select = database.prepare(selectSql(table))
  const fromBeginning = table.key.map(() => -1)
  const update = database.prepare(updateSql(table))
  select.setReturnArrays(true)
  return {
    *select(after: readonly number[] = fromBeginning, limit: number): Iterable<OldRow> {
      for (const row of select.iterate(...after, limit)) yield toRow(row as unknown as SQLInputValue[], table)
    },
    update(key: readonly number[], texts: readonly SQLInputValue[]): void {
      update.run(...texts, ...key)
    },
  }
}

function toRow(columns: readonly SQLInputValue[], table: SealedTable): OldRow {
  const keys = table.key.length
  const [owner, boundTo, layout, ...texts] = columns.slice(keys)
  return {
    key: columns.slice(0, keys) as number[],
    owner: owner as number | string,
    boundTo: boundTo as number,
    layout: layout as string | null,
    texts: texts as OldRow['texts'],
  }
}

function selectSql({ table, key, owner, boundTo, texts }: SealedTable): string {
  const [ownerColumn] = Object.values(owner) as [string]
  const bound = boundTo ?? ('execution' in owner ? ownerColumn : '0')
  const layout = texts.some(({ names }) => names === 'layout') ? 'layout' : 'NULL'
  const columns = texts.map(({ column, plain }) =>
    plain ? `coalesce(${column}, nullif(${plain.column}, ${plain.empty}))` : column,
  )
  return `
    SELECT ${[...key, ownerColumn, bound, layout, ...columns].join(', ')} FROM ${table}
    WHERE (${key.join(', ')}) > (${key.map(() => '?').join(', ')}) ORDER BY ${key.join(', ')} LIMIT ?`
}

function updateSql({ table, key, texts }: SealedTable): string {
  const sets = texts.flatMap(({ column, plain, hash }) => [
    `${column} = ?`,
    ...(hash ? [`${hash} = ?`] : []),
    ...(plain ? [`${plain.column} = ${plain.empty}`] : []),
  ])
  return `UPDATE ${table} SET ${sets.join(', ')} WHERE ${key.map((column) => `${column} = ?`).join(' AND ')}`
}
