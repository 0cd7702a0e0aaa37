/** EventBridge connections. `settings` is sealed where the store encrypts; its row's number is what it is bound to. */
import type { DatabaseSync } from 'node:sqlite'

export function connections(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  CREATE TABLE connections (
    number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
    id TEXT NOT NULL, authorization_type TEXT NOT NULL, description TEXT, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, settings ANY NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX connections_by_name ON connections (account, region, name);
`
