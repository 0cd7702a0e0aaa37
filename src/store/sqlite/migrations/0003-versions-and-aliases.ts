/**
 * Versions and aliases of state machines, and which of them an execution was started by.
 *
 * An execution keeps the alias's name, not the alias: it outlives the alias, as on AWS. Most executions have neither
 * version nor alias, so the indexes for listings by them hold only those that do.
 */
import type { DatabaseSync } from 'node:sqlite'

export function versionsAndAliases(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  -- The highest number ever given to a version (0: none), and how the creation asked for one, as JSON text.
  ALTER TABLE machines ADD COLUMN last_version INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE machines ADD COLUMN created_publishing TEXT;

  CREATE TABLE versions (
    machine_id INTEGER NOT NULL, number INTEGER NOT NULL, revision INTEGER NOT NULL, created_at INTEGER NOT NULL,
    description TEXT, PRIMARY KEY (machine_id, number)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX versions_by_revision ON versions (revision);

  -- One route or two; the columns of the second are null, or none is.
  CREATE TABLE aliases (
    id INTEGER PRIMARY KEY AUTOINCREMENT, machine_id INTEGER NOT NULL, name TEXT NOT NULL, description TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL, weight INTEGER NOT NULL,
    second_version INTEGER, second_weight INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX aliases_by_name ON aliases (machine_id, name);
  CREATE INDEX aliases_by_machine ON aliases (machine_id, id);

  ALTER TABLE executions ADD COLUMN version INTEGER;
  ALTER TABLE executions ADD COLUMN alias TEXT;
  CREATE INDEX executions_by_version ON executions (machine_id, version, status, id) WHERE version IS NOT NULL;
  CREATE INDEX executions_by_alias ON executions (machine_id, alias, status, id) WHERE alias IS NOT NULL;
`
