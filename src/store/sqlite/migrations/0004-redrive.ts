/**
 * Redrive: how often an execution and a Map Run were redriven, when it was last, and the tokens of the last requests.
 *
 * What was redriven is rare, so listings of it have small indexes of their own.
 */
import type { DatabaseSync } from 'node:sqlite'

export function redrive(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  ALTER TABLE executions ADD COLUMN redrive_count INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE executions ADD COLUMN redriven_at INTEGER;
  ALTER TABLE executions ADD COLUMN redrive_tokens TEXT;
  CREATE INDEX executions_redriven ON executions (machine_id, id) WHERE redrive_count > 0 AND map_run_id IS NULL;
  CREATE INDEX children_redriven ON executions (map_run_id, id) WHERE redrive_count > 0 AND map_run_id IS NOT NULL;
  ALTER TABLE map_runs ADD COLUMN redrive_count INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE map_runs ADD COLUMN redriven_at INTEGER;
`
