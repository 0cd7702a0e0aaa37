import type { DatabaseSync } from 'node:sqlite'
import type { EventRuleRecord } from '../../../event-buses-port.ts'

/** Writes a rule with its targets. */
export function putEventRule(database: DatabaseSync) {
  const statement = database.prepare(`
    INSERT OR REPLACE INTO event_rules
      (account, region, bus, name, state, pattern, description, role_arn, targets, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  return (rule: EventRuleRecord): void => {
    const { account, region, bus, name, state, pattern, description, roleArn, targets, createdAt } = rule
    const texts = [pattern ?? null, description ?? null, roleArn ?? null, targets]
    statement.run(account, region, bus, name, state, ...texts, createdAt)
  }
}
