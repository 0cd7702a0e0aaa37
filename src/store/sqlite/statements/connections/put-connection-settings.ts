import type { DatabaseSync } from 'node:sqlite'
import type { Stored } from '../../codec.ts'

export function putConnectionSettings(database: DatabaseSync) {
  const statement = database.prepare('UPDATE connections SET settings = ? WHERE number = ?')
  return (number: number, settings: Stored): void => {
    statement.run(settings, number)
  }
}
