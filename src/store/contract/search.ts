/** Searching: the index of declared fields and its progress, searches along it, jobs and saved views. */
import assert from 'node:assert/strict'
import type { SearchRange, SearchScalar } from '#query'
import type { ExecutionStatus, Store } from '../port.ts'
import type {
  SearchFieldRecord,
  SearchQuery,
  StoredAlternative,
  StoredScalar,
  StoredTest,
} from '../search-port.ts'
import {
  account,
  chunk,
  commit,
  created,
  ended,
  mapRun,
  otherAccount,
  putMachine,
  region,
  turn,
} from './samples.ts'
import { testStore, type MakeStore } from './store-under-test.ts'

const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine-1'
const large = { limit: 100, charactersMax: 1e6, documentCharactersMax: 1e6 }

export function testSearch(make: MakeStore): void {
  testFields(make)
  testChanges(make)
  testSearches(make)
  testPieces(make)
  testPlainTests(make)
  testMerging(make)
  testTimes(make)
  testRetained(make)
  testJobsAndViews(make)
}

const declare = (...paths: readonly string[]) =>
  ({
    kind: 'putTags',
    resourceArn: arn,
    tags: {},
    searchFields: {
      machineId: 1,
      isHashed: false,
      fields: paths.map((path) => ({
        source: path.startsWith('input') ? ('input' as const) : ('output' as const),
        path,
      })),
    },
  }) as const

const equals = (value: SearchScalar): SearchRange => ({ kind: 'equals', value })

const byField = (fieldId: number, ...anyOf: readonly SearchRange[]): StoredAlternative => {
  const test = { on: 'field', fieldId, anyOf } as const
  return { machineId: 1, anchor: test, tests: [test] }
}

/** An execution that ends at once; its number is in its times. */
const whole = (id: number, how: { readonly status?: ExecutionStatus; readonly error?: string } = {}) => {
  const { status = 'SUCCEEDED', error } = how
  const isOver = status !== 'RUNNING'
  const end = { ...ended(id), status: status as 'SUCCEEDED', stoppedAt: 100_000 + id }
  return turn(id, {
    created: created(id, { startedAt: 50_000 + id }),
    history: chunk(1, 2),
    ...(isOver && { ended: { ...end, ...(error !== undefined && { error }) } }),
  })
}

const index = (executionId: number, fieldId: number, value: StoredScalar) =>
  ({
    kind: 'indexExecutions',
    executions: [{ executionId, values: [[fieldId, value]], replaces: false }],
  }) as const

async function find(store: Store, ...anyOf: readonly StoredAlternative[]): Promise<readonly number[]> {
  return idsOf(store, { anyOf, limit: 100, examinedMax: 1000 })
}

async function idsOf(store: Store, query: SearchQuery): Promise<readonly number[]> {
  return (await store.search(query)).executions.map(({ id }) => id)
}

const onlyField = async (store: Store): Promise<SearchFieldRecord> => {
  const [field] = await store.searchFields(1)
  assert.ok(field)
  return field
}

function testFields(make: MakeStore): void {
  testStore(make, 'a declared field is to be filled in from the newest execution on', async ({ store }) => {
    await commit(store, putMachine(1), whole(1), whole(2), declare('input.a', 'output.b'))
    const fields = await store.searchFields()
    assert.deepEqual(
      fields.map(({ path, source, backfillBefore, isDropped }) => [path, source, backfillBefore, isDropped]),
      [
        ['input.a', 'input', 3, false],
        ['output.b', 'output', 3, false],
      ],
    )
    await commit(store, { kind: 'indexExecutions', executions: [], backfilled: { machineId: 1, before: 2 } })
    assert.equal((await onlyFieldNamed(store, 'input.a')).backfillBefore, 2)
    await commit(store, { kind: 'indexExecutions', executions: [], backfilled: { machineId: 1, before: 0 } })
    assert.equal((await onlyFieldNamed(store, 'input.a')).backfillBefore, undefined)
  })

  testStore(make, 'declaring again keeps the fields that stay, and drops the others', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a', 'input.b'))
    const [a, b] = await store.searchFields(1)
    await commit(store, declare('input.b', 'input.c'))
    const after = await store.searchFields(1)
    assert.deepEqual(
      after.map(({ path, isDropped }) => [path, isDropped]),
      [
        ['input.a', true],
        ['input.b', false],
        ['input.c', false],
      ],
    )
    assert.equal(after[1]!.id, b!.id)
    assert.equal(after[0]!.id, a!.id)
  })

  testStore(
    make,
    'the values of a dropped field go piece by piece, and the field last',
    async ({ store }) => {
      await commit(store, putMachine(1), whole(1), whole(2), whole(3), declare('input.a'))
      const { id } = await onlyField(store)
      await commit(store, index(1, id, 'x'), index(2, id, 'x'), index(3, id, 'x'), declare())
      await commit(store, { kind: 'sweepSearchField', fieldId: id, limit: 2 })
      assert.equal((await find(store, byField(id, equals('x')))).length, 1)
      assert.equal((await store.searchFields()).length, 1)
      await commit(store, { kind: 'sweepSearchField', fieldId: id, limit: 2 })
      assert.deepEqual(await store.searchFields(), [])
    },
  )
}

