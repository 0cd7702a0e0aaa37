/** A turn as the store keeps it. */
import {
  dueAt,
  encodeHeader,
  encodeHistory,
  encodeItems,
  encodeProgress,
  encodeVisit,
  headerFrameId,
  type Frame,
  type FrameId,
  type Header,
  type TaskTarget,
  type Turn,
} from '#interpreter'
import type { EndedExecution, FrameRecord, NewExecution, TurnRecord } from '#store'

export interface TurnContext {
  readonly executionId: number
  /** The execution's row, in its first turn. */
  readonly created?: NewExecution
  /** The frames as they were before the turn. */
  readonly before: ReadonlyMap<FrameId, Frame>
  /** The header as it was before the turn; absent where none has been written. */
  readonly headerBefore?: Header
}

export function turnRecord(turn: Turn, context: TurnContext): TurnRecord {
  const { history } = turn
  return {
    kind: 'turn',
    executionId: context.executionId,
    ...(context.created && { created: context.created }),
    ...(history.length > 0 && {
      history: {
        firstEventId: history[0]!.id,
        lastEventId: history.at(-1)!.id,
        events: encodeHistory(history),
      },
    }),
    frames: turn.ended ? [] : frameRecords(turn, context),
    droppedFrames: turn.dropped,
    items: turn.items.map(({ frameId, chunk, items }) => ({ frameId, chunk, items: encodeItems(items) })),
    sent: [],
    consumed: [],
    ...(turn.ended && { ended: endedExecution(turn.ended) }),
  }
}

function frameRecords(turn: Turn, context: TurnContext): FrameRecord[] {
  const records = turn.frames.map((frame) => frameRecord(frame, context.before.get(frame.id)))
  const { headerBefore } = context
  if (!headerBefore || saysMore(turn.header, headerBefore))
    records.push(headerRecord(turn.header, headerBefore !== undefined))
  return records
}

function frameRecord(frame: Frame, before: Frame | undefined): FrameRecord {
  const due = dueAt(frame)
  const { progress } = frame
  const task = progress.kind === 'task' ? progress : undefined
  const queued = task?.queuedAt
  const target = task?.request.target
  return {
    frameId: frame.id,
    ...(before?.visit !== frame.visit && { visit: encodeVisit(frame.visit) }),
    progress: encodeProgress(frame),
    ...(due !== undefined && { dueAt: due }),
    ...(isInFlight(frame) && { pending: 'task' as const }),
    ...(queued !== undefined &&
      target?.kind === 'activity' && { queued: { activityId: target.activityId, at: queued } }),
  }
}

/** Whether somebody of ours works on the frame's task: it is sent, or its job is watched, again after a crash. */
export function isInFlight(frame: Frame): boolean {
  const { progress } = frame
  if (progress.kind !== 'task' || progress.request.target.kind === 'activity') return false
  return !progress.submission || watchesJob(progress.request.target)
}

function watchesJob(target: Exclude<TaskTarget, { kind: 'activity' }>): boolean {
  return target.kind === 'service' && (target.pattern === 'sync' || target.pattern === 'sync:2')
}

/** What only the header knows has changed; the last event is the last of the history (see `load-execution`). */
function saysMore(header: Header, before: Header): boolean {
  return (
    header.nextFrameId !== before.nextFrameId ||
    header.deadline !== before.deadline ||
    header.ready.length > 0 ||
    before.ready.length > 0
  )
}

function headerRecord(header: Header, kept: boolean): FrameRecord {
  return {
    frameId: headerFrameId,
    ...(!kept && { visit: { text: '', payloads: [] } }),
    progress: encodeHeader(header),
    ...(header.deadline !== undefined && { dueAt: header.deadline }),
    ...(header.ready.length > 0 && { pending: 'ready' as const }),
  }
}

/** The columns that an end fills. */
export function endedExecution(ended: NonNullable<Turn['ended']>): EndedExecution {
  return {
    status: ended.status,
    stoppedAt: ended.at,
    ...(ended.output && { output: ended.output.text }),
    ...(ended.error !== undefined && { error: ended.error }),
    ...(ended.cause !== undefined && { cause: ended.cause }),
  }
}
