import type { DatabaseSync } from 'node:sqlite'

/** Notes that the executions of a state machine from an id on are indexed by all its fields; 0: all are. */
export function noteBackfill(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE search_fields SET backfill_before = CASE WHEN :before > 0 THEN min(backfill_before, :before) END
    WHERE machine_id = :machineId AND backfill_before IS NOT NULL`)
  return (machineId: number, before: number): void => void statement.run({ machineId, before })
}
