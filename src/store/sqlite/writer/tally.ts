/**
 * The counters of the store: how many executions have each status and the highest ids ever given. A transaction adds
 * them up in memory and writes each that changed once, so `/metrics` never has to count rows.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Counters, ExecutionStatus } from '../../port.ts'
import { addToCounter } from '../statements/meta/add-to-counter.ts'
import { raiseCounter } from '../statements/meta/raise-counter.ts'
import { statuses } from '../wire/operation.ts'

export type Tally = ReturnType<typeof openTally>

export function openTally(database: DatabaseSync) {
  const add = addToCounter(database)
  const raise = raiseCounter(database)
  const changes = new Map<ExecutionStatus, number>()
  const highest = new Map<keyof Counters, number>()
  const clear = () => {
    changes.clear()
    highest.clear()
  }

  return {
    /** Forgets what a transaction that was rolled back has added up. */
    begin: clear,

    /** `status` is its number in `statuses`. */
    count(status: number, by: number): void {
      const name = statuses[status]!
      changes.set(name, (changes.get(name) ?? 0) + by)
    },

    used(name: keyof Counters, id: number): void {
      if (id > (highest.get(name) ?? 0)) highest.set(name, id)
    },

    /** The highest id that this transaction has used so far; 0 where it has used none. */
    highestUsed: (name: keyof Counters): number => highest.get(name) ?? 0,

    /** Writes the counters; before the commit. */
    settle(): void {
      for (const [name, by] of changes) if (by !== 0) add(name, by)
      for (const [name, id] of highest) raise(name, id)
      clear()
    },
  }
}
