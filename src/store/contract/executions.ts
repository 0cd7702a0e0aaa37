/** Executions: their rows, their names, their listings. */
import assert from 'node:assert/strict'
import type { ExecutionStatus, Store } from '../port.ts'
import { account, chunk, commit, created, ended, frame, large, putMachine, region, turn } from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

const summary = (id: number, status: ExecutionStatus, stoppedAt?: number) => ({
  id,
  machineId: 1,
  machineName: 'machine-1',
  account,
  region,
  revision: 1,
  partition: id % 256,
  name: `execution-${id}`,
  status,
  startedAt: 10_000 + id,
  ...(stoppedAt === undefined ? {} : { stoppedAt }),
})

export function testExecutions(make: MakeStore): void {
  testStore(make, 'a running execution is found as it was created', async ({ store }) => {
    await commit(store, putMachine(1), turn(7, { created: created(7, { traceHeader: 'Root=1' }) }))
    assert.deepEqual(await store.execution(7), {
      ...summary(7, 'RUNNING'),
      input: '{"input":7}',
      traceHeader: 'Root=1',
    })
    assert.equal(await store.execution(8), undefined)
  })

  testStore(make, 'an execution that ends in its first turn is found as it ended', async ({ store }) => {
    await commit(
      store,
      putMachine(1),
      turn(1, { created: created(1), history: chunk(1, 4), ended: ended(1) }),
    )
    assert.deepEqual(await store.execution(1), {
      ...summary(1, 'SUCCEEDED', 20_001),
      input: '{"input":1}',
      output: '{"output":1}',
    })
  })

  testStore(
    make,
    'an execution that fails later keeps its error and cause, long ones too',
    async ({ store }) => {
      const failed = { status: 'FAILED', stoppedAt: 5, error: 'Broken', cause: large(1) } as const
      await commit(
        store,
        putMachine(1),
        turn(1, { created: created(1, { input: large(2) }), frames: [frame(0)] }),
      )
      await commit(store, turn(1, { ended: failed }))
      assert.deepEqual(await store.execution(1), {
        ...summary(1, 'FAILED', 5),
        input: large(2),
        error: 'Broken',
        cause: large(1),
      })
    },
  )

  testNames(make)
  testListings(make)
}

function testNames(make: MakeStore): void {
  testStore(make, 'names lead to ids, in the order of the question', async ({ store }) => {
    await commit(
      store,
      putMachine(1),
      putMachine(2),
      turn(1, { created: created(1) }),
      turn(2, { created: created(2, { machineId: 2 }) }),
    )
    const names = [
      { machineId: 2, name: 'execution-2' },
      { machineId: 1, name: 'execution-2' },
      { machineId: 1, name: 'execution-1' },
    ]
    assert.deepEqual(await store.findExecutionIds(names), [2, undefined, 1])
  })

  testStore(make, 'two executions of one state machine cannot have one name', async ({ store }) => {
    await commit(store, putMachine(1), turn(1, { created: created(1) }))
    await assert.rejects(commit(store, turn(2, { created: created(2, { name: 'execution-1' }) })))
    assert.equal(await store.execution(2), undefined)
  })
}

function testListings(make: MakeStore): void {
  testStore(make, 'listings are pages of the newest first, of one status or of all', async ({ store }) => {
    await commit(store, putMachine(1), putMachine(2), ...mixedExecutions())
    const ids = async (limit: number, status?: ExecutionStatus) =>
      (await listAll(store, limit, status)).map(({ id }) => id)
    const all = Array.from({ length: 30 }, (_, i) => 30 - i)
    assert.deepEqual(await ids(7), all)
    assert.deepEqual(await ids(100), all)
    assert.deepEqual(
      await ids(4, 'RUNNING'),
      all.filter((id) => id % 3 === 0),
    )
    assert.deepEqual(
      await ids(3, 'FAILED'),
      all.filter((id) => id % 3 === 1),
    )
    assert.deepEqual(await ids(3, 'TIMED_OUT'), [])
    assert.deepEqual(await store.executions({ machineId: 1, limit: 2, before: 29 }), [
      summary(28, 'FAILED', 20_028),
      summary(27, 'RUNNING'),
    ])
  })

  testStore(make, 'statistics count executions by status', async ({ store }) => {
    await commit(store, putMachine(1), putMachine(2), ...mixedExecutions())
    await commit(store, turn(3, { ended: ended(3, { status: 'ABORTED' }) }))
    const { executionsByStatus, bytes } = await store.statistics()
    assert.deepEqual(executionsByStatus, { RUNNING: 10, SUCCEEDED: 10, FAILED: 10, TIMED_OUT: 0, ABORTED: 1 })
    assert.ok(bytes > 0)
  })
}

// Ids 1 to 30 of machine 1, a third each running, failed and succeeded; one execution of machine 2 among them.
function mixedExecutions() {
  const ofOther = turn(1000, { created: created(1000, { machineId: 2 }) })
  const ofOne = Array.from({ length: 30 }, (_, i) => {
    const id = i + 1
    if (id % 3 === 0) return turn(id, { created: created(id), frames: [frame(0)] })
    return turn(id, {
      created: created(id),
      ended: ended(id, { status: id % 3 === 1 ? 'FAILED' : 'SUCCEEDED' }),
    })
  })
  return [...ofOne, ofOther]
}

function listAll(store: Store, limit: number, status?: ExecutionStatus) {
  return allPages((last: { readonly id: number } | undefined) =>
    store.executions({
      machineId: 1,
      limit,
      ...(status === undefined ? {} : { status }),
      ...(last === undefined ? {} : { before: last.id }),
    }),
  )
}
