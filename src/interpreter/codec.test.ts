import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Payload } from '#base'
import {
  decodeFrame,
  decodeHeader,
  decodeHistory,
  decodeItems,
  decodeVisit,
  encodeHeader,
  encodeHistory,
  encodeItems,
  encodeProgress,
  encodeVisit,
} from './codec.ts'
import { newHeader } from './execution.ts'
import type { Frame, Progress, TaskProgress } from './frame.ts'
import type { HistoryEvent } from './history.ts'
import { chain, mapOf, task } from './test-machine.ts'
import { play } from './test-play.ts'

const payload = (value: number | string) => Payload.fromText(JSON.stringify(value))
const input = payload('input')

const frame: Frame = {
  id: 3,
  visit: {
    place: { role: 'iteration', parentId: 1, index: 2, item: { index: 2, value: input } },
    stateName: 'S',
    enteredAt: 1000,
    enteredEventId: 7,
    input,
  },
  progress: { kind: 'ready' },
  retries: [0, 2],
  lastEventId: 9,
}

const taskProgress: TaskProgress = {
  kind: 'task',
  taskId: 8,
  request: {
    target: {
      kind: 'service',
      service: 'sqs',
      action: 'sendMessage',
      sdk: false,
      pattern: 'waitForTaskToken',
    },
    parameters: payload(1),
    timeoutSeconds: 5,
    heartbeatSeconds: 2,
    roleArn: 'arn:r',
  },
  submission: payload(2),
  timeoutAt: 6000,
  heartbeatAt: 3000,
}

const progresses: readonly Progress[] = [
  { kind: 'ready' },
  { kind: 'waiting', dueAt: 5 },
  { kind: 'retrying', dueAt: 5 },
  taskProgress,
  {
    kind: 'task',
    taskId: 8,
    queuedAt: 4,
    request: { target: { kind: 'activity', arn: 'arn:a', activityId: 7 }, parameters: payload(1) },
  },
  { kind: 'branches', first: 4, count: 3, open: 2 },
  {
    kind: 'iterations',
    first: 4,
    count: 3,
    started: 2,
    open: 1,
    failed: 1,
    concurrency: 2,
    failuresTolerated: 1,
    inputAside: true,
  },
  { kind: 'done', output: payload(3) },
]

/** Payloads as their texts: one that was read back has made nothing of it yet. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Payload ? { text: each.text } : each)),
  )
}

suite('a frame comes back as it was', () => {
  for (const progress of progresses) {
    test(`when it is ${progress.kind}`, () => {
      const before: Frame = { ...frame, progress }
      const after = decodeFrame(before.id, encodeVisit(before.visit), encodeProgress(before))
      assert.deepEqual(plain(after), plain(before))
    })
  }

  test('without retries and without an item', () => {
    const { id, progress, lastEventId } = frame
    const before: Frame = {
      id,
      progress,
      lastEventId,
      visit: { ...frame.visit, place: { role: 'root', parentId: 0, index: 0 } },
    }
    const after = decodeFrame(before.id, encodeVisit(before.visit), encodeProgress(before))
    assert.deepEqual(plain(after), plain(before))
    assert.equal('retries' in after, false)
    assert.equal('item' in after.visit.place, false)
  })

  test('with variables, and an entry that follows an earlier event', () => {
    const before: Frame = { ...frame, variableBytes: 12, visit: { ...frame.visit, followedEventId: 2 } }
    const after = decodeFrame(before.id, encodeVisit(before.visit), encodeProgress(before))
    assert.deepEqual(plain(after), plain(before))
  })

  test('a payload that it names twice is listed once, and is one object again', () => {
    const encoded = encodeVisit(frame.visit)
    assert.deepEqual(encoded.payloads, ['"input"'])
    assert.ok(!encoded.text.includes('input"'.repeat(2)))
    const { place, input: read } = decodeVisit(encoded)
    assert.equal(place.item!.value, read)
  })
})

test('a header comes back as it was', () => {
  const header = {
    ...newHeader,
    deadline: 99,
    variableBytes: 3,
    ready: [3, 4],
    lastEventId: 12,
    lastAt: 7,
    nextFrameId: 5,
  }
  assert.deepEqual(decodeHeader(encodeHeader(header)), header)
  assert.deepEqual(decodeHeader(encodeHeader(newHeader)), newHeader)
})

test('items come back in their order', () => {
  const items = [payload(1), input, payload(2), input]
  const encoded = encodeItems(items)
  assert.equal(encoded.payloads.length, 3)
  assert.deepEqual(
    decodeItems(encoded).map(({ text }) => text),
    ['1', '"input"', '2', '"input"'],
  )
})

test('a record of another version is refused', () => {
  assert.throws(() => decodeHeader({ text: '[2,{}]', payloads: [] }), /version 2/)
  assert.throws(() => decodeVisit({ text: '[1,{"place":{},"input":1}]', payloads: [] }), /payload 1/)
})

suite('a chunk of history', () => {
  test('comes back as it was, event for event', () => {
    const map = mapOf({ T: task('t', { Credentials: { RoleArn: 'arn:r' } }) }, { ResultPath: '$.x' })
    const { turns } = play(chain({ M: map, F: { Type: 'Pass', InputPath: '$.none' } }), [1, 2], {
      tasks: () => 1,
    })
    for (const { history } of turns.filter((turn) => turn.history.length > 0)) {
      const decoded = decodeHistory(encodeHistory(history), history[0]!.id)
      assert.deepEqual(plain(decoded), plain(history))
    }
  })

  test('lists a payload once that many of its events show', () => {
    const { turns } = play(chain({ A: { Type: 'Pass' }, B: { Type: 'Pass' } }), { k: 1 })
    assert.deepEqual(encodeHistory(turns[0]!.history).payloads, ['{"k":1}'])
  })

  test('keeps what an error teaches, and details that are absent', () => {
    const history: HistoryEvent[] = [
      { id: 4, previousEventId: 3, type: 'ParallelStateStarted', at: 5 },
      { id: 5, previousEventId: 4, type: 'ParallelStateFailed', at: 6, teaching: { expression: '$.x' } },
      {
        id: 6,
        previousEventId: 5,
        type: 'ExecutionFailed',
        at: 6,
        details: { error: 'E', cause: undefined },
      },
    ]
    const decoded = decodeHistory(encodeHistory(history), 4)
    assert.deepEqual(plain(decoded), plain(history))
    assert.equal('details' in decoded[1]!, false)
  })

  test('keeps assigned variables by their names, each value once', () => {
    const assigned = Object.fromEntries([
      ['__proto__', input],
      ['a', input],
      ['b', payload(2)],
    ] as const)
    const exited: HistoryEvent = {
      id: 4,
      previousEventId: 3,
      type: 'PassStateExited',
      at: 5,
      details: { name: 'S', output: input, assignedVariables: assigned },
    }
    const encoded = encodeHistory([exited])
    assert.deepEqual(encoded.payloads, ['"input"', '2'])
    const [decoded] = decodeHistory(encoded, 4)
    assert.deepEqual(plain(decoded), plain(exited))
    const read = decoded!.details!['assignedVariables'] as typeof assigned
    assert.deepEqual(Object.keys(read), ['__proto__', 'a', 'b'])
  })

  test('may be empty', () => {
    assert.deepEqual(decodeHistory(encodeHistory([]), 1), [])
  })
})
