import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PendingWrite } from './commit.ts'
import { TurnBatch } from './turn-batch.ts'

interface Execution {
  readonly name: string
}

const first: Execution = { name: 'first' }
const second: Execution = { name: 'second' }

function batchOf(...executions: readonly Execution[]) {
  const told: string[] = []
  const flushed: (readonly string[])[] = []
  const names = new Map<PendingWrite, string>()
  const write = (name: string): PendingWrite => {
    const pending: PendingWrite = {
      write: { kind: 'putSetting', key: 'k', value: name },
      done: (error) => told.push(`${name} ${error?.message ?? 'done'}`),
    }
    names.set(pending, name)
    return pending
  }
  const flush = (writes: readonly PendingWrite[]) => void flushed.push(writes.map((each) => names.get(each)!))
  return { batch: new TurnBatch(executions, write('progress'), flush), write, told, flushed }
}

test('it is written when each execution has taken its first turn, in the order of the turns', () => {
  const { batch, write, flushed } = batchOf(first, second)
  batch.add(second, write('second'))
  batch.add(second, write('second again'))
  assert.deepEqual([flushed, batch.isOpen], [[], true])
  batch.add(first, write('first'))
  assert.deepEqual(flushed, [['progress', 'second', 'second again', 'first']])
  assert.equal(batch.isOpen, false)
})

test('a turn that cannot be taken fails all of them', () => {
  const { batch, write, told, flushed } = batchOf(first, second)
  batch.add(first, write('first'))
  assert.deepEqual(batch.fail(new Error('broken')), [second])
  assert.deepEqual(told, ['progress broken', 'first broken'])
  assert.deepEqual([flushed, batch.isOpen], [[], false])
})
