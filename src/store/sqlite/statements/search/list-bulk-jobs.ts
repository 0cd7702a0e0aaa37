import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'

/** Jobs: one, those of a namespace (the newest first), and those that are under way. */
export function listBulkJobs(database: DatabaseSync) {
  const one = database.prepare(`SELECT ${columns} FROM bulk_jobs WHERE id = ?`)
  const all = database.prepare(`
    SELECT ${columns} FROM bulk_jobs WHERE account = ? AND region = ? AND id < ? ORDER BY id DESC LIMIT ?`)
  const open = database.prepare(
    `SELECT ${columns} FROM bulk_jobs WHERE ended_at IS NULL AND id >= '' ORDER BY id`,
  )
  return {
    one: (id: string) => one.get(id) as BulkJobRow | undefined,
    all: ({ account, region }: Namespace, page: { readonly before: string; readonly limit: number }) =>
      all.all(account, region, page.before, page.limit) as unknown as readonly BulkJobRow[],
    open: () => open.all() as unknown as readonly BulkJobRow[],
  }
}

const columns = `id, account, region, created_at AS createdAt, ended_at AS endedAt, body`

export interface BulkJobRow {
  readonly id: string
  readonly account: string
  readonly region: string
  readonly createdAt: number
  readonly endedAt: number | null
  readonly body: string
}
