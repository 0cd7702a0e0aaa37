import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Payload } from '#base'
import { doneFrame, dueAt, type Frame, type Progress } from './frame.ts'

const large = Payload.fromText('"large"')
const frame: Frame = {
  id: 4,
  visit: {
    place: { role: 'iteration', parentId: 1, index: 2, item: { index: 2, value: large } },
    stateName: 'S',
    enteredAt: 1000,
    enteredEventId: 7,
    input: large,
  },
  progress: { kind: 'ready' },
  retries: [1],
  lastEventId: 9,
}

test('a frame that is done keeps its output and its place, and neither input nor item', () => {
  const output = Payload.fromText('1')
  const done = doneFrame(frame, output)
  assert.deepEqual(done.progress, { kind: 'done', output })
  assert.deepEqual(done.visit.place, { role: 'iteration', parentId: 1, index: 2 })
  assert.equal(done.visit.input.text, '{}')
  assert.equal('retries' in done, false)
})

suite('the next timer of a frame', () => {
  const task = (clocks: object): Progress => ({
    kind: 'task',
    taskId: 3,
    request: { target: { kind: 'lambda', functionName: 'f' }, parameters: large },
    ...clocks,
  })
  const table: readonly [what: string, progress: Progress, expected: number | undefined][] = [
    ['that waits', { kind: 'waiting', dueAt: 5 }, 5],
    ['that will try again', { kind: 'retrying', dueAt: 6 }, 6],
    ['whose task has a timeout', task({ timeoutAt: 7 }), 7],
    ['whose task has a heartbeat', task({ heartbeatAt: 8 }), 8],
    ['whose task has both, the heartbeat first', task({ timeoutAt: 9, heartbeatAt: 4 }), 4],
    ['whose task has both, the timeout first', task({ timeoutAt: 3, heartbeatAt: 4 }), 3],
    ['whose task may take for ever', task({}), undefined],
    ['that goes on', { kind: 'ready' }, undefined],
    ['that has branches', { kind: 'branches', first: 5, count: 1, open: 1 }, undefined],
    ['that is done', { kind: 'done', output: large }, undefined],
  ]
  for (const [what, progress, expected] of table) {
    test(what, () => assert.equal(dueAt({ ...frame, progress }), expected))
  }
})
