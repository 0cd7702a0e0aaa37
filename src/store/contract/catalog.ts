/** State machines, activities, tags and settings. */
import assert from 'node:assert/strict'
import type { ActivityRecord, MachineRecord } from '../catalog-port.ts'
import {
  account,
  commit,
  created,
  ended,
  large,
  machine,
  otherAccount,
  putMachine,
  region,
  turn,
} from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

const here = { account, region }

export function testCatalog(make: MakeStore): void {
  testMachines(make)
  testDeletedMachines(make)
  testExpressMachines(make)
  testActivities(make)

  testStore(make, 'tags are replaced as a whole', async ({ store }) => {
    const put = (tags: Record<string, string>) =>
      commit(store, { kind: 'putTags', resourceArn: 'arn:1', tags })
    assert.deepEqual(await store.tags('arn:1'), {})
    await put({ a: '1', b: '2' })
    assert.deepEqual(await store.tags('arn:1'), { a: '1', b: '2' })
    await put({ b: '3' })
    assert.deepEqual(await store.tags('arn:1'), { b: '3' })
    await put({})
    assert.deepEqual(await store.tags('arn:1'), {})
  })

  testStore(make, 'a setting is what was put last', async ({ store }) => {
    assert.equal(await store.setting('key'), undefined)
    await commit(
      store,
      { kind: 'putSetting', key: 'key', value: 'one' },
      { kind: 'putSetting', key: 'key', value: 'two' },
    )
    assert.equal(await store.setting('key'), 'two')
    assert.equal(await store.setting('other'), undefined)
  })
}

function testMachines(make: MakeStore): void {
  testStore(
    make,
    'a state machine is found by name and by id with its current revision',
    async ({ store }) => {
      const first = machine(1, {
        type: 'EXPRESS',
        revision: { ...machine(1).revision, definition: large(1) },
      })
      await commit(store, { kind: 'putMachine', machine: first })
      assert.deepEqual(await store.machine(here, 'machine-1'), first)
      assert.deepEqual(await store.machineById(1), first)
      const revision = { ...machine(2).revision, revisionId: 'second' }
      const second = { ...first, status: 'DELETING', revision } as const
      await commit(store, { kind: 'putMachine', machine: second })
      assert.deepEqual(await store.machineById(1), second)
      assert.deepEqual(await store.revision(1), first.revision)
      assert.deepEqual(await store.revision(2), revision)
      assert.equal(await store.revision(3), undefined)
      assert.equal(await store.machine({ account: otherAccount, region }, 'machine-1'), undefined)
      assert.deepEqual((await store.counters()).revision, 2)
    },
  )

  testStore(
    make,
    'a revision may be put again: nothing of its text is kept twice',
    async ({ store, under }) => {
      const put = (definition: string) =>
        commit(store, putMachine(1, { revision: { ...machine(1).revision, definition } }))
      await put(large(1))
      await put(large(1))
      assert.equal((await under.inspect(store)).sharedPayloads, 1)
      await put('{}')
      assert.equal((await under.inspect(store)).sharedPayloads, 0)
    },
  )

  testStore(make, 'state machines of a namespace are listed by name in pages', async ({ store }) => {
    const names = ['b', 'a', 'Z', 'é', '😀', 'a-1']
    const writes = names.map((name, i) => putMachine(i + 1, { name }))
    await commit(
      store,
      ...writes,
      putMachine(9, { name: 'c', account: otherAccount }),
      putMachine(10, { name: 'd', region: 'eu-west-1' }),
    )
    const all = await allPages((last: MachineRecord | undefined) =>
      store.machines({ ...here, limit: 2, ...(last === undefined ? {} : { after: last.name }) }),
    )
    assert.deepEqual(
      all.map(({ name }) => name),
      ['Z', 'a', 'a-1', 'b', 'é', '😀'],
    )
  })
}