async function onlyFieldNamed(store: Store, path: string): Promise<SearchFieldRecord> {
  const field = (await store.searchFields(1)).find((one) => one.path === path)
  assert.ok(field)
  return field
}

function testChanges(make: MakeStore): void {
  testStore(
    make,
    'changes are read in the order of their commits, behind the position',
    async ({ store }) => {
      await commit(store, putMachine(1), whole(1), declare('input.a'))
      assert.deepEqual((await store.searchChanges(large)).sources, [], 'what was there is filled in instead')
      await commit(store, whole(3), whole(2))
      const changes = await store.searchChanges(large)
      assert.deepEqual(
        changes.sources.map(({ executionId }) => executionId),
        [3, 2],
      )
      assert.equal(changes.sources[0]!.input, created(3).input)
      assert.equal(changes.sources[0]!.output, undefined, 'no field reads outputs')
      const { from, to } = changes
      await commit(store, { kind: 'indexExecutions', executions: [], position: { from, to } })
      assert.deepEqual((await store.searchChanges(large)).sources, [])
      const { position, newest } = await store.searchProgress()
      assert.equal(position, newest)
    },
  )
}

function testPieces(make: MakeStore): void {
  testStore(make, 'a position that is not there any more is not moved', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a'), whole(1))
    await commit(store, { kind: 'indexExecutions', executions: [], position: { from: 77, to: 99 } })
    assert.equal((await store.searchChanges(large)).sources.length, 1)
  })

  testStore(make, 'an execution is read once, and pieces are bounded', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a'), whole(1, { status: 'RUNNING' }))
    await commit(store, turn(1, { history: chunk(3, 4) }), whole(2), whole(3))
    const all = await store.searchChanges(large)
    assert.deepEqual(
      all.sources.map(({ executionId }) => executionId),
      [1, 2, 3],
    )
    const some = await store.searchChanges({ ...large, charactersMax: 1 })
    assert.deepEqual(
      some.sources.map(({ executionId }) => executionId),
      [1],
    )
    assert.ok(some.to < all.to)
    const short = await store.searchChanges({ ...large, documentCharactersMax: 1 })
    assert.ok(short.sources.every(({ input }) => input === undefined))
  })

  testStore(make, 'children of Map Runs and executions of others are no part of it', async ({ store }) => {
    await commit(store, putMachine(1), putMachine(2), declare('input.a'))
    await commit(store, turn(1, { created: created(1), history: chunk(1, 2), mapRuns: [mapRun(1)] }))
    await commit(
      store,
      turn(2, { created: created(2, { mapRun: { id: 1, itemCount: 1 } }), history: chunk(1, 2) }),
      turn(3, { created: created(3, { machineId: 2 }), history: chunk(1, 2) }),
    )
    const { sources } = await store.searchChanges(large)
    assert.deepEqual(
      sources.map(({ executionId }) => executionId),
      [1],
    )
  })

  testStore(make, 'what was there is read from the newest down', async ({ store }) => {
    await commit(
      store,
      putMachine(1),
      whole(1),
      whole(2, { status: 'RUNNING' }),
      whole(3),
      declare('input.a'),
    )
    const query = { ...large, machineId: 1, before: 4, limit: 2 }
    const first = await store.searchBackfill(query)
    assert.deepEqual(
      first.map(({ executionId }) => executionId),
      [3, 2],
    )
    assert.equal((await store.searchBackfill({ ...query, before: 2 })).length, 1)
    assert.deepEqual(await store.searchBackfill({ ...query, before: 1 }), [])
  })
}

