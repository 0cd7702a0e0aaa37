/** All of a version, in the port's words. */
export const versionColumns =
  'machine_id AS machineId, number, revision, created_at AS createdAt, description'

export interface VersionRow {
  readonly machineId: number
  readonly number: number
  readonly revision: number
  readonly createdAt: number
  readonly description: string | null
}
