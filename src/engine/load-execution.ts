/** Reads executions and what their turns need from the store. */
import { assert, type Payload } from '#base'
import {
  decodeFrame,
  decodeHeader,
  decodeHistory,
  decodeItems,
  headerFrameId,
  type Frame,
  type FrameId,
  type Header,
  type HistoryEvent,
} from '#interpreter'
import type {
  ExecutionId,
  ExecutionRecord,
  FrameRange,
  NewIntervention,
  RedrivenExecution,
  Store,
} from '#store'
import type { EngineCatalog } from './catalog/catalog.ts'
import type { ExecutionLogs } from './logs/execution-logs.ts'
import { identityOf } from './identity.ts'
import type { MemoryLimits } from './resident-executions.ts'
import { LiveExecution, type RunningRecord } from './live-execution.ts'
import type { Tracing } from './tracing/tracing.ts'

interface LoadOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly memory: MemoryLimits
  readonly logs: ExecutionLogs
  readonly tracing: Tracing
}

/** How a row runs again, and who has chosen where, if somebody has. */
export interface Redriving {
  readonly redriven: RedrivenExecution
  readonly intervention?: NewIntervention | undefined
}

/** The execution as it is in the store; undefined where it has ended or is not there. */
export async function loadExecution(
  from: LoadOptions,
  executionId: ExecutionId,
): Promise<LiveExecution | undefined> {
  const record = await from.store.execution(executionId)
  if (record?.status !== 'RUNNING') return undefined
  const live = await loadLive(from, record)
  assert(live, `execution ${executionId} is RUNNING, but its header is not in the store`)
  return live
}

/**
 * An execution that has ended without success, as one that is about to be redriven; undefined where it has kept
 * nothing: releases before the redrive dropped all frames at an end.
 */
export function loadRedriven(
  from: LoadOptions,
  closed: ExecutionRecord,
  how: Redriving,
): Promise<LiveExecution | undefined> {
  const { redriven } = how
  const { status: _s, stoppedAt: _a, output: _o, error: _e, cause: _c, ...row } = closed
  const { count, at, tokens } = redriven
  return loadLive(from, { ...row, redrive: { count, at }, redriveTokens: tokens }, how)
}

async function loadLive(
  from: LoadOptions,
  record: RunningRecord,
  how?: Redriving,
): Promise<LiveExecution | undefined> {
  const { store, catalog, logs, tracing } = from
  const { framesLoadedAtOnce } = from.memory
  const { id: executionId } = record
  const [revision, frames, lastEvent] = await Promise.all([
    catalog.revision(record.revision),
    store.frames({
      executionId,
      range: { from: headerFrameId, to: Number.MAX_SAFE_INTEGER },
      limit: framesLoadedAtOnce + 1,
    }),
    loadLastEvent(store, executionId),
  ])
  const header = frames.find(({ frameId }) => frameId === headerFrameId)
  assert(revision, `execution ${executionId} runs revision ${record.revision}, which is not in the store`)
  if (!header) return undefined
  const identity = identityOf(record, revision)
  const of = {
    record,
    identity,
    log: logs.of(revision, identity.executionArn, identity.redrive?.count),
    trace: tracing.of(identity, revision, record.traceHeader),
    machine: catalog.machineOf(record, revision),
    header: { ...upToDate(decodeHeader(header.progress), lastEvent), status: 'RUNNING' as const },
  }
  const live = new LiveExecution(of, how)
  live.complete = frames.length <= framesLoadedAtOnce
  for (const { frameId, visit, progress } of live.complete ? frames : []) {
    if (frameId !== headerFrameId) live.frames.set(frameId, decodeFrame(frameId, visit, progress))
  }
  return live
}

async function loadLastEvent(store: Store, executionId: ExecutionId): Promise<HistoryEvent | undefined> {
  const from = Number.MAX_SAFE_INTEGER
  const [chunk] = await store.history({ executionId, from, eventsMax: 1, reverse: true })
  return chunk && decodeHistory(chunk.events, chunk.firstEventId).at(-1)
}

/** A header is not written again for what the history says, too: its last event and that event's time. */
function upToDate(header: Header, lastEvent: HistoryEvent | undefined): Header {
  return {
    ...header,
    lastEventId: Math.max(header.lastEventId, lastEvent?.id ?? 0),
    lastAt: Math.max(header.lastAt, lastEvent?.at ?? 0),
  }
}

export async function loadFrames(
  store: Store,
  executionId: ExecutionId,
  range: FrameRange,
): Promise<readonly Frame[]> {
  const limit = range.to - range.from + 1
  const stored = await store.frames({ executionId, range, limit })
  return stored.map(({ frameId, visit, progress }) => decodeFrame(frameId, visit, progress))
}

export async function loadItems(
  store: Store,
  executionId: ExecutionId,
  of: { readonly frameId: FrameId; readonly chunk: number },
): Promise<readonly Payload[]> {
  const items = await store.items(executionId, of.frameId, of.chunk)
  assert(items, `chunk ${of.chunk} of the items of frame ${of.frameId} is not in the store`)
  return decodeItems(items)
}