const values: readonly SearchScalar[] = [
  'a',
  'ab',
  'b',
  1,
  2.5,
  true,
  false,
  null,
  { digits: '9007199254740993' },
]

function testSearches(make: MakeStore): void {
  testStore(make, 'a value is found by what it equals, begins with or lies between', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a'))
    const { id } = await onlyField(store)
    for (const [i, value] of values.entries()) await commit(store, whole(i + 1), index(i + 1, id, value))
    for (const [i, value] of values.entries())
      assert.deepEqual(await find(store, byField(id, equals(value))), [i + 1], JSON.stringify(value))
    const near = { digits: '9007199254740992' }
    assert.deepEqual(await find(store, byField(id, equals(near))), [], 'digit by digit')
    assert.deepEqual(await find(store, byField(id, { kind: 'prefix', prefix: 'a' })), [2, 1])
    const from = (value: string | number, isInclusive = true) => ({ from: { value, isInclusive } })
    const to = (value: string | number, isInclusive = true) => ({ to: { value, isInclusive } })
    assert.deepEqual(await find(store, byField(id, { kind: 'between', ...from(1, false) })), [9, 5])
    assert.deepEqual(await find(store, byField(id, { kind: 'between', ...from(1), ...to(2.5, false) })), [4])
    assert.deepEqual(await find(store, byField(id, { kind: 'between', ...to('ab') })), [2, 1])
    assert.deepEqual(await find(store, byField(id, { kind: 'between', ...from('ab') })), [3, 2])
    assert.deepEqual(await find(store, byField(id, equals(1), { kind: 'prefix', prefix: 'b' })), [4, 3])
  })

  testStore(make, 'a found execution has its error and the values of its fields', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a'), whole(1, { status: 'FAILED', error: 'Broken' }))
    const { id } = await onlyField(store)
    await commit(store, index(1, id, { digits: '9007199254740993' }))
    const { executions } = await store.search({
      anyOf: [byField(id, equals({ digits: '9007199254740993' }))],
      limit: 1,
      examinedMax: 10,
    })
    assert.equal(executions[0]!.error, 'Broken')
    assert.deepEqual(executions[0]!.values, [[id, { digits: '9007199254740993' }]])
    assert.equal(executions[0]!.machineName, 'machine-1')
  })
}

