import type { DatabaseSync } from 'node:sqlite'
import type { Counters, ExecutionStatus } from '../../../port.ts'

/** All counters. */
export function selectCounters(database: DatabaseSync) {
  const statement = database.prepare(`SELECT name, value FROM counters`)
  return (): Readonly<Record<CounterName, number>> => {
    const rows = statement.all() as unknown as readonly { readonly name: string; readonly value: number }[]
    return Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Record<CounterName, number>
  }
}

export type CounterName = ExecutionStatus | keyof Counters
