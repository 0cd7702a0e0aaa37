/** Versions and aliases of state machines, and the executions that they start. */
import assert from 'node:assert/strict'
import type { MachineRecord } from '../catalog-port.ts'
import type { ExecutionStatus, Store, Write } from '../port.ts'
import type { AliasRecord, NewAlias, VersionRecord } from '../versions-port.ts'
import { commit, created, ended, frame, machine, putMachine, turn } from './samples.ts'
import { allPages, testStore, type MakeStore } from './store-under-test.ts'

const versionOf = (number: number, changes: Partial<VersionRecord> = {}): VersionRecord => ({
  machineId: 1,
  number,
  revision: number,
  createdAt: 5000 + number,
  ...changes,
})

/** Machine 1 with its revision of that number published as the version of that number. */
function publish(number: number, changes: Partial<VersionRecord> = {}): Write {
  const publishes = versionOf(number, changes)
  return { kind: 'putMachine', machine: published(number), publishes }
}

function published(number: number): MachineRecord {
  return machine(1, { revision: machine(number).revision, lastVersion: number })
}

const alias = (name: string, changes: Partial<NewAlias> = {}): NewAlias => ({
  machineId: 1,
  name,
  createdAt: 6000,
  updatedAt: 6000,
  routes: [{ version: 1, weight: 100 }],
  ...changes,
})

const putAlias = (name: string, changes?: Partial<NewAlias>): Write => ({
  kind: 'putAlias',
  alias: alias(name, changes),
})

export function testVersions(make: MakeStore): void {
  testPublishing(make)
  testAliases(make)
  testDeletedWithMachine(make)
  testStartedBy(make)
}

function testPublishing(make: MakeStore): void {
  testStore(make, 'a version is found by its number and by its revision', async ({ store }) => {
    await commit(store, publish(1, { description: 'first' }), publish(2))
    assert.deepEqual(await store.version(1, 1), versionOf(1, { description: 'first' }))
    assert.deepEqual(await store.versionOfRevision(2), versionOf(2))
    assert.equal(await store.version(1, 3), undefined)
    assert.equal(await store.version(2, 1), undefined)
    assert.equal(await store.versionOfRevision(3), undefined)
    assert.deepEqual(await store.machineById(1), published(2))
  })

  testStore(make, 'a state machine that was created with a version keeps that it was', async ({ store }) => {
    const createdPublishing = { description: 'first' }
    const first = { ...published(1), createdPublishing }
    await commit(store, { kind: 'putMachine', machine: first, publishes: versionOf(1) })
    assert.deepEqual(await store.machineById(1), first)
    const second = { ...machine(1, { revision: machine(2).revision }), lastVersion: 1, createdPublishing }
    await commit(store, { kind: 'putMachine', machine: second })
    assert.deepEqual(await store.machineById(1), second)
  })

  testStore(make, 'versions are listed in pages, the newest first', async ({ store }) => {
    await commit(store, ...[1, 2, 3, 4, 5].map((number) => publish(number)))
    const pages = (last: VersionRecord | undefined) =>
      store.versions({ machineId: 1, limit: 2, ...(last && { before: last.number }) })
    assert.deepEqual(
      (await allPages(pages)).map(({ number }) => number),
      [5, 4, 3, 2, 1],
    )
    assert.deepEqual(await store.versions({ machineId: 2, limit: 2 }), [])
  })

  testStore(make, 'a deleted version is gone, and its revision and number stay', async ({ store }) => {
    await commit(store, publish(1))
    const write: Write = { kind: 'deleteVersion', machineId: 1, number: 1 }
    await commit(store, write, write)
    assert.equal(await store.version(1, 1), undefined)
    assert.equal(await store.versionOfRevision(1), undefined)
    assert.deepEqual(await store.revision(1), machine(1).revision)
    assert.equal((await store.machineById(1))!.lastVersion, 1)
  })

  testStore(make, 'a version whose group fails is not published', async ({ store }) => {
    await commit(store, publish(1))
    await assert.rejects(commit(store, publish(2, { revision: 2 }), publish(3, { revision: 2 })))
    assert.equal(await store.version(1, 2), undefined)
    assert.deepEqual(await store.machineById(1), published(1))
  })
}

