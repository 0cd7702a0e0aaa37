/**
 * The first layout (design §5).
 *
 * Columns of type ANY that hold texts contain TEXT (plain), a BLOB (a codec's byte and its bytes, `codec.ts`) or,
 * in `executions`, a number (the id of a shared payload). `layout` and `body` make a record (`record.ts`).
 */
import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'

export function firstLayout(database: DatabaseSync): void {
  database.exec(layout)
  const meta = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
  // The secret signs tokens; the key makes the hashes of payloads. Both go with the store into its backups.
  meta.run('secret', randomBytes(32))
  meta.run('payloadKey', randomBytes(32))
}

const layout = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;

  -- The unit of ownership. One process owns all of them here, so opening the store takes them all at once.
  CREATE TABLE partitions (partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL) STRICT;
  CREATE INDEX partitions_by_epoch ON partitions (epoch);

  -- How many executions have each status, and the highest ids ever given.
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tags (resource_arn TEXT PRIMARY KEY, tags TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE machines (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
    status TEXT NOT NULL, created_at INTEGER NOT NULL, revision INTEGER NOT NULL, deleted_at INTEGER
  ) STRICT;
  -- The name of a deleted machine is free, while its executions still lead to its row.
  CREATE UNIQUE INDEX machines_by_name ON machines (account, region, name) WHERE deleted_at IS NULL;

  CREATE TABLE revisions (
    number INTEGER PRIMARY KEY, machine_id INTEGER NOT NULL, revision_id TEXT, role_arn TEXT NOT NULL,
    updated_at INTEGER NOT NULL, configuration TEXT NOT NULL, definition ANY NOT NULL
  ) STRICT;
  CREATE INDEX revisions_by_machine ON revisions (machine_id);

  CREATE TABLE activities (
    id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    created_at INTEGER NOT NULL, configuration TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX activities_by_name ON activities (account, region, name);

  -- What listings need stands first, so that they never touch the pages of a long input.
  CREATE TABLE executions (
    id INTEGER PRIMARY KEY, machine_id INTEGER NOT NULL, revision INTEGER NOT NULL, partition INTEGER NOT NULL,
    status INTEGER NOT NULL, started_at INTEGER NOT NULL, stopped_at INTEGER, name TEXT NOT NULL,
    error TEXT, trace_header TEXT, input ANY NOT NULL, output ANY, cause ANY
  ) STRICT;
  CREATE UNIQUE INDEX executions_by_name ON executions (machine_id, name);
  CREATE INDEX executions_by_status ON executions (machine_id, status, id);
  CREATE INDEX executions_by_stop ON executions (stopped_at) WHERE stopped_at IS NOT NULL;

  -- Appended by increasing key, whatever execution the events belong to: clustered by execution it is three times slower.
  CREATE TABLE history (
    key INTEGER PRIMARY KEY, execution_id INTEGER NOT NULL, first_event_id INTEGER NOT NULL,
    last_event_id INTEGER NOT NULL, layout TEXT, body ANY NOT NULL
  ) STRICT;
  CREATE INDEX history_by_execution ON history (execution_id, first_event_id);

  CREATE TABLE frames (
    execution_id INTEGER NOT NULL, frame_id INTEGER NOT NULL, due_at INTEGER, pending INTEGER,
    queued_activity_id INTEGER, queued_at INTEGER, layout TEXT, body ANY NOT NULL,
    PRIMARY KEY (execution_id, frame_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX frames_by_due ON frames (due_at, execution_id, frame_id) WHERE due_at IS NOT NULL;
  CREATE INDEX frames_pending ON frames (execution_id, frame_id) WHERE pending IS NOT NULL;
  CREATE INDEX frames_queued ON frames (queued_activity_id, queued_at, execution_id, frame_id)
    WHERE queued_at IS NOT NULL;

  -- A frame's visit apart from its progress, so that a change of progress never writes it again (invariant 4).
  CREATE TABLE visits (
    execution_id INTEGER NOT NULL, frame_id INTEGER NOT NULL, layout TEXT, body ANY NOT NULL,
    PRIMARY KEY (execution_id, frame_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE items (
    execution_id INTEGER NOT NULL, frame_id INTEGER NOT NULL, chunk INTEGER NOT NULL, layout TEXT, body ANY NOT NULL,
    PRIMARY KEY (execution_id, frame_id, chunk)
  ) STRICT, WITHOUT ROWID;

  -- AUTOINCREMENT: a sequence that was consumed never stands for another message.
  CREATE TABLE inbox (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL, key TEXT NOT NULL,
    execution_id INTEGER NOT NULL, layout TEXT, body ANY NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX inbox_by_key ON inbox (partition, key);
  CREATE INDEX inbox_by_execution ON inbox (execution_id);

  -- Large payloads, once per account. The count is apart from the content, which is never written again.
  CREATE TABLE payloads (id INTEGER PRIMARY KEY, hash BLOB NOT NULL, reference_count INTEGER NOT NULL) STRICT;
  CREATE UNIQUE INDEX payloads_by_hash ON payloads (hash);
  CREATE TABLE payload_contents (payload_id INTEGER PRIMARY KEY, content ANY NOT NULL) STRICT;

  INSERT INTO counters (name, value) VALUES
    ('RUNNING', 0), ('SUCCEEDED', 0), ('FAILED', 0), ('TIMED_OUT', 0), ('ABORTED', 0),
    ('executionId', 0), ('machineId', 0), ('revision', 0), ('activityId', 0);
  WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 255)
  INSERT INTO partitions (partition, epoch) SELECT n, 0 FROM numbers;
`
