/**
 * Encryption at rest: data keys, which are kept wrapped, and how far the rewriting of old texts has come.
 *
 * Columns that are TEXT by the earlier layouts get a twin for the sealed text; then the plain one is empty. All other
 * texts lie in columns of type ANY, which take a codec's bytes as they are.
 */
import type { DatabaseSync } from 'node:sqlite'

export function encryption(database: DatabaseSync): void {
  database.exec(layout)
}

const layout = `
  -- AUTOINCREMENT: a sealed text names its data key for ever. State: 0 current, 1 retired, 2 leaving (no text of it is
  -- left once the rewriting is through). The store's own two secrets lie here, too, each with a purpose of its own.
  CREATE TABLE data_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT, purpose TEXT NOT NULL, scope TEXT NOT NULL, state INTEGER NOT NULL,
    texts INTEGER NOT NULL, wrapped_by TEXT NOT NULL, wrapped BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX data_keys_current ON data_keys (purpose, scope) WHERE state = 0;

  -- No row, or one: texts are rewritten, table by table; all keys up to and with \`after\` (JSON) are done.
  CREATE TABLE rewrites (
    id INTEGER PRIMARY KEY CHECK (id = 1), from_plain INTEGER NOT NULL, phase TEXT NOT NULL, after TEXT NOT NULL,
    rows INTEGER NOT NULL
  ) STRICT;

  ALTER TABLE executions ADD COLUMN error_sealed BLOB;
  ALTER TABLE map_runs ADD COLUMN progress_sealed BLOB;
  ALTER TABLE revisions ADD COLUMN kms_key_id TEXT;
  UPDATE revisions SET kms_key_id = json_extract(configuration, '$.encryptionConfiguration.kmsKeyId')
    WHERE json_valid(configuration);
`
