import type { DatabaseSync } from 'node:sqlite'

/** The tags of a resource as JSON text. */
export function selectTags(database: DatabaseSync) {
  const statement = database.prepare(`SELECT tags FROM tags WHERE resource_arn = ?`)
  return (resourceArn: string): string | undefined =>
    (statement.get(resourceArn) as { tags: string } | undefined)?.tags
}
