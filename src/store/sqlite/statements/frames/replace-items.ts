import type { DatabaseSync } from 'node:sqlite'
import type { ItemsRow } from './insert-items.ts'

/** Writes over a chunk of a frame's items and gives the layout that it had. */
export function replaceItems(database: DatabaseSync) {
  const key = 'execution_id = ? AND frame_id = ? AND chunk = ?'
  const select = database.prepare(`SELECT layout FROM items WHERE ${key}`)
  const update = database.prepare(`UPDATE items SET layout = ?, body = ? WHERE ${key}`)
  return (row: ItemsRow): string | null => {
    const { executionId, frameId, chunk } = row
    const { layout } = select.get(executionId, frameId, chunk) as { layout: string | null }
    update.run(row.layout, row.body, executionId, frameId, chunk)
    return layout
  }
}
