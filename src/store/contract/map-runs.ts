/** Map Runs: their rows, their children and the counts that the store keeps of these. */
import assert from 'node:assert/strict'
import type { MapRunRecord } from '../map-runs-port.ts'
import type { ExecutionStatus, Store, TurnRecord } from '../port.ts'
import {
  account,
  changeMapRun,
  commit,
  created,
  encoded,
  ended,
  large,
  mapRun,
  putMachine,
  region,
  turn,
} from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

export function testMapRuns(make: MakeStore): void {
  testRows(make)
  testChildren(make)
  testKept(make)
}

function testRows(make: MakeStore): void {
  testStore(make, 'a Map Run is found as a turn has begun it', async ({ store }) => {
    await begin(store)
    assert.deepEqual(await store.mapRun('uuid-1'), begun)
    assert.equal(await store.mapRun('uuid-2'), undefined)
    assert.deepEqual(await store.mapRunJob(1), encoded('job 1'))
    assert.equal(await store.mapRunJob(2), undefined)
  })

  testStore(make, 'a large job is kept once, and goes with the Map Run', async ({ store, under }) => {
    const job = encoded('job', large(1), large(1))
    const over = ended(100)
    await commit(store, putMachine(1), turn(100, { created: created(100), mapRuns: [mapRun(1, { job })] }))
    assert.deepEqual(await store.mapRunJob(1), job)
    assert.equal((await under.inspect(store)).sharedPayloads, 1)
    await commit(store, changeMapRun(1, { ended: { status: 'SUCCEEDED', stoppedAt: 5 } }))
    await commit(store, turn(100, { ended: over }))
    assert.equal(await store.deleteClosed(1e15, 10), 1)
    assert.equal((await under.inspect(store)).sharedPayloads, 0)
    assert.equal(await store.mapRunJob(1), undefined)
  })

  testStore(make, 'a change leaves what it does not name', async ({ store }) => {
    await begin(store)
    const settings = { maxConcurrency: 1, toleratedFailureCount: 0, toleratedFailurePercentage: 100 }
    await commit(store, changeMapRun(1, { progress: 'half', resultsWritten: 3 }))
    await commit(store, changeMapRun(1, { settings }))
    assert.deepEqual(await store.mapRun('uuid-1'), {
      ...begun,
      progress: 'half',
      resultsWritten: 3,
      settings,
    })
  })

  testStore(make, 'a Map Run that is over is open no more and changes no more', async ({ store }) => {
    await begin(store, mapRun(1), mapRun(2), mapRun(3))
    await commit(store, changeMapRun(2, { ended: { status: 'FAILED', stoppedAt: 40_000 } }))
    const over = { ...begun, id: 2, ...namesOf(2), status: 'FAILED', stoppedAt: 40_000 }
    assert.deepEqual(await store.mapRun('uuid-2'), over)
    await commit(store, changeMapRun(2, { progress: 'more', ended: { status: 'ABORTED', stoppedAt: 1 } }))
    assert.deepEqual(await store.mapRun('uuid-2'), over)
    const open = await allPages((last: MapRunRecord | undefined) => store.openMapRuns(1, last?.id))
    assert.deepEqual(
      open.map(({ id }) => id),
      [1, 3],
    )
  })

  testStore(make, "an execution's Map Runs are listed, the newest first", async ({ store }) => {
    await begin(store, mapRun(1), mapRun(2), mapRun(3))
    await commit(store, turn(101, { created: created(101), mapRuns: [mapRun(4)] }))
    const listed = await allPages((last: MapRunRecord | undefined) =>
      store.mapRuns({ executionId: 100, limit: 2, ...(last && { before: last.id }) }),
    )
    assert.deepEqual(
      listed.map(({ uuid }) => uuid),
      ['uuid-3', 'uuid-2', 'uuid-1'],
    )
  })
}

