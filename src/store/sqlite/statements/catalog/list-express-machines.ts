import type { DatabaseSync } from 'node:sqlite'

/** The ids of Express state machines: asked once, when the store was opened, so it has no index. */
export function listExpressMachines(database: DatabaseSync) {
  const statement = database.prepare(`SELECT m.id FROM machines m WHERE m.type = 'EXPRESS' ORDER BY m.id`)
  return (): readonly number[] =>
    (statement.all() as unknown as readonly { id: number }[]).map(({ id }) => id)
}
