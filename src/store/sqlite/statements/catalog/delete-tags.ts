import type { DatabaseSync } from 'node:sqlite'

/** Deletes the tags of a resource. */
export function deleteTags(database: DatabaseSync) {
  const statement = database.prepare(`DELETE FROM tags WHERE resource_arn = ?`)
  return (resourceArn: string): void => void statement.run(resourceArn)
}
