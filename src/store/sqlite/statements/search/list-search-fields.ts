import type { DatabaseSync } from 'node:sqlite'

/** The fields of one state machine or of all, by id. */
export function listSearchFields(database: DatabaseSync) {
  const all = database.prepare(`SELECT ${columns} FROM search_fields ORDER BY id`)
  const ofMachine = database.prepare(`SELECT ${columns} FROM search_fields WHERE machine_id = ? ORDER BY id`)
  return (machineId?: number) =>
    (machineId === undefined ? all.all() : ofMachine.all(machineId)) as unknown as readonly SearchFieldRow[]
}

const columns = `
  id, machine_id AS machineId, source, path, is_hashed AS isHashed, backfill_from AS backfillFrom,
  backfill_before AS backfillBefore, is_dropped AS isDropped`

export interface SearchFieldRow {
  readonly id: number
  readonly machineId: number
  readonly source: 'input' | 'output'
  readonly path: string
  readonly isHashed: number
  readonly backfillFrom: number
  readonly backfillBefore: number | null
  readonly isDropped: number
}
