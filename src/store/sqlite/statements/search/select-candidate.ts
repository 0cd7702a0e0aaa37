import type { DatabaseSync } from 'node:sqlite'

/** What the tests of a search look at, of one of a state machine's own executions. */
export function selectCandidate(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT id, machine_id AS machineId, status, started_at AS startedAt, stopped_at AS stoppedAt, name, error,
      error_hash AS errorHash, redrive_count AS redriveCount
    FROM executions WHERE id = ? AND map_run_id IS NULL`)
  return (id: number) => statement.get(id) as CandidateRow | undefined
}

export interface CandidateRow {
  readonly id: number
  readonly machineId: number
  /** Its number in `statuses`. */
  readonly status: number
  readonly startedAt: number
  readonly stoppedAt: number | null
  readonly name: string
  readonly error: string | null
  readonly errorHash: Uint8Array | null
  readonly redriveCount: number
}
