import type { DatabaseSync } from 'node:sqlite'
import type { RulePlace } from '../../../event-buses-port.ts'

/** Deletes a rule with its targets. */
export function deleteEventRule(database: DatabaseSync) {
  const statement = database.prepare(
    `DELETE FROM event_rules WHERE account = ? AND region = ? AND bus = ? AND name = ?`,
  )
  return ({ account, region, bus, name }: RulePlace): void => {
    statement.run(account, region, bus, name)
  }
}
