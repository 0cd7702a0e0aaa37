/** The beginning of the rewriting of old texts; `writer/reseal.ts` goes on with it. */
import type { DatabaseSync } from 'node:sqlite'
import type { Rewriting } from '../../encryption-port.ts'
import { putRewrite, type RewriteRow } from '../statements/encryption/put-rewrite.ts'
import { retireDataKeys } from '../statements/encryption/retire-data-keys.ts'
import { selectRewrite } from '../statements/encryption/select-rewrite.ts'
import { sealedTables } from './sealed-tables.ts'

/** After the tables: what the log and free pages still hold. */
export const remnantsPhase = 'remnants'

/**
 * All texts that there are will be rewritten under new data keys. One that is under way begins again, and stays one from
 * plain texts if it was. Inside a transaction.
 */
export function beginRewriting(database: DatabaseSync, { fromPlain }: { readonly fromPlain: boolean }): void {
  retireDataKeys(database)()
  const before = selectRewrite(database)()
  const isFromPlain = fromPlain || before?.fromPlain === 1
  putRewrite(database)({
    fromPlain: isFromPlain ? 1 : 0,
    phase: sealedTables[0]!.table,
    after: '',
    rows: 0,
  })
}

/** How far it has come. */
export function rewritingOf({ phase, rows, fromPlain }: RewriteRow): Rewriting {
  return { isThrough: phase === remnantsPhase, rows, hasRemnants: fromPlain === 1 }
}
