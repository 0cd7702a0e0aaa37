/**
 * The counts of children and items of Map Runs. A transaction adds them up in memory and writes those of a Map Run once,
 * whatever the number of children that it starts or ends.
 */
import type { DatabaseSync } from 'node:sqlite'
import { countChildren } from '../statements/map-runs/count-children.ts'
import { statuses } from '../wire/operation.ts'

export type MapRunTally = ReturnType<typeof openMapRunTally>

/** A child of a Map Run as its row has it. */
export interface ChildColumns {
  readonly mapRunId: number | null
  readonly itemCount: number | null
}

interface Change {
  readonly children: number[]
  readonly items: number[]
}

export function openMapRunTally(database: DatabaseSync) {
  const write = countChildren(database)
  const changes = new Map<number, Change>()

  return {
    /** Forgets what a transaction that was rolled back has added up. */
    begin: (): void => changes.clear(),

    /** `status` is its number in `statuses`. An execution that is nobody's child is not counted. */
    count({ mapRunId, itemCount }: ChildColumns, status: number, by: 1 | -1): void {
      if (mapRunId === null) return
      const none = (): number[] => statuses.map(() => 0)
      const change = changes.get(mapRunId) ?? { children: none(), items: none() }
      changes.set(mapRunId, change)
      change.children[status]! += by
      change.items[status]! += by * (itemCount ?? 0)
    },

    /** Writes the counts; before the commit. */
    settle(): void {
      for (const [mapRunId, { children, items }] of changes) write(mapRunId, children, items)
      changes.clear()
    },
  }
}
