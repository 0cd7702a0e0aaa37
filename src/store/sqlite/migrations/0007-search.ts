/**
 * Searching: where executions lie by their start, by their error, and by declared fields of their inputs and outputs.
 *
 * `start_blocks` has the earliest and the latest start of 1024 ids each: a range of times becomes a range of ids, although a
 * clock may be set back. It costs one row a transaction, where an index by start costs an entry an execution.
 *
 * `search_values` lies by execution, so new values are appended, an execution's are next to each other and go with it;
 * its index by value is what is searched. A value is a REAL or INTEGER, a TEXT, or a BLOB: one byte for false, true and
 * null, 32 for a keyed hash.
 */
import type { DatabaseSync } from 'node:sqlite'

export function search(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  CREATE TABLE start_blocks (block INTEGER PRIMARY KEY, earliest INTEGER NOT NULL, latest INTEGER NOT NULL) STRICT;
  INSERT INTO start_blocks (block, earliest, latest)
    SELECT id >> 10, min(started_at), max(started_at) FROM executions GROUP BY id >> 10;
  CREATE INDEX start_blocks_by_latest ON start_blocks (latest);
  CREATE INDEX start_blocks_by_earliest ON start_blocks (earliest);

  -- Only what has failed pays for these.
  ALTER TABLE executions ADD COLUMN error_hash BLOB;
  CREATE INDEX executions_by_error ON executions (machine_id, error, id)
    WHERE error IS NOT NULL AND map_run_id IS NULL;
  CREATE INDEX executions_by_error_hash ON executions (machine_id, error_hash, id)
    WHERE error_hash IS NOT NULL AND map_run_id IS NULL;

  -- AUTOINCREMENT: the values of a field that is gone are never another one's.
  CREATE TABLE search_fields (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine_id INTEGER NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL,
    is_hashed INTEGER NOT NULL, backfill_from INTEGER NOT NULL, backfill_before INTEGER, is_dropped INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX search_fields_by_machine ON search_fields (machine_id);
  CREATE TABLE search_values (
    execution_id INTEGER NOT NULL, field_id INTEGER NOT NULL, value ANY NOT NULL, PRIMARY KEY (execution_id, field_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX search_values_by_value ON search_values (field_id, value, execution_id);

  -- Up to which row of the history executions are indexed: one row.
  CREATE TABLE search_progress (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL) STRICT;
  INSERT INTO search_progress (id, position) VALUES (1, 0);

  CREATE TABLE bulk_jobs (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX bulk_jobs_by_account ON bulk_jobs (account, region, id);
  CREATE INDEX bulk_jobs_open ON bulk_jobs (id) WHERE ended_at IS NULL;
  CREATE INDEX bulk_jobs_by_end ON bulk_jobs (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE saved_views (
    account TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (account, id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX saved_views_by_name ON saved_views (account, name);
`
