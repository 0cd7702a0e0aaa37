/** Writes the texts of one table anew, and the shared payloads that its rows name. */
import type { SQLInputValue } from 'node:sqlite'
import type { Stored } from '../codec.ts'
import { accountOf, type Scope } from '../encryption/scope.ts'
import type { SealedTable } from '../encryption/sealed-tables.ts'
import { sharedIn } from '../record.ts'
import type { WriterContext } from './apply-group.ts'
import type { RewriteTable } from './rewrite.ts'
import { rewriteStatements, type OldRow } from '../statements/encryption/rewrite-statements.ts'

export interface RewrittenRows {
  /** How many rows were looked at. */
  readonly rows: number
  /** The key of the last of them. */
  readonly after: readonly number[]
  readonly isLast: boolean
}

/** A batch is no longer than this, in characters or bytes: a pause of some ten milliseconds for commits. */
const batchLengthMax = 1024 * 1024

export function openTableRewriting(context: WriterContext, table: SealedTable): RewriteTable {
  const statements = rewriteStatements(context.database, table)
  const write = openRowWriting(context, table)
  return (after, rowsMax) => {
    // Read to the end before anything is written: a statement that is under way may see what is written.
    const batch: OldRow[] = []
    let length = 0
    for (const row of statements.select(after, rowsMax)) {
      batch.push(row)
      length += lengthOf(row)
      if (length >= batchLengthMax) break
    }
    for (const row of batch) write(row, statements.update)
    const isLast = batch.length < rowsMax && length < batchLengthMax
    return { rows: batch.length, after: batch.at(-1)?.key ?? [], isLast }
  }
}

function lengthOf({ texts }: OldRow): number {
  return texts.reduce<number>((sum, text) => sum + (isText(text) ? text.length : 0), 0)
}

/** Else it is null, or the number of a shared payload. */
function isText(value: OldRow['texts'][number]): value is Stored {
  return value !== null && typeof value !== 'number'
}

type Update = (key: readonly number[], columns: readonly SQLInputValue[]) => void

function openRowWriting(context: WriterContext, table: SealedTable) {
  const { codec, payloads } = context
  const scopeOfRow = openRowScopes(context, table)
  return (row: OldRow, update: Update): void => {
    const scope = scopeOfRow(row)
    const named = table.texts.some(({ names }) => names === 'payload') ? row.texts : sharedIn(row.layout)
    for (const payload of named) if (typeof payload === 'number') payloads.rewrite(payload, scope)
    const isOld = row.texts.some((text) => isText(text) && !codec.isUpToDate(text))
    if (isOld) update(row.key, newColumns(context, table, { row, scope }))
  }
}

function newColumns(
  { codec, hashText }: WriterContext,
  table: SealedTable,
  { row, scope }: { readonly row: OldRow; readonly scope: Scope },
): readonly SQLInputValue[] {
  return table.texts.flatMap(({ kind, hash }, i): SQLInputValue[] => {
    const old = row.texts[i] ?? null
    if (!isText(old)) return hash ? [old, null] : [old]
    const text = codec.decode(old, kind, row.boundTo)
    const sealed = codec.encodeIn(scope, text, { kind, owner: row.boundTo })
    return hash ? [sealed, hashText(accountOf(scope), text)] : [sealed]
  })
}

/** The scope that a row's texts have now. */
function openRowScopes({ scopes }: WriterContext, { owner }: SealedTable): (row: OldRow) => Scope {
  if ('execution' in owner) return (row) => scopes.toSealFor(row.owner as number)
  if ('machine' in owner) return (row) => scopes.ofRevision(row.owner as number, row.boundTo)
  return (row) => row.owner as string
}
