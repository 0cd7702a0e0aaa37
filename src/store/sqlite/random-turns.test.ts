/** Random turns, and a model of what they leave: maps in memory instead of tables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { created, ended, putMachine, turn } from '../contract/samples.ts'
import type { Encoded, FrameRecord, HistoryChunk, ItemsRecord, StoredFrame, TurnRecord } from '../port.ts'
import { auditDatabase } from './audit.ts'
import { openMemory } from './connection/open-connection.ts'
import { openReads } from './reader/reads.ts'
import { flattenGroup } from './wire/flatten-group.ts'
import { openWriting } from './writer/commit.ts'

interface Modelled {
  readonly history: HistoryChunk[]
  readonly frames: Map<number, StoredFrame>
  readonly items: Map<string, Encoded>
  status: 'RUNNING' | 'SUCCEEDED'
}

/** One step of a plan: numbers that `toTurn` makes a turn of, so that every plan is valid. */
interface Step {
  readonly execution: number
  readonly events: number
  readonly frames: readonly {
    readonly id: number
    readonly visit: Encoded | undefined
    readonly progress: Encoded
    readonly dueAt: number
  }[]
  readonly dropped: readonly { readonly from: number; readonly length: number }[]
  readonly items: readonly { readonly frame: number; readonly items: Encoded }[]
  readonly ends: boolean
}

// Plain objects, as the store gives them.
const record = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members, { noNullPrototype: true }) as fc.Arbitrary<T>

// A few texts on either side of the limits, so that payloads are shared, released and shared again.
const text = fc.constantFrom('', '{}', 'a'.repeat(4096), 'b'.repeat(4097), 'c'.repeat(9000), 'ü'.repeat(5000))
const encoded = record({
  text: fc.constantFrom('t', '#1', '2,3'),
  payloads: fc.array(text, { maxLength: 3 }),
})
const frameId = fc.integer({ min: 0, max: 5 })
const step: fc.Arbitrary<Step> = record({
  execution: fc.integer({ min: 1, max: 4 }),
  events: fc.integer({ min: 0, max: 3 }),
  frames: fc.array(
    record({
      id: frameId,
      visit: fc.option(encoded, { nil: undefined }),
      progress: encoded,
      dueAt: fc.integer({ min: 0, max: 3 }),
    }),
    { maxLength: 3 },
  ),
  dropped: fc.array(record({ from: frameId, length: fc.integer({ min: 0, max: 3 }) }), { maxLength: 2 }),
  items: fc.array(record({ frame: frameId, items: encoded }), { maxLength: 2 }),
  ends: fc.integer({ min: 0, max: 5 }).map((value) => value === 0),
})
const groups = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 })

test('whatever turns are committed, the store says what a model says and counts its payloads right', () => {
  fc.assert(
    fc.property(groups, (plan) => {
      const database = openMemory()
      const writer = openWriting(database)
      const reads = openReads(database, '')
      const model = new Map<number, Modelled>()
      writer.commit(flattenGroup({ writes: [putMachine(1)] }), 0)
      for (const steps of plan) {
        const writes = steps.flatMap((each) => toTurn(each, model) ?? [])
        writer.commit(flattenGroup({ writes }), 0)
        compare(reads, model)
        assert.deepEqual(auditDatabase(database).problems, [])
      }
      writer.deleteClosed(1e15, 100)
      assert.deepEqual(auditDatabase(database).problems, [])
      database.close()
    }),
    { numRuns: 150 },
  )
})

// Makes a turn of a step and does the same to the model; undefined for a closed execution.
function toTurn(plan: Step, model: Map<number, Modelled>): TurnRecord | undefined {
  const id = plan.execution
  const isNew = !model.has(id)
  const execution: Modelled = model.get(id) ?? {
    history: [],
    frames: new Map(),
    items: new Map(),
    status: 'RUNNING',
  }
  if (execution.status !== 'RUNNING') return undefined
  model.set(id, execution)
  const droppedFrames = plan.dropped.map(({ from, length }) => ({ from, to: from + length }))
  for (const range of droppedFrames) drop(execution, range)
  const frames = putFrames(execution, plan)
  const items = putItems(execution, plan)
  const history = append(execution, plan.events)
  if (plan.ends) {
    execution.status = 'SUCCEEDED'
    execution.frames.clear()
    execution.items.clear()
  }
  return turn(id, {
    frames,
    droppedFrames,
    items,
    ...(isNew ? { created: created(id) } : {}),
    ...(history === undefined ? {} : { history }),
    ...(plan.ends ? { ended: ended(id) } : {}),
  })
}

function drop(execution: Modelled, { from, to }: { from: number; to: number }): void {
  for (const frame of execution.frames.keys())
    if (frame >= from && frame <= to) execution.frames.delete(frame)
  for (const key of execution.items.keys()) {
    const frame = Number(key.split('/')[0])
    if (frame >= from && frame <= to) execution.items.delete(key)
  }
}

function putFrames(execution: Modelled, plan: Step): readonly FrameRecord[] {
  return plan.frames.map(({ id, visit, progress, dueAt }) => {
    const known = execution.frames.get(id)?.visit
    const waits = dueAt === 0 ? {} : { dueAt }
    const whole = {
      frameId: id,
      visit: visit ?? known ?? { text: 'first', payloads: [] },
      progress,
      ...waits,
    }
    execution.frames.set(id, whole)
    return visit === undefined && known !== undefined ? { frameId: id, progress, ...waits } : whole
  })
}

// Items belong to a frame that is there; a chunk is written once.
function putItems(execution: Modelled, plan: Step): readonly ItemsRecord[] {
  return plan.items.flatMap(({ frame, items }) => {
    if (!execution.frames.has(frame)) return []
    const chunk = [...execution.items.keys()].filter((key) => key.startsWith(`${frame}/`)).length
    execution.items.set(`${frame}/${chunk}`, items)
    return { frameId: frame, chunk, items }
  })
}

function append(execution: Modelled, events: number): HistoryChunk | undefined {
  if (events === 0) return undefined
  const firstEventId = (execution.history.at(-1)?.lastEventId ?? 0) + 1
  const payloads = ['d'.repeat(4000 + firstEventId * 40)]
  const chunk = { firstEventId, lastEventId: firstEventId + events - 1, events: { text: 'events', payloads } }
  execution.history.push(chunk)
  return chunk
}

function compare(reads: ReturnType<typeof openReads>, model: ReadonlyMap<number, Modelled>): void {
  for (const [executionId, { history, frames, items, status }] of model) {
    assert.equal(reads.execution(executionId)!.status, status)
    assert.deepEqual(reads.history({ executionId, from: 1, eventsMax: 1e9, reverse: false }), history)
    const expected = [...frames.values()].toSorted((a, b) => a.frameId - b.frameId)
    assert.deepEqual(reads.frames({ executionId, range: { from: 0, to: 100 }, limit: 100 }), expected)
    for (const [key, value] of items) {
      const [frame, chunk] = key.split('/').map(Number) as [number, number]
      assert.deepEqual(reads.items(executionId, frame, chunk), value)
    }
  }
}
