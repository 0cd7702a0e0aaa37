import type { DatabaseSync } from 'node:sqlite'
import type { ActivityRecord, NameQuery } from '../../../catalog-port.ts'
import { activityColumns } from './activity-columns.ts'

/** A page of a namespace's activities, by name. */
export function listActivities(database: DatabaseSync) {
  const statement = database.prepare(listActivitiesSql)
  return ({ account, region, after = '', limit }: NameQuery) =>
    statement.all(account, region, after, limit) as unknown as readonly ActivityRecord[]
}

export const listActivitiesSql = `
  SELECT ${activityColumns} FROM activities
  WHERE account = ? AND region = ? AND name > ? ORDER BY name LIMIT ?`
