import type { DatabaseSync } from 'node:sqlite'

/** All rules with their targets. */
export function listEventRules(database: DatabaseSync) {
  const statement = database.prepare(`
    SELECT account, region, bus, name, state, pattern, description, role_arn AS roleArn, targets,
      created_at AS createdAt
    FROM event_rules ORDER BY account, region, bus, name`)
  return () => statement.all() as unknown as readonly EventRuleRow[]
}

export interface EventRuleRow {
  readonly account: string
  readonly region: string
  readonly bus: string
  readonly name: string
  readonly state: 'ENABLED' | 'DISABLED'
  readonly pattern: string | null
  readonly description: string | null
  readonly roleArn: string | null
  readonly targets: string
  readonly createdAt: number
}
