/**
 * Who let an execution begin at a chosen state, and drafts of definitions.
 *
 * An intervention names the execution that it went by as a text, for that may be deleted before its forks are.
 */
import type { DatabaseSync } from 'node:sqlite'

export function forksAndDrafts(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  -- event_id is 1 for a fork, else the event of a redrive; edited is a JSON list of names.
  CREATE TABLE interventions (
    execution_id INTEGER NOT NULL, event_id INTEGER NOT NULL, at INTEGER NOT NULL, principal TEXT NOT NULL,
    state_name TEXT NOT NULL, source_arn TEXT NOT NULL, source_event_id INTEGER NOT NULL, edited TEXT NOT NULL,
    PRIMARY KEY (execution_id, event_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX forks_by_source ON interventions (source_arn, execution_id) WHERE event_id = 1;

  -- A draft's text is a payload's number, or lies there itself. base_name is null for a new state machine.
  CREATE TABLE drafts (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, account TEXT NOT NULL, region TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    edition INTEGER NOT NULL, base_name TEXT, base_revision INTEGER, text ANY NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX drafts_by_id ON drafts (id);
  CREATE INDEX drafts_by_account ON drafts (account, region, updated_at);
`
