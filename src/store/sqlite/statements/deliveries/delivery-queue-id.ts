import type { DatabaseSync } from 'node:sqlite'

/** The number of a queue, which is put where it is not there yet. */
export function deliveryQueueId(database: DatabaseSync) {
  const find = database.prepare(`SELECT id FROM delivery_queues WHERE name = ?`)
  const insert = database.prepare(`INSERT INTO delivery_queues (name) VALUES (?)`)
  return (name: string): number => {
    const found = find.get(name) as { readonly id: number } | undefined
    return found?.id ?? Number(insert.run(name).lastInsertRowid)
  }
}
