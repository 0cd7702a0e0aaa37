/** Map Runs: their children, how many run at once, and how many may fail. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Json } from '#base'
import {
  answerAll,
  begin,
  childrenOf,
  counts,
  distributed,
  endOf,
  mapRunsOf,
  passed,
  reader,
  worked,
  type Begun,
} from '../../../test/support/map-run-under-test.ts'
import { mapRunArnOf } from '../execution-arns.ts'

test('each item of the input has a child, and the result has their outputs in order', async (t) => {
  const begun = await begin(t, distributed(worked), ['a', 'b', 'c'])
  await begun.under.time.settled()
  answerAll(begun.under.sent.toReversed())
  assert.deepEqual(await endOf(begun), { status: 'SUCCEEDED', output: ['a', 'b', 'c'] })
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual(
    [mapRun?.status, mapRun?.executions, mapRun?.items, mapRun?.resultsWritten],
    ['SUCCEEDED', counts({ SUCCEEDED: 3 }), counts({ SUCCEEDED: 3 }), 3],
  )
})

test('a child has names of its own, and is found by them and not by others', async (t) => {
  const begun = await begin(t, distributed(worked), [1])
  const { engine, sent, time } = begun.under
  await time.settled()
  const [child] = await childrenOf(begun, 'RUNNING')
  const [mapRun] = await mapRunsOf(begun)
  const at = 'arn:aws:states:us-east-1:000000000000'
  assert.equal(sent[0]?.executionArn, `${at}:execution:m/each:${child?.name}`)
  assert.equal(sent[0]?.stateMachineArn, `${at}:stateMachine:m/each`)
  assert.equal(mapRunArnOf(mapRun!), `${at}:mapRun:m/each:${mapRun?.uuid}`)
  assert.equal((await engine.execution(sent[0].executionArn))?.id, child?.id)
  assert.equal(await engine.execution(`${at}:execution:m:${child?.name}`), undefined)
  assert.equal(await engine.execution(`${at}:execution:m/other:${child?.name}`), undefined)
  assert.equal((await engine.mapRun(mapRunArnOf(mapRun!)))?.executionArn, begun.arn)
  assert.equal(await engine.mapRun(`${at}:mapRun:m/other:${mapRun?.uuid}`), undefined)
  answerAll(sent)
  await begun.under.ended(begun.arn)
  const { machine } = { machine: (await engine.catalog.machine(mapRun!, 'm'))! }
  assert.equal((await engine.executions({ machine, limit: 10 })).length, 1)
})

const contextOf = { 'item.$': '$$.Map.Item', 'name.$': '$$.State.Name', 'input.$': '$.n' }
for (const [what, fields, input, expected] of [
  [
    'an array',
    { ItemsPath: '$.list', ItemSelector: contextOf },
    { n: 7, list: ['x'] },
    [{ item: { Index: 0, Value: 'x', Source: 'STATE_DATA' }, name: 'Each', input: 7 }],
  ],
  [
    'an object',
    { ItemsPath: '$.list', ItemSelector: contextOf },
    { n: 7, list: { k: 'x' } },
    [{ item: { Index: 0, Key: 'k', Value: 'x', Source: 'STATE_DATA' }, name: 'Each', input: 7 }],
  ],
  [
    'an object that is read',
    { ItemReader: reader('members'), ItemSelector: { 'item.$': '$$.Map.Item' } },
    {},
    [1, 2].map((Value, Index) => ({
      item: { Index, Key: 'ab'[Index], Value, Source: 'S3://memory/members' },
    })),
  ],
  [
    'expressions',
    {
      QueryLanguage: 'JSONata',
      Items: '{% $states.input.list %}',
      ItemSelector: { sum: '{% $states.context.Map.Item.Value + $states.input.n %}' },
    },
    { n: 7, list: [1, 2] },
    [{ sum: 8 }, { sum: 9 }],
  ],
  ['no items at all', {}, [], []],
] as const) {
  test(`the ItemSelector of ${what} sees the item, the input and the context`, async (t) => {
    const begun = await begin(t, distributed(passed, fields), input)
    assert.deepEqual(await endOf(begun), { status: 'SUCCEEDED', output: expected })
  })
}

test('an ItemSelector reads the variables as they were when the Map began', async (t) => {
  const definition = {
    StartAt: 'Set',
    States: {
      Set: { Type: 'Pass', Assign: { v: { deep: 5 } }, Next: 'Each' },
      Each: distributed(passed, { ItemSelector: { 'v.$': '$v.deep', 'i.$': '$$.Map.Item.Value' } }).States
        .Each,
    },
  }
  assert.deepEqual((await endOf(await begin(t, definition, [1]))).output, [{ v: 5, i: 1 }])
})

test('an ItemSelector that fails ends the Map Run and is caught by nobody', async (t) => {
  const fields = {
    ItemSelector: { 'a.$': '$.missing' },
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
  }
  const begun = await begin(t, distributed(passed, fields, { others: { Caught: { Type: 'Succeed' } } }), [1])
  const { status, error, cause } = await endOf(begun)
  assert.deepEqual([status, error], ['FAILED', 'States.Runtime'])
  assert.match(
    cause!,
    /^An error occurred while executing the state 'Each' \(entered at the event id #2\)\. .*\$\.missing/,
  )
  assert.deepEqual(
    (await mapRunsOf(begun)).map((run) => run.status),
    ['FAILED'],
  )
})

test('children whose first turn has to await an expression are started together', async (t) => {
  const sum = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $sum([$states.input, 1]) %}', End: true }
  const begun = await begin(t, distributed({ StartAt: 'S', States: { S: sum } }), [1, 2, 3])
  assert.deepEqual((await endOf(begun)).output, [2, 3, 4])
  const withChildren = begun.under.tap.groups.filter(({ writes }) =>
    writes.some((write) => write.kind === 'turn' && write.created?.mapRun),
  )
  assert.equal(withChildren.length, 1)
})

test('items are put into batches, whose rest is not lost between chunks', async (t) => {
  const batcher = { MaxItemsPerBatch: 4, BatchInput: { 'n.$': '$.n' } }
  const begun = await begin(t, distributed(passed, { ItemReader: reader('numbers'), ItemBatcher: batcher }), {
    n: 1,
  })
  const batch = (...Items: readonly number[]) => ({ BatchInput: { n: 1 }, Items })
  assert.deepEqual((await endOf(begun)).output, [batch(0, 1, 2, 3), batch(4, 5, 6, 7), batch(8, 9)])
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual([mapRun?.executions, mapRun?.items], [counts({ SUCCEEDED: 3 }), counts({ SUCCEEDED: 10 })])
})

test('a reader that fails fails the state, which may catch it', async (t) => {
  const fields = {
    ItemReader: reader('nothing'),
    Catch: [{ ErrorEquals: ['States.ItemReaderFailed'], Next: 'Caught' }],
  }
  const begun = await begin(
    t,
    distributed(passed, fields, { others: { Caught: { Type: 'Pass', End: true } } }),
  )
  assert.deepEqual((await endOf(begun)).output, {
    Error: 'States.ItemReaderFailed',
    Cause: 'There is no object nothing.',
  })
  assert.deepEqual((await begun.under.historyTypes(begun.arn)).slice(2, 7), [
    'MapStateStarted',
    'MapRunStarted',
    'MapRunFailed',
    'MapStateFailed',
    'MapStateExited',
  ])
})

test('a retry is another Map Run', async (t) => {
  const retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }]
  const begun = await begin(t, distributed(passed, { ItemReader: reader('nothing'), Retry: retry }))
  assert.equal((await endOf(begun)).error, 'States.ItemReaderFailed')
  assert.deepEqual(
    (await mapRunsOf(begun)).map(({ status }) => status),
    ['FAILED', 'FAILED'],
  )
})

// ---------------------------------------------------------------------------------------------------- concurrency

test('no more children run than MaxConcurrency allows, which may be changed while they do', async (t) => {
  const begun = await begin(t, distributed(worked, { ItemReader: reader('numbers'), MaxConcurrency: 2 }))
  const { under } = begun
  await under.time.settled()
  assert.equal(under.sent.length, 2)
  answerAll(under.sent.slice(0, 1))
  await under.time.settled()
  assert.equal(under.sent.length, 3)
  const [record] = await mapRunsOf(begun)
  assert.equal(await under.until(under.engine.updateMapRun({ record: record!, maxConcurrency: 5 })), 'done')
  await under.time.settled()
  assert.equal(under.sent.length, 6)
  for (let answered = 1; answered < 10;) {
    const next = under.sent.slice(answered)
    answered += next.length
    answerAll(next)
    await under.time.settled()
  }
  assert.deepEqual((await endOf(begun)).output, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.equal(await under.until(under.engine.updateMapRun({ record: record!, maxConcurrency: 1 })), 'over')
  assert.equal((await mapRunsOf(begun))[0]?.settings.maxConcurrency, 5)
})

// ----------------------------------------------------------------------------------------------------- thresholds

/** Ten children of which the first `failing` fail; the others wait. */
async function failing(
  t: TestContext,
  count: number,
  fields: Readonly<Record<string, unknown>>,
): Promise<Begun> {
  const begun = await begin(t, distributed(worked, { ItemReader: reader('numbers'), ...fields }))
  await begun.under.time.settled()
  for (const task of begun.under.sent.slice(0, count)) task.fail('Broken', 'as told')
  await begun.under.time.settled()
  return begun
}