function testPlainTests(make: MakeStore): void {
  testStore(make, 'a value that has changed is found by the new one only', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a', 'output.b'), whole(1))
    const [a, b] = await store.searchFields(1)
    await commit(store, index(1, a!.id, 'x'), index(1, b!.id, 'y'), index(1, a!.id, 'z'))
    assert.deepEqual(await find(store, byField(a!.id, equals('x'))), [])
    assert.deepEqual(await find(store, byField(a!.id, equals('z'))), [1])
    const replaced = { executionId: 1, values: [[a!.id, 'z']], replaces: true } as const
    await commit(store, { kind: 'indexExecutions', executions: [replaced] })
    assert.deepEqual(await find(store, byField(b!.id, equals('y'))), [])
  })

  testStore(
    make,
    'statuses, names, errors, ends and redrives are walked along, and tested',
    async ({ store }) => {
      await commit(store, putMachine(1))
      await commit(store, whole(1), whole(2, { status: 'FAILED', error: 'States.Timeout' }))
      await commit(store, whole(3, { status: 'FAILED', error: 'Broken' }), whole(4, { status: 'RUNNING' }))
      const name = created(2).name
      const cases: readonly (readonly [StoredTest, readonly number[]])[] = [
        [{ on: 'status', statuses: ['FAILED', 'RUNNING'] }, [4, 3, 2]],
        [{ on: 'name', anyOf: [equals(name)] }, [2]],
        [{ on: 'name', anyOf: [{ kind: 'prefix', prefix: name.slice(0, -1) }] }, [4, 3, 2, 1]],
        [{ on: 'stoppedAt', range: { from: { value: 100_002, isInclusive: true } } }, [3, 2]],
        [{ on: 'redriven' }, []],
        [{ on: 'duration', range: { to: { value: 50_000, isInclusive: true } } }, [3, 2, 1]],
        [{ on: 'startedAt', range: { to: { value: 50_002, isInclusive: false } } }, [1]],
      ]
      for (const [test, expected] of cases) {
        const without =
          expected.length > 0 ? [4, 3, 2, 1].filter((id) => !expected.includes(id)) : [4, 3, 2, 1]
        assert.deepEqual(await find(store, { machineId: 1, tests: [test] }), expected, test.on)
        const negated = { ...test, isNegated: true } as StoredTest
        assert.deepEqual(await find(store, { machineId: 1, tests: [negated] }), without, `not ${test.on}`)
        if (test.on === 'duration' || test.on === 'startedAt') continue
        const anchor = test as NonNullable<StoredAlternative['anchor']>
        assert.deepEqual(await find(store, { machineId: 1, anchor, tests: [test] }), expected, test.on)
      }
    },
  )

  testStore(make, 'errors are found by their names, or by their hashes', async ({ store }) => {
    await commit(store, putMachine(1))
    await commit(store, whole(1, { status: 'FAILED', error: 'States.Timeout' }))
    await commit(store, whole(2, { status: 'FAILED', error: 'Broken' }), whole(3))
    const hash = Buffer.from(store.hashText(account, 'Broken')).toString('base64')
    const anyOf = [equals('Broken'), { kind: 'hash', hash } as const]
    const test = { on: 'error', anyOf } as const
    assert.deepEqual(await find(store, { machineId: 1, anchor: test, tests: [test] }), [2])
    assert.deepEqual(await find(store, { machineId: 1, tests: [test] }), [2])
    assert.deepEqual(await find(store, { machineId: 1, tests: [{ ...test, isNegated: true }] }), [3, 1])
    if (store.isEncrypted) return
    const prefix = { on: 'error', anyOf: [{ kind: 'prefix', prefix: 'States.' }] } as const
    assert.deepEqual(await find(store, { machineId: 1, anchor: prefix, tests: [prefix] }), [1])
  })

  testStore(make, 'a redriven execution has no error and no end any more', async ({ store }) => {
    await commit(store, putMachine(1), whole(1, { status: 'FAILED', error: 'Broken' }))
    await commit(store, turn(1, { redriven: { count: 1, at: 200_000, tokens: '[]' }, history: chunk(3, 3) }))
    const hash = Buffer.from(store.hashText(account, 'Broken')).toString('base64')
    const error = { on: 'error', anyOf: [equals('Broken'), { kind: 'hash', hash }] } as const
    assert.deepEqual(await find(store, { machineId: 1, anchor: error, tests: [error] }), [])
    const redriven = { on: 'redriven' } as const
    assert.deepEqual(await find(store, { machineId: 1, anchor: redriven, tests: [redriven] }), [1])
  })
}

function testMerging(make: MakeStore): void {
  testStore(make, 'alternatives are put together, each execution once, in pages', async ({ store }) => {
    await commit(store, putMachine(1), declare('input.a'))
    const { id } = await onlyField(store)
    for (let i = 1; i <= 100; i++) await commit(store, whole(i), index(i, id, i % 2))
    const anyOf = [byField(id, equals(0)), byField(id, equals(1)), { machineId: 1, tests: [] }]
    const found: number[] = []
    let before: number | undefined = 1000
    while (before !== undefined) {
      const page = await store.search({ anyOf, before, limit: 7, examinedMax: 1000 })
      found.push(...page.executions.map((execution) => execution.id))
      before = page.next
    }
    assert.deepEqual(
      found,
      Array.from({ length: 100 }, (_, i) => 100 - i),
    )
  })

  testStore(make, 'a page ends early where it has looked at enough', async ({ store }) => {
    await commit(store, putMachine(1))
    for (let i = 1; i <= 20; i++) await commit(store, whole(i))
    const anyOf = [{ machineId: 1, tests: [{ on: 'name', anyOf: [equals('none')] }] }] as const
    const page = await store.search({ anyOf, limit: 5, examinedMax: 8 })
    assert.deepEqual([page.executions.length, page.examined, page.next], [0, 8, 13])
    const rest = await store.search({ anyOf, limit: 5, examinedMax: 100, before: page.next! })
    assert.deepEqual([rest.examined, rest.next], [12, undefined])
  })
}

