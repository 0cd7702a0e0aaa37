/**
 * Writes frames: their progress with every change, their visits once, the items of Maps.
 *
 * 1. A frame without a new visit leaves its visit's row alone (invariant 4).
 * 2. An old row is read only to give its references back, and only where it may have some.
 * 3. The indexes are touched only where what a frame waits for has changed.
 */
import { textKind } from '../encryption/text-kind.ts'
import type { RecordColumns } from '../record.ts'
import { frameLayout } from '../statements/frames/frame-layout.ts'
import { insertItems } from '../statements/frames/insert-items.ts'
import { putFrame } from '../statements/frames/put-frame.ts'
import { putVisit } from '../statements/frames/put-visit.ts'
import { replaceItems } from '../statements/frames/replace-items.ts'
import { updateProgress } from '../statements/frames/update-progress.ts'
import { visitLayout } from '../statements/frames/visit-layout.ts'
import type { WriterContext } from './apply-group.ts'
import { openFrameDropping } from './drop-frames.ts'
import type { SharedCells } from './shared-cells.ts'

export function openFrameWriting({ database, payloads, knownFrames }: WriterContext) {
  const put = putFrame(database)
  const update = updateProgress(database)
  const visit = putVisit(database)
  const oldLayout = frameLayout(database)
  const oldVisitLayout = visitLayout(database)
  const insertChunk = insertItems(database)
  const replaceChunk = replaceItems(database)
  const drop = openFrameDropping(database, payloads)

  return {
    dropFrames(cells: SharedCells): void {
      drop(cells.number(), { from: cells.number(), to: cells.number() })
    },

    putFrame(cells: SharedCells): void {
      const executionId = cells.number()
      const frameId = cells.number()
      const isNew = cells.number() === 1
      const dueAt = cells.numberOrNull()
      const pending = cells.numberOrNull()
      const queuedActivityId = cells.numberOrNull()
      const queuedAt = cells.numberOrNull()
      const progress = cells.recordFor(executionId, textKind.progress)
      const newVisit = cells.recordOrNullFor(executionId, textKind.visit)
      const known = knownFrames.get(executionId, frameId)
      const wasPlain = isNew || known?.isPlain === true
      if (!wasPlain) {
        payloads.release(oldLayout(executionId, frameId) ?? null)
        if (newVisit !== null) payloads.release(oldVisitLayout(executionId, frameId) ?? null)
      }
      const waits = `${dueAt},${pending},${queuedActivityId},${queuedAt}`
      const row = { executionId, frameId, dueAt, pending, queuedActivityId, queuedAt, ...progress }
      // A dropped frame may still be known: then there is no row to update.
      if (known?.waits !== waits || !update(row)) put(row)
      if (newVisit !== null) visit({ executionId, frameId, ...newVisit })
      const isPlain = namesNone(progress) && (newVisit === null ? wasPlain : namesNone(newVisit))
      knownFrames.set(executionId, frameId, { isPlain, waits })
    },

    putItems(cells: SharedCells): void {
      const executionId = cells.number()
      const frameId = cells.number()
      const chunk = cells.number()
      const row = { executionId, frameId, chunk, ...cells.recordFor(executionId, textKind.items) }
      if (!insertChunk(row)) payloads.release(replaceChunk(row))
    },
  }
}

function namesNone({ layout }: RecordColumns): boolean {
  return layout === null || !layout.includes('#')
}
