/** A turn as the store keeps it. */
import {
  dueAt,
  encodeHeader,
  encodeHistory,
  encodeItems,
  encodeMapRunJob,
  encodeProgress,
  encodeVisit,
  headerFrameId,
  type Frame,
  type FrameId,
  type Header,
  type TaskTarget,
  type Turn,
} from '#interpreter'
import type {
  EndedExecution,
  FrameRecord,
  HistoryChunk,
  ItemsRecord,
  NewExecution,
  NewIntervention,
  NewMapRun,
  RedrivenExecution,
  RedrivenMapRun,
  TurnRecord,
} from '#store'

export interface TurnContext {
  readonly executionId: number
  /** The execution's row, in its first turn. */
  readonly created?: NewExecution
  /** In the first turn of a redrive. */
  readonly redriven?: RedrivenExecution
  /** In a turn that begins where somebody has chosen. */
  readonly intervention?: NewIntervention
  /** The frames as they were before the turn. */
  readonly before: ReadonlyMap<FrameId, Frame>
  /** The header as it was before the turn; absent where none has been written. */
  readonly headerBefore?: Header
}

// Members are set one by one where a turn has them: spreading conditions took a fifth of a turn of a task.
type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

export function turnRecord(turn: Turn, context: TurnContext): TurnRecord {
  const { history, items, ended } = turn
  const record: Draft<TurnRecord> = {
    kind: 'turn',
    executionId: context.executionId,
    frames: ended?.status === 'SUCCEEDED' ? [] : frameRecords(turn, context),
    droppedFrames: turn.dropped,
    items: items.length === 0 ? [] : items.map(itemsRecord),
    sent: [],
    consumed: [],
  }
  if (context.created) record.created = context.created
  if (context.redriven) record.redriven = context.redriven
  const [first] = history
  if (context.intervention && first) record.intervention = { ...context.intervention, eventId: first.id }
  if (history.length > 0) record.history = historyChunk(history)
  if (ended) record.ended = endedExecution(ended)
  const mapRuns = newMapRuns(turn)
  if (mapRuns.length > 0) record.mapRuns = mapRuns
  const redrivenMapRuns = mapRunsOpenedAgain(turn)
  if (redrivenMapRuns.length > 0) record.redrivenMapRuns = redrivenMapRuns
  return record
}

function mapRunsOpenedAgain({ commands, header }: Turn): readonly RedrivenMapRun[] {
  return commands.flatMap((command) => {
    if (command.type !== 'RedriveMapRun') return []
    return [{ uuid: command.mapRunId, count: command.redriveCount, at: header.lastAt }]
  })
}

const noMapRuns: readonly NewMapRun[] = []

function newMapRuns({ commands, header }: Turn): readonly NewMapRun[] {
  // Most turns have no command or one of a task.
  if (!commands.some(({ type }) => type === 'StartMapRun')) return noMapRuns
  return commands.flatMap((command) => {
    if (command.type !== 'StartMapRun') return []
    const { frameId, mapRunId: uuid, start } = command
    const { job, ...same } = start
    return [{ frameId, uuid, ...same, startedAt: header.lastAt, job: encodeMapRunJob(job) }]
  })
}

function historyChunk(history: Turn['history']): HistoryChunk {
  const firstEventId = history[0]!.id
  const lastEventId = firstEventId + history.length - 1
  return { firstEventId, lastEventId, events: encodeHistory(history) }
}

function itemsRecord({ frameId, chunk, items }: Turn['items'][number]): ItemsRecord {
  return { frameId, chunk, items: encodeItems(items) }
}

function frameRecords(turn: Turn, context: TurnContext): FrameRecord[] {
  const before = (frame: Frame) => context.before.get(frame.id)
  const records = turn.frames.map((frame) =>
    turn.ended ? keptRecord(frame, before(frame)) : frameRecord(frame, before(frame)),
  )
  const { headerBefore } = context
  if (!headerBefore || saysMore(turn.header, headerBefore))
    records.push(headerRecord(turn.header, headerBefore !== undefined))
  return records
}

/** A frame of an execution that is over: nothing wakes it. */
function keptRecord(frame: Frame, before: Frame | undefined): Draft<FrameRecord> {
  const record: Draft<FrameRecord> = { frameId: frame.id, progress: encodeProgress(frame) }
  if (before?.visit !== frame.visit) record.visit = encodeVisit(frame.visit)
  return record
}

function frameRecord(frame: Frame, before: Frame | undefined): FrameRecord {
  const record = keptRecord(frame, before)
  const due = dueAt(frame)
  if (due !== undefined) record.dueAt = due
  if (isInFlight(frame)) record.pending = 'task'
  const { progress } = frame
  if (progress.kind === 'task' && progress.queuedAt !== undefined) {
    const { target } = progress.request
    if (target.kind === 'activity') record.queued = { activityId: target.activityId, at: progress.queuedAt }
  }
  return record
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

/** What the last event of the history says, too (see `load-execution`), or the execution's row. */
type SaidElsewhere = 'status' | 'lastEventId' | 'lastAt'
const saidByHeader = Object.keys({
  nextFrameId: true,
  deadline: true,
  variableBytes: true,
  mocks: true,
  redrivenEventId: true,
  ready: true,
} satisfies Record<Exclude<keyof Header, SaidElsewhere>, true>) as Exclude<keyof Header, SaidElsewhere>[]

/** Whether something has changed that only the header says. */
function saysMore(header: Header, before: Header): boolean {
  return saidByHeader.some((key) => {
    const isEmptyBefore = key === 'ready' && header.ready.length === 0 && before.ready.length === 0
    return !isEmptyBefore && header[key] !== before[key]
  })
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
