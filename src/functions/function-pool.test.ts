import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { FunctionPool, InitFailed, PoolFull } from './function-pool.ts'
import type { ProcessSpec } from './start-child.ts'

const bytesMax = 1_000_000

/** A pool of programs that say that they are ready and then wait; nothing is run on them here. */
function open(
  t: TestContext,
  more: { readonly program?: string; readonly waitingMax?: number } = {},
): FunctionPool {
  const spec: ProcessSpec = {
    functionName: 'waits',
    program: more.program ?? '/bin/sh',
    programArguments: ['-c', 'echo I >&3; exec sleep 60'],
    folder: '/',
    environment: { PATH: process.env['PATH']! },
    memoryMegabytes: 64,
    responseBytesMax: bytesMax,
    givesBack: false,
  }
  const { waitingMax = 10 } = more
  const pool = new FunctionPool({ spec, concurrency: 2, waitingMax, initSeconds: 60, log: () => undefined })
  t.after(() => pool.close())
  return pool
}

test('idle processes are trimmed, but for the one that was idle last', async (t) => {
  const pool = open(t)
  const first = await pool.acquire(undefined)
  const second = await pool.acquire(undefined)
  assert.equal(pool.processes.size, 2)
  pool.release(first)
  pool.release(second)
  pool.trim(0)
  assert.equal(pool.processes.size, 2)
  pool.trim(Infinity)
  assert.deepEqual([...pool.processes], [second])
  assert.equal(pool.take(true), second)
})

test('an invocation that finds the queue full is refused', async (t) => {
  const pool = open(t, { waitingMax: 1 })
  const waits = pool.acquire(undefined)
  await assert.rejects(pool.acquire(undefined), PoolFull)
  assert.equal((await waits).isBusy, false)
})

test('a program that is not there fails everything that waits', async (t) => {
  const pool = open(t, { program: '/nowhere/at-all' })
  const both = await Promise.allSettled([pool.acquire(undefined), pool.acquire(undefined)])
  for (const result of both) {
    assert(result.status === 'rejected' && result.reason instanceof InitFailed)
    assert.deepEqual(result.reason.failure, { end: { kind: 'exited', code: 127, signal: null } })
  }
})

test('a retired process ends and the next one is new', async (t) => {
  const pool = open(t)
  const first = await pool.acquire(undefined)
  pool.release(first)
  pool.retire()
  await first.exited
  assert.equal(pool.take(true), undefined)
  assert.notEqual(await pool.acquire(undefined), first)
})
