/**
 * Map Runs: what a Distributed Map runs, and the executions that are its children.
 *
 * A million children lie beside a machine's own executions, so each kind has its index: listings of the one never walk
 * over the other.
 */
import type { DatabaseSync } from 'node:sqlite'

export function mapRuns(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  ALTER TABLE executions ADD COLUMN map_run_id INTEGER;
  ALTER TABLE executions ADD COLUMN item_count INTEGER;
  DROP INDEX executions_by_status;
  CREATE INDEX executions_by_status ON executions (machine_id, status, id) WHERE map_run_id IS NULL;
  CREATE INDEX executions_by_map_run ON executions (map_run_id, status, id) WHERE map_run_id IS NOT NULL;

  -- Counts of children and of their items, by the child's status. AUTOINCREMENT: children keep their run's id for ever.
  CREATE TABLE map_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, execution_id INTEGER NOT NULL, frame_id INTEGER NOT NULL, uuid TEXT NOT NULL,
    label TEXT NOT NULL, state_name TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0, started_at INTEGER NOT NULL,
    stopped_at INTEGER, max_concurrency INTEGER NOT NULL, tolerated_failure_count INTEGER NOT NULL,
    tolerated_failure_percentage REAL NOT NULL, progress TEXT NOT NULL DEFAULT '', results_written INTEGER NOT NULL DEFAULT 0,
    running INTEGER NOT NULL DEFAULT 0, succeeded INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
    timed_out INTEGER NOT NULL DEFAULT 0, aborted INTEGER NOT NULL DEFAULT 0,
    items_running INTEGER NOT NULL DEFAULT 0, items_succeeded INTEGER NOT NULL DEFAULT 0,
    items_failed INTEGER NOT NULL DEFAULT 0, items_timed_out INTEGER NOT NULL DEFAULT 0,
    items_aborted INTEGER NOT NULL DEFAULT 0,
    layout TEXT, body ANY NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX map_runs_by_uuid ON map_runs (uuid);
  CREATE INDEX map_runs_by_execution ON map_runs (execution_id, id);
  CREATE INDEX map_runs_open ON map_runs (id) WHERE status = 0;
`
