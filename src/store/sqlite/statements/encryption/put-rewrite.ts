import type { DatabaseSync } from 'node:sqlite'

/** How far the rewriting of old texts has come. */
export interface RewriteRow {
  /** 1 where plain texts were in the store before: their remnants go last. */
  readonly fromPlain: number
  /** A table's name, or what is left to do after the last one. */
  readonly phase: string
  /** The last key that is done of this table, as a JSON list; empty before the first. */
  readonly after: string
  /** How many rows were looked at. */
  readonly rows: number
}

/** Writes how far the rewriting has come. */
export function putRewrite(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT OR REPLACE INTO rewrites (id, from_plain, phase, after, rows) VALUES (1, ?, ?, ?, ?)`)
  return ({ fromPlain, phase, after, rows }: RewriteRow): void =>
    void statement.run(fromPlain, phase, after, rows)
}
