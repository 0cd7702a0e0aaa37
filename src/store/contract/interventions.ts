/** Who let an execution begin, or go on, at a chosen state; and revisions that are not the current one. */
import assert from 'node:assert/strict'
import type { Intervention } from '../interventions-port.ts'
import { chunk, commit, created, ended, large, machine, putMachine, turn } from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const intervention = (eventId: number, executionArn: string): Intervention => ({
  eventId,
  at: 70 + eventId,
  principal: 'ada',
  stateName: 'Charge',
  source: { executionArn, eventId: 5 },
  edited: ['input', 'variable kept'],
})

export function testInterventions(make: MakeStore): void {
  testStore(
    make,
    'an intervention is written with its turn, and goes with the execution',
    async ({ store }) => {
      const [first, second] = [intervention(1, 'arn:source'), intervention(9, 'arn:itself')]
      await commit(store, putMachine(1), turn(1, { created: created(1), intervention: first }))
      await commit(store, turn(1, { history: chunk(1, 9), intervention: second, ended: ended(1) }))
      assert.deepEqual(await store.interventions(1), [first, second])
      assert.deepEqual(await store.interventions(2), [])
      assert.equal(await store.deleteClosed(1e15, 10), 1)
      assert.deepEqual(await store.interventions(1), [])
      assert.deepEqual(await store.forksOf('arn:source', 10), [])
    },
  )

  testStore(
    make,
    'the forks of an execution are listed, the newest first, and no redrives',
    async ({ store }) => {
      const fork = (id: number) =>
        turn(id, { created: created(id), intervention: intervention(1, 'arn:source') })
      await commit(store, putMachine(1), fork(1), fork(2), fork(3))
      await commit(store, turn(4, { created: created(4), intervention: intervention(9, 'arn:source') }))
      assert.deepEqual(await store.forksOf('arn:source', 10), [3, 2, 1])
      assert.deepEqual(await store.forksOf('arn:source', 2), [3, 2])
      assert.deepEqual(await store.forksOf('arn:other', 10), [])
    },
  )

  testStore(
    make,
    'a revision that is added is not the current one, and goes with its machine',
    async (subject) => {
      const { store, under } = subject
      const added = { ...machine(1).revision, number: 2, definition: large(2), revisionId: 'added' }
      const account = machine(1).account
      await commit(store, putMachine(1), { kind: 'putRevision', machineId: 1, account, revision: added })
      assert.deepEqual(await store.revision(2), added)
      assert.deepEqual(await store.machineById(1), machine(1))
      assert.equal((await store.counters()).revision, 2)
      await commit(store, { kind: 'deleteMachine', machineId: 1, at: 1 })
      assert.equal(await store.revision(2), undefined)
      assert.equal((await under.inspect(store)).sharedPayloads, 0)
    },
  )

  testStore(make, 'state machines and activities are counted by account and region', async ({ store }) => {
    await commit(store, putMachine(1), putMachine(2), putMachine(3, { region: 'eu-west-1' }))
    const { account, region } = machine(1)
    const activity = { id: 1, account, region, name: 'people', createdAt: 1, configuration: '{}' }
    await commit(store, { kind: 'putActivity', activity })
    await commit(store, { kind: 'deleteMachine', machineId: 2, at: 1 })
    assert.equal(await store.countMachines({ account, region }), 1)
    assert.equal(await store.countMachines({ account, region: 'eu-west-1' }), 1)
    assert.equal(await store.countActivities({ account, region }), 1)
    assert.equal(await store.countActivities({ account, region: 'eu-west-1' }), 0)
  })
}
