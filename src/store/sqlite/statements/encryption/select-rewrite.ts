import type { DatabaseSync } from 'node:sqlite'
import type { RewriteRow } from './put-rewrite.ts'

/** How far the rewriting has come; undefined where there is nothing to rewrite. */
export function selectRewrite(database: DatabaseSync) {
  const statement = database.prepare(
    `SELECT from_plain AS fromPlain, phase, after, rows FROM rewrites WHERE id = 1`,
  )
  return () => statement.get() as RewriteRow | undefined
}
