import type { DatabaseSync } from 'node:sqlite'
import type { ActivityRecord } from '../../../catalog-port.ts'
import { activityColumns } from './activity-columns.ts'

/** An activity by its id. */
export function selectActivityById(database: DatabaseSync) {
  const statement = database.prepare(`SELECT ${activityColumns} FROM activities WHERE id = ?`)
  return (id: number) => statement.get(id) as ActivityRecord | undefined
}