function testAliases(make: MakeStore): void {
  testStore(make, 'an alias is found as it was put last, with the id of its creation', async ({ store }) => {
    const twoRoutes = [
      { version: 1, weight: 70 },
      { version: 2, weight: 30 },
    ]
    await commit(store, publish(1), publish(2), putAlias('prod', { description: 'live' }), putAlias('test'))
    const { id } = (await store.alias(1, 'prod'))!
    assert.deepEqual(await store.alias(1, 'prod'), { id, ...alias('prod', { description: 'live' }) })
    await commit(store, putAlias('prod', { routes: twoRoutes, updatedAt: 7000 }))
    assert.deepEqual(await store.alias(1, 'prod'), {
      id,
      ...alias('prod', { routes: twoRoutes, updatedAt: 7000 }),
    })
    assert.equal(await store.alias(1, 'none'), undefined)
    assert.equal(await store.alias(2, 'prod'), undefined)
  })

  testStore(make, 'aliases are listed in pages in the order of their creation', async ({ store }) => {
    await commit(store, publish(1), ...['c', 'a', 'd', 'b'].map((name) => putAlias(name)), putAlias('a'))
    assert.deepEqual(await names(store), ['c', 'a', 'd', 'b'])
  })

  testStore(
    make,
    'the aliases of a version are those that lead to it, first or second',
    async ({ store }) => {
      const routes = (...versions: readonly number[]) => ({
        routes: versions.map((version) => ({ version, weight: 100 / versions.length })),
      })
      await commit(
        store,
        publish(1),
        publish(2),
        publish(3),
        putAlias('only', routes(2)),
        putAlias('first', routes(2, 1)),
        putAlias('other', routes(1)),
        putAlias('second', routes(1, 2)),
      )
      assert.deepEqual(await names(store, 2), ['only', 'first', 'second'])
      assert.deepEqual(await names(store, 3), [])
    },
  )

  testStore(make, 'a deleted alias is gone, and one made anew is another one', async ({ store }) => {
    await commit(store, publish(1), putAlias('prod'))
    const { id } = (await store.alias(1, 'prod'))!
    const write: Write = { kind: 'deleteAlias', machineId: 1, name: 'prod' }
    await commit(store, write, write)
    assert.equal(await store.alias(1, 'prod'), undefined)
    await commit(store, putAlias('prod'))
    assert.ok((await store.alias(1, 'prod'))!.id > id)
  })
}

async function names(store: Store, version?: number): Promise<readonly string[]> {
  const all = await allPages((last: AliasRecord | undefined) =>
    store.aliases({
      machineId: 1,
      limit: 2,
      ...(version !== undefined && { version }),
      ...(last && { after: last.id }),
    }),
  )
  return all.map(({ name }) => name)
}

function testDeletedWithMachine(make: MakeStore): void {
  testStore(
    make,
    'versions and aliases go with their state machine, and its executions still name them',
    async ({ store }) => {
      const row = created(1, { version: 1, alias: 'prod' })
      await commit(store, publish(1), putAlias('prod'), turn(1, { created: row, ended: ended(1) }))
      await commit(store, { kind: 'deleteMachine', machineId: 1, at: 9 })
      assert.equal(await store.version(1, 1), undefined)
      assert.equal(await store.alias(1, 'prod'), undefined)
      const { version, alias: name } = (await store.execution(1))!
      assert.deepEqual({ version, name }, { version: 1, name: 'prod' })
    },
  )
}

function testStartedBy(make: MakeStore): void {
  testStore(make, 'executions are listed by the version or alias that started them', async ({ store }) => {
    await commit(store, publish(1), publish(2), putMachine(2), ...startedExecutions())
    const ids = async (startedBy: { version: number } | { alias: string }, status?: ExecutionStatus) =>
      (
        await allPages((last: { readonly id: number } | undefined) =>
          store.executions({
            machineId: 1,
            startedBy,
            limit: 2,
            ...(status && { status }),
            ...(last && { before: last.id }),
          }),
        )
      ).map(({ id }) => id)
    assert.deepEqual(await ids({ version: 1 }), [10, 9, 7, 6, 4, 3, 1])
    assert.deepEqual(await ids({ version: 2 }), [])
    assert.deepEqual(await ids({ alias: 'prod' }), [10, 7, 4, 1])
    assert.deepEqual(await ids({ version: 1 }, 'RUNNING'), [10, 6, 4])
    assert.deepEqual(await ids({ alias: 'prod' }, 'SUCCEEDED'), [7, 1])
    assert.equal((await store.executions({ machineId: 1, limit: 100 })).length, 10)
  })
}

// Of machine 1: every third was started by an alias, every other third by a version, the rest by neither; odd ids have ended.
function startedExecutions() {
  const by = [{ version: 1 }, { version: 1, alias: 'prod' }, {}] as const
  const ofOne = Array.from({ length: 10 }, (_, i) => {
    const id = i + 1
    const row = created(id, by[id % 3])
    return turn(id, id % 2 === 0 ? { created: row, frames: [frame(0)] } : { created: row, ended: ended(id) })
  })
  return [...ofOne, turn(11, { created: created(11, { machineId: 2, version: 1, alias: 'prod' }) })]
}
