/** Answers questions about frames, items and messages: what the engine needs to go on after a start or a crash. */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import type { StoredFrame } from '../../port.ts'
import { textKind } from '../encryption/text-kind.ts'
import { dueFrames } from '../statements/frames/due-frames.ts'
import { pendingFrames } from '../statements/frames/pending-frames.ts'
import { queuedFrames } from '../statements/frames/queued-frames.ts'
import { selectFrames, type StoredFrameRow } from '../statements/frames/select-frames.ts'
import { selectItems } from '../statements/frames/select-items.ts'
import { selectMessages } from '../statements/inbox/select-messages.ts'
import type { Reads } from '../wire/messages.ts'
import { pendings } from '../wire/operation.ts'
import { present } from './present.ts'
import type { StoredTexts } from './stored-texts.ts'

type Names = 'frames' | 'items' | 'dueFrames' | 'pendingFrames' | 'queuedFrames' | 'inbox'

export function openFrameReads(database: DatabaseSync, texts: StoredTexts): Pick<Reads, Names> {
  const select = selectFrames(database)
  const items = selectItems(database)
  const due = dueFrames(database)
  const pending = pendingFrames(database)
  const queued = queuedFrames(database)
  const messages = selectMessages(database)

  return {
    frames: ({ executionId, range, limit }) =>
      select(executionId, range, limit).map((row) => toFrame(executionId, row, texts)),

    items(executionId, frameId, chunk) {
      const row = items({ executionId, frameId, chunk })
      return row && texts.record(row, textKind.items, executionId)
    },

    dueFrames: (until, limit, after) => due(until, after ?? { dueAt: -1, ...beforeAll }, limit),
    pendingFrames: (limit, after) => pending(after ?? beforeAll, limit),
    queuedFrames: (activityId, limit, after) => queued(activityId, after ?? { at: -1, ...beforeAll }, limit),

    inbox: (limit, afterSequence = 0) =>
      messages(afterSequence, limit).map(({ layout, body, ...row }) => ({
        ...row,
        body: texts.record({ layout, body }, textKind.message, row.executionId),
      })),
  }
}

const beforeAll = { executionId: -1, frameId: -1 }

function toFrame(executionId: number, row: StoredFrameRow, texts: StoredTexts): StoredFrame {
  const { frameId, dueAt, pending, queuedActivityId, queuedAt, visitLayout, visitBody } = row
  assert(visitBody !== null, `frame ${frameId} is stored without a visit`)
  return {
    frameId,
    visit: texts.record({ layout: visitLayout, body: visitBody }, textKind.visit, executionId),
    progress: texts.record(row, textKind.progress, executionId),
    ...present({ dueAt }),
    ...(pending === null ? {} : { pending: pendings[pending]! }),
    ...(queuedActivityId === null ? {} : { queued: { activityId: queuedActivityId, at: queuedAt! } }),
  }
}