function testChildren(make: MakeStore): void {
  testStore(
    make,
    'children and their items are counted by status as they start and end',
    async ({ store }) => {
      await begin(store)
      const failed = ended(3, { status: 'FAILED' })
      await commit(store, child(1, 10), child(2, 20), child(3, 30, { ended: failed }))
      assert.deepEqual(await counts(store), [
        { ...none, RUNNING: 2, FAILED: 1 },
        { ...none, RUNNING: 30, FAILED: 30 },
      ])
      await commit(store, turn(1, { ended: ended(1, { status: 'TIMED_OUT' }) }))
      await commit(store, child(4, 40), turn(2, { ended: ended(2) }), turn(4, { ended: ended(4) }))
      assert.deepEqual(await counts(store), [
        { ...none, SUCCEEDED: 2, FAILED: 1, TIMED_OUT: 1 },
        { ...none, SUCCEEDED: 60, FAILED: 30, TIMED_OUT: 10 },
      ])
    },
  )

  testStore(make, 'a group that is rolled back has started no child and counted none', async ({ store }) => {
    await begin(store)
    // The name of the second is taken: nothing of the group is written.
    const group = [child(1, 10), child(2, 10, { created: { ...childOf(2, 10), name: 'execution-1' } })]
    await assert.rejects(commit(store, ...group, changeMapRun(1, { progress: 'further' })))
    assert.deepEqual(await store.mapRun('uuid-1'), begun)
  })

  testStore(make, 'a child says whose it is, and is listed there only', async ({ store }) => {
    await begin(store)
    await commit(store, child(1, 7), child(2, 8), turn(2, { ended: ended(2) }))
    assert.deepEqual((await store.execution(1))?.mapRun, {
      id: 1,
      uuid: 'uuid-1',
      label: 'label-1',
      stateName: 'Each',
      itemCount: 7,
    })
    const ids = async (query: { machineId: number } | { mapRunId: number }, status?: ExecutionStatus) =>
      (await store.executions({ ...query, limit: 10, ...(status && { status }) })).map(({ id }) => id)
    assert.deepEqual(await ids({ machineId: 1 }), [100])
    assert.deepEqual(await ids({ machineId: 1 }, 'RUNNING'), [100])
    assert.deepEqual(await ids({ mapRunId: 1 }), [2, 1])
    assert.deepEqual(await ids({ mapRunId: 1 }, 'RUNNING'), [1])
    assert.deepEqual(await store.findExecutionIds([{ machineId: 1, name: 'execution-2' }]), [2])
  })

  testStore(make, 'results come in the order of the ids, some statuses or all', async ({ store }) => {
    await begin(store)
    const statuses = ['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'ABORTED', 'SUCCEEDED'] as const
    await commit(store, ...statuses.map((status, i) => child(i + 1, 1, { ended: ended(i + 1, { status }) })))
    const results = (query: { statuses: readonly ExecutionStatus[]; after?: number; skip?: number }) =>
      store.mapRunResults({ mapRunId: 1, after: 0, limit: 3, charactersMax: 1e9, ...query })
    const ids = async (query: Parameters<typeof results>[0]) => (await results(query)).map(({ id }) => id)
    assert.deepEqual(await ids({ statuses }), [1, 2, 3])
    assert.deepEqual(await ids({ statuses, after: 3 }), [4, 5])
    assert.deepEqual(await ids({ statuses: ['SUCCEEDED'], skip: 1 }), [3, 5])
    assert.deepEqual(await ids({ statuses: ['FAILED', 'ABORTED'] }), [2, 4])
    const [first] = await results({ statuses })
    assert.deepEqual([first?.input, first?.output], ['{"input":1}', '{"output":1}'])
    const short = await store.mapRunResults({ mapRunId: 1, statuses, after: 0, limit: 3, charactersMax: 1 })
    assert.deepEqual(
      short.map(({ id }) => id),
      [1],
    )
  })
}

function testKept(make: MakeStore): void {
  testStore(make, 'what a Map Run that is not over has to read is kept', async ({ store }) => {
    await begin(store)
    await commit(store, child(1, 1, { ended: ended(1) }), turn(100, { ended: ended(100) }))
    assert.equal(await store.deleteClosed(1e15, 10), 0)
    await commit(store, changeMapRun(1, { ended: { status: 'ABORTED', stoppedAt: 5 } }))
    assert.equal(await store.deleteClosed(1e15, 10), 2)
    assert.equal(await store.mapRunJob(1), undefined)
  })

  testStore(make, 'a Map Run goes with the last of its children', async ({ store }) => {
    await begin(store)
    await commit(store, changeMapRun(1, { ended: { status: 'ABORTED', stoppedAt: 5 } }))
    await commit(store, child(1, 1), turn(100, { ended: ended(100) }))
    assert.equal(await store.deleteClosed(1e15, 10), 1)
    assert.ok(await store.mapRunJob(1))
    assert.equal((await store.execution(1))?.mapRun?.label, 'label-1')
    await commit(store, turn(1, { ended: ended(1) }))
    assert.equal(await store.deleteClosed(1e15, 10), 1)
    assert.equal(await store.mapRunJob(1), undefined)
  })
}

const none = { RUNNING: 0, SUCCEEDED: 0, FAILED: 0, TIMED_OUT: 0, ABORTED: 0 }
const namesOf = (number: number) => ({
  uuid: `uuid-${number}`,
  label: `label-${number}`,
  startedAt: 30_000 + number,
})

const begun: MapRunRecord = {
  id: 1,
  ...namesOf(1),
  stateName: 'Each',
  executionId: 100,
  frameId: 1,
  machineId: 1,
  machineName: 'machine-1',
  account,
  region,
  revision: 1,
  status: 'RUNNING',
  settings: { maxConcurrency: 10, toleratedFailureCount: 2, toleratedFailurePercentage: 0.5 },
  progress: '',
  resultsWritten: 0,
  executions: none,
  items: none,
}

/** Execution 100 of machine 1, whose first turn begins Map Runs. */
async function begin(store: Store, ...mapRuns: NonNullable<TurnRecord['mapRuns']>): Promise<void> {
  const begins = mapRuns.length > 0 ? mapRuns : [mapRun(1)]
  await commit(store, putMachine(1), turn(100, { created: created(100), mapRuns: begins }))
}

const childOf = (id: number, itemCount: number) => created(id, { mapRun: { id: 1, itemCount } })

function child(id: number, itemCount: number, changes: Partial<TurnRecord> = {}): TurnRecord {
  return turn(id, { created: childOf(id, itemCount), ...changes })
}

async function counts(store: Store) {
  const { executions, items } = (await store.mapRun('uuid-1'))!
  return [executions, items]
}
