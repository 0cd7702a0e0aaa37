import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'
import type { ActivityRecord } from '../../../catalog-port.ts'
import { activityColumns } from './activity-columns.ts'

/** The activity that has a name. */
export function selectActivityByName(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT ${activityColumns} FROM activities WHERE account = ? AND region = ? AND name = ?`)
  return ({ account, region }: Namespace, name: string) =>
    statement.get(account, region, name) as ActivityRecord | undefined
}
