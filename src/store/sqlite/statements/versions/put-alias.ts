import type { DatabaseSync } from 'node:sqlite'
import type { NewAlias } from '../../../versions-port.ts'

/** Writes an alias; one that is there keeps its id. */
export function putAlias(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT INTO aliases
      (machine_id, name, description, created_at, updated_at, version, weight, second_version, second_weight)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (machine_id, name) DO UPDATE SET
      description = excluded.description, updated_at = excluded.updated_at, version = excluded.version,
      weight = excluded.weight, second_version = excluded.second_version, second_weight = excluded.second_weight`)
  return ({ machineId, name, description, createdAt, updatedAt, routes }: NewAlias): void => {
    const [first, second] = routes
    const columns = [first!.version, first!.weight, second?.version ?? null, second?.weight ?? null]
    statement.run(machineId, name, description ?? null, createdAt, updatedAt, ...columns)
  }
}
