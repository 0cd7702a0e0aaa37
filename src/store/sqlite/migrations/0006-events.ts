/**
 * Deliveries of events to targets, and event buses with their rules.
 *
 * A delivery that is dead has no `due_at`, so the indexes of what is due do not hold it. `event` is a text, or the id of
 * a shared payload. The names of queues are long and few, so rows and indexes have a number instead.
 */
import type { DatabaseSync } from 'node:sqlite'

export function events(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  CREATE TABLE delivery_queues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue_id INTEGER NOT NULL, ordered_by TEXT, account TEXT NOT NULL,
    created_at INTEGER NOT NULL, due_at INTEGER, died_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0, error TEXT,
    event ANY NOT NULL
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (queue_id, due_at, id) WHERE due_at IS NOT NULL;
  CREATE INDEX deliveries_ordered ON deliveries (queue_id, ordered_by, due_at)
    WHERE due_at IS NOT NULL AND ordered_by IS NOT NULL;
  CREATE INDEX deliveries_dead ON deliveries (id) WHERE died_at IS NOT NULL;

  CREATE TABLE event_buses (
    account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, description TEXT, PRIMARY KEY (account, region, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_rules (
    account TEXT NOT NULL, region TEXT NOT NULL, bus TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    pattern TEXT, description TEXT, role_arn TEXT, targets TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (account, region, bus, name)
  ) STRICT, WITHOUT ROWID;
`
