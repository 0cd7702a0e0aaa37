/** Drops a range of frames with their visits and items, and gives back what they held of shared payloads. */
import type { DatabaseSync } from 'node:sqlite'
import type { FrameRange } from '../../port.ts'
import { deleteFrames } from '../statements/frames/delete-frames.ts'
import { deleteItems } from '../statements/frames/delete-items.ts'
import { deleteVisits } from '../statements/frames/delete-visits.ts'
import type { Payloads } from './payloads.ts'

export function openFrameDropping(database: DatabaseSync, payloads: Payloads) {
  const deletes = [deleteFrames(database), deleteVisits(database), deleteItems(database)]
  return (executionId: number, range: FrameRange): void => {
    for (const remove of deletes) {
      for (const { layout } of remove(executionId, range)) payloads.release(layout)
    }
  }
}
