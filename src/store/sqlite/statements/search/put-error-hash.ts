import type { DatabaseSync } from 'node:sqlite'

/** Gives an execution the hash that its sealed error is found by; `hash` is told the account. */
export function putErrorHash(database: DatabaseSync) {
  const account = database.prepare(`
    SELECT m.account FROM executions e JOIN machines m ON m.id = e.machine_id WHERE e.id = ?`)
  const put = database.prepare(`UPDATE executions SET error_hash = ? WHERE id = ?`)
  return (id: number, hash: (account: string) => Uint8Array): void => {
    const row = account.get(id) as { account: string } | undefined
    if (row) put.run(hash(row.account), id)
  }
}
