import type { DatabaseSync } from 'node:sqlite'

/** Replaces the tags of a resource; none are no row. */
export function putTags(database: DatabaseSync) {
  const put = database.prepare(`INSERT OR REPLACE INTO tags (resource_arn, tags) VALUES (?, ?)`)
  return (resourceArn: string, tags: string): void => void put.run(resourceArn, tags)
}
