/**
 * Writes old texts anew under the present data keys, some rows at a time, table by table.
 *
 * Owns: the row of `rewrites`, and when the data keys that were replaced go.
 * Neighbours: `encryption/rewriting.ts` begins it, `encryption/sealed-tables.ts` says where texts lie.
 *
 * 1. What was written since the beginning is under present keys, so one walk over every table by its key is enough.
 * 2. Rows and the place behind them are one commit: it goes on after a crash.
 * 3. Old data keys are deleted in the commit of the last row.
 */
import { removeRemnants } from '../connection/remove-remnants.ts'
import { remnantsPhase, rewritingOf } from '../encryption/rewriting.ts'
import { sealedTables } from '../encryption/sealed-tables.ts'
import type { Rewriting } from '../../encryption-port.ts'
import { deleteLeftKeys } from '../statements/encryption/delete-left-keys.ts'
import { deleteRewrite } from '../statements/encryption/delete-rewrite.ts'
import { putRewrite, type RewriteRow } from '../statements/encryption/put-rewrite.ts'
import { selectRewrite } from '../statements/encryption/select-rewrite.ts'
import type { WriterContext } from './apply-group.ts'
import { openPayloadRewriting, payloadsPhase } from './rewrite-payloads.ts'
import { openTableRewriting, type RewrittenRows } from './rewrite-table.ts'

export type RewriteTable = (after: readonly number[] | undefined, rowsMax: number) => RewrittenRows

const nothing: Rewriting = { isThrough: true, rows: 0, hasRemnants: false }

export function openRewriting(context: WriterContext) {
  const { database, dataKeys } = context
  const select = selectRewrite(database)
  const put = putRewrite(database)
  const remove = deleteRewrite(database)
  const removeKeys = deleteLeftKeys(database)
  const phases = phasesOf(context)
  const names = [...phases.keys()]

  const next = (row: RewriteRow, rowsMax: number): RewriteRow => {
    const after = row.after === '' ? undefined : (JSON.parse(row.after) as readonly number[])
    const done = phases.get(row.phase)!(after, rowsMax)
    const rows = row.rows + done.rows
    if (!done.isLast) return { ...row, after: JSON.stringify(done.after), rows }
    return { ...row, phase: names[names.indexOf(row.phase) + 1] ?? remnantsPhase, after: '', rows }
  }

  return {
    /** Inside a transaction. */
    step(rowsMax: number): Rewriting {
      const before = select()
      if (before === undefined) return nothing
      if (before.phase === remnantsPhase) return rewritingOf(before)
      const row = next(before, rowsMax)
      if (row.phase === remnantsPhase) {
        removeKeys()
        dataKeys?.forget()
      }
      if (row.phase === remnantsPhase && row.fromPlain === 0) remove()
      else put(row)
      return rewritingOf(row)
    },

    /** Outside of a transaction. */
    removeRemnants(): void {
      if (select()?.phase !== remnantsPhase) return
      removeRemnants(database)
      remove()
    },
  }
}

function phasesOf(context: WriterContext): ReadonlyMap<string, RewriteTable> {
  const tables = sealedTables.map((table) => [table.table, openTableRewriting(context, table)] as const)
  return new Map([...tables, [payloadsPhase, openPayloadRewriting(context)]])
}