const exceeded = {
  status: 'FAILED',
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
}

for (const [count, fields] of [
  [1, {}],
  [3, { ToleratedFailureCount: 2 }],
  [3, { ToleratedFailurePercentage: 25 }],
  [3, { ToleratedFailureCount: 9, ToleratedFailurePercentage: 25 }],
  [3, { ToleratedFailureCount: 2, ToleratedFailurePercentage: 90 }],
] as const) {
  test(`${count} of ten children may not fail with ${JSON.stringify(fields)}`, async (t) => {
    const begun = await failing(t, count, fields)
    assert.deepEqual(await endOf(begun), exceeded)
    const [mapRun] = await mapRunsOf(begun)
    assert.deepEqual(
      [mapRun?.status, mapRun?.executions],
      ['FAILED', counts({ FAILED: count, ABORTED: 10 - count })],
    )
  })
}

for (const [count, fields] of [
  [2, { ToleratedFailureCount: 2 }],
  [2, { ToleratedFailurePercentage: 20 }],
  [10, { ToleratedFailurePercentage: 100 }],
] as const) {
  test(`${count} of ten children may fail with ${JSON.stringify(fields)}`, async (t) => {
    const begun = await failing(t, count, fields)
    answerAll(begun.under.sent.slice(count))
    const { status, output } = await endOf(begun)
    assert.equal(status, 'SUCCEEDED')
    const failed = (output as readonly Json[]).slice(0, count) as readonly Readonly<Record<string, Json>>[]
    assert.deepEqual(
      failed.map(({ Error, Cause, Status }) => [Error, Cause, Status]),
      failed.map(() => ['Broken', 'as told', 'FAILED']),
    )
    assert.deepEqual((output as readonly Json[]).slice(count), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(count))
  })
}

test('a threshold that is raised in time lets the Map Run go on', async (t) => {
  const begun = await begin(t, distributed(worked, { ToleratedFailureCount: 1 }), [1, 2, 3])
  const { under } = begun
  await under.time.settled()
  under.sent[0]!.fail('Broken')
  await under.time.settled()
  const [record] = await mapRunsOf(begun)
  await under.until(under.engine.updateMapRun({ record: record!, toleratedFailureCount: 2 }))
  under.sent[1]!.fail('Broken')
  under.sent[2]!.answer('well')
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
})