function testDeletedMachines(make: MakeStore): void {
  testStore(
    make,
    'a deleted state machine without executions is gone and its id is not used again',
    async ({ store, under }) => {
      await commit(store, putMachine(5, { revision: { ...machine(5).revision, definition: large(1) } }))
      await commit(store, { kind: 'deleteMachine', machineId: 5, at: 9 })
      assert.equal(await store.machineById(5), undefined)
      assert.equal(await store.revision(5), undefined)
      assert.deepEqual(await store.machines({ ...here, limit: 10 }), [])
      assert.equal((await under.inspect(store)).sharedPayloads, 0)
      assert.deepEqual(await store.counters(), { executionId: 0, machineId: 5, revision: 5, activityId: 0 })
    },
  )

  testStore(make, 'state machines that are being deleted are found, wherever they are', async ({ store }) => {
    const deleting = { status: 'DELETING' } as const
    await commit(
      store,
      putMachine(1),
      putMachine(2, deleting),
      putMachine(3, { ...deleting, account: otherAccount }),
    )
    assert.deepEqual(await store.deletingMachines(), [
      machine(2, deleting),
      machine(3, { ...deleting, account: otherAccount }),
    ])
    await commit(store, { kind: 'deleteMachine', machineId: 2, at: 9 })
    assert.deepEqual(
      (await store.deletingMachines()).map(({ id }) => id),
      [3],
    )
  })

  testStore(
    make,
    'the executions of a deleted state machine still lead to it, while its name is free',
    async ({ store }) => {
      await commit(store, putMachine(1), turn(1, { created: created(1), ended: ended(1) }))
      await commit(store, { kind: 'deleteMachine', machineId: 1, at: 9 })
      assert.equal(await store.machine(here, 'machine-1'), undefined)
      assert.equal((await store.machineById(1))!.status, 'DELETED')
      assert.deepEqual(await store.revision(1), machine(1).revision)
      assert.equal((await store.execution(1))!.machineName, 'machine-1')
      await commit(store, putMachine(2, { name: 'machine-1' }))
      assert.equal((await store.machine(here, 'machine-1'))!.id, 2)
      await store.deleteClosed(1e15, 10)
      assert.equal(await store.machineById(1), undefined)
      assert.equal((await store.machineById(2))!.name, 'machine-1')
    },
  )
}

function testExpressMachines(make: MakeStore): void {
  testStore(
    make,
    'Express state machines are found as long as executions lead to them',
    async ({ store }) => {
      const express = { type: 'EXPRESS' } as const
      await commit(
        store,
        putMachine(1),
        putMachine(2, { ...express, account: otherAccount }),
        putMachine(3, express),
        putMachine(4, { ...express, status: 'DELETING' }),
        turn(1, { created: created(1, { machineId: 3, name: 'a:b' }) }),
      )
      assert.deepEqual(await store.expressMachines(), [2, 3, 4])
      for (const machineId of [2, 3]) await commit(store, { kind: 'deleteMachine', machineId, at: 9 })
      assert.deepEqual(await store.expressMachines(), [3, 4])
    },
  )
}

function testActivities(make: MakeStore): void {
  const activity = (id: number, changes: Partial<ActivityRecord> = {}): ActivityRecord => ({
    id,
    ...here,
    name: `activity-${id}`,
    createdAt: 100 + id,
    configuration: '{}',
    ...changes,
  })

  testStore(make, 'activities are found, listed in pages and deleted', async ({ store }) => {
    for (const id of [3, 1, 2]) await commit(store, { kind: 'putActivity', activity: activity(id) })
    await commit(store, {
      kind: 'putActivity',
      activity: activity(4, { account: otherAccount, name: 'activity-1' }),
    })
    assert.deepEqual(await store.activity(here, 'activity-1'), activity(1))
    assert.deepEqual(await store.activityById(2), activity(2))
    const all = await allPages((last: ActivityRecord | undefined) =>
      store.activities({ ...here, limit: 2, ...(last === undefined ? {} : { after: last.name }) }),
    )
    assert.deepEqual(all, [activity(1), activity(2), activity(3)])
    await commit(store, { kind: 'deleteActivity', activityId: 1 })
    assert.equal(await store.activity(here, 'activity-1'), undefined)
    assert.equal(await store.activityById(1), undefined)
    assert.equal((await store.counters()).activityId, 4)
  })
}
