import type { DatabaseSync } from 'node:sqlite'
import type { Namespace } from '#base'

export function deleteConnection(database: DatabaseSync) {
  const statement = database.prepare('DELETE FROM connections WHERE account = ? AND region = ? AND name = ?')
  return ({ account, region }: Namespace, name: string): void => {
    statement.run(account, region, name)
  }
}
