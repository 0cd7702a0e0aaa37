import type { DatabaseSync } from 'node:sqlite'

/** Writes how many texts a data key may have sealed, and whether it still seals new ones (its state). */
export function countSealed(database: DatabaseSync) {
  const statement = database.prepare(`UPDATE data_keys SET texts = ?, state = ? WHERE id = ?`)
  return (id: number, texts: number, state: number): void => void statement.run(texts, state, id)
}