function testTimes(make: MakeStore): void {
  testStore(
    make,
    'bounds on the start leave a range of ids, also when the clock goes back',
    async ({ store }) => {
      await commit(store, putMachine(1))
      const starts = (id: number) => (id < 3000 ? 10_000 + id : 5000 + id)
      const ids = Array.from({ length: 5000 }, (_, i) => i + 1)
      await commit(store, ...ids.map((id) => turn(id, { created: created(id, { startedAt: starts(id) }) })))
      const range = {
        from: { value: 12_990, isInclusive: true },
        to: { value: 13_000, isInclusive: false },
      }
      const tests = [{ on: 'startedAt', range }] as const
      const page = await store.search({ anyOf: [{ machineId: 1, tests }], limit: 100, examinedMax: 10_000 })
      const expected = ids.filter((id) => starts(id) >= 12_990 && starts(id) < 13_000)
      assert.deepEqual(
        page.executions.map(({ id }) => id),
        expected.toReversed(),
      )
      assert.ok(page.examined < 5000, `${page.examined} were looked at`)
      const future = [{ on: 'startedAt', range: { from: { value: 1e9, isInclusive: true } } }] as const
      assert.equal(
        (await store.search({ anyOf: [{ machineId: 1, tests: future }], limit: 1, examinedMax: 9 })).examined,
        0,
      )
    },
  )
}

function testRetained(make: MakeStore): void {
  testStore(
    make,
    'values go with their execution, and are not written for one that is gone',
    async ({ store }) => {
      await commit(store, putMachine(1), declare('input.a'), whole(1), whole(2, { status: 'RUNNING' }))
      const { id } = await onlyField(store)
      await commit(store, index(1, id, 'x'), index(2, id, 'x'))
      assert.equal(await store.deleteClosed(1e15, 10), 1)
      await commit(store, index(1, id, 'x'))
      assert.deepEqual(await find(store, byField(id, equals('x'))), [2])
    },
  )

  testStore(
    make,
    'what is committed behind a deletion of the newest history is not missed',
    async ({ store }) => {
      await commit(store, putMachine(1), declare('input.a'), whole(1))
      const { from, to } = await store.searchChanges(large)
      await commit(store, { kind: 'indexExecutions', executions: [], position: { from, to } })
      await store.deleteClosed(1e15, 10)
      await commit(store, whole(2))
      const { sources } = await store.searchChanges(large)
      assert.deepEqual(
        sources.map(({ executionId }) => executionId),
        [2],
      )
    },
  )
}

function testJobsAndViews(make: MakeStore): void {
  const at = { account, region }
  const job = (id: string, changes = {}) => ({ id, ...at, createdAt: 1, body: `{"id":"${id}"}`, ...changes })

  testStore(make, 'jobs are listed by their namespace, and those under way for all', async ({ store }) => {
    await commit(store, { kind: 'putBulkJob', job: job('01') }, { kind: 'putBulkJob', job: job('02') })
    await commit(store, { kind: 'putBulkJob', job: job('03', { account: otherAccount }) })
    await commit(store, { kind: 'putBulkJob', job: job('01', { endedAt: 5, body: '{}' }) })
    assert.deepEqual(await store.bulkJob('01'), job('01', { endedAt: 5, body: '{}' }))
    assert.deepEqual(await store.bulkJobs(at, 10), [job('02'), job('01', { endedAt: 5, body: '{}' })])
    assert.deepEqual(await store.bulkJobs(at, 10, '02'), [job('01', { endedAt: 5, body: '{}' })])
    assert.deepEqual(
      (await store.openBulkJobs()).map(({ id }) => id),
      ['02', '03'],
    )
    await commit(store, { kind: 'deleteBulkJobs', endedBefore: 6, limit: 10 })
    assert.equal(await store.bulkJob('01'), undefined)
  })

  testStore(make, 'views belong to an account and are listed by name', async ({ store }) => {
    const view = (id: string, name: string, of = account) => ({ account: of, id, name, body: '{}' })
    await commit(store, { kind: 'putSavedView', view: view('1', 'b') })
    await commit(store, { kind: 'putSavedView', view: view('2', 'a') })
    await commit(store, { kind: 'putSavedView', view: view('3', 'a', otherAccount) })
    assert.deepEqual(await store.savedViews(account), [view('2', 'a'), view('1', 'b')])
    await commit(store, { kind: 'putSavedView', view: view('1', 'c') })
    assert.deepEqual(await store.savedView(account, '1'), view('1', 'c'))
    await commit(store, { kind: 'deleteSavedView', account, id: '1' })
    assert.equal(await store.savedView(account, '1'), undefined)
    assert.equal((await store.savedViews(otherAccount)).length, 1)
  })
}
