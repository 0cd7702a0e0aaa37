/** Redriving Map Runs: what is run again of them, what waits for its place, and that a crash loses nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  answerAll,
  begin,
  childrenOf,
  counts,
  distributed,
  endOf,
  mapRunsOf,
  reader,
  worked,
  writer,
  type Begun,
} from '../../../test/support/map-run-under-test.ts'
import type { SentTask } from '../../../test/support/engine-under-test.ts'
import { mapRunArnOf } from '../execution-arns.ts'

/** Answers what was sent: the items named fail. */
async function answer({ under }: Begun, ...failing: readonly unknown[]): Promise<void> {
  await under.time.settled()
  for (const task of take(under.sent)) {
    if (failing.includes(task.parameters.value)) task.fail('Broken')
    else task.answer(`done ${String(task.parameters.value)}`)
  }
  await under.time.settled()
}

const take = (sent: SentTask[]) => sent.splice(0)

async function redrive({ under, arn }: Begun): Promise<void> {
  const answered = await under.until(under.engine.redrive({ executionArn: arn }))
  assert.ok(!('refused' in answered), JSON.stringify(answered))
}

async function described(begun: Begun) {
  const [mapRun] = await mapRunsOf(begun)
  return (await begun.under.engine.mapRun(mapRunArnOf(mapRun!)))!
}

for (const type of ['STANDARD', 'EXPRESS'] as const) {
  test(`children that failed or were stopped are run again under their ARNs (${type})`, async (t) => {
    const begun = await begin(t, distributed(worked, { MaxConcurrency: 3 }, { type }), [1, 2, 3, 4, 5])
    await begun.under.time.settled()
    const [, second] = take(begun.under.sent)
    second!.fail('Broken')
    await begun.under.ended(begun.arn)
    const before = await childrenOf(begun)
    assert.deepEqual(
      before.map(({ status }) => status),
      ['ABORTED', 'FAILED', 'ABORTED'],
    )
    await redrive(begun)
    await answer(begun)
    await answer(begun)
    const { status, output } = await endOf(begun)
    assert.deepEqual([status, output], ['SUCCEEDED', [1, 2, 3, 4, 5].map((n) => `done ${n}`)])
    const after = await childrenOf(begun)
    assert.deepEqual(
      after.slice(0, 3).map(({ id, name }) => [id, name]),
      before.map(({ id, name }) => [id, name]),
    )
    assert.deepEqual(
      after.map(({ redrive: redriven }) => redriven?.count),
      [1, 1, 1, undefined, undefined],
    )
    const [mapRun, ...others] = await mapRunsOf(begun)
    assert.deepEqual([mapRun?.status, mapRun?.redrive?.count, others.length], ['SUCCEEDED', 1, 0])
    assert.deepEqual(mapRun?.executions, counts({ SUCCEEDED: 5 }))
  })
}

test('what has succeeded is not run again, and the parent says which Map Run goes on', async (t) => {
  const begun = await begin(t, distributed(worked), [1, 2, 3])
  await answer(begun, 3)
  assert.equal((await endOf(begun)).status, 'FAILED')
  await redrive(begun)
  await begun.under.time.settled()
  assert.deepEqual(
    begun.under.sent.map(({ parameters }) => parameters.value),
    [3],
  )
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
  const history = await begun.under.history(begun.arn)
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual(
    history.slice(-6).map(({ type, details }) => [type, details?.['redriveCount']]),
    [
      ['ExecutionRedriven', 1],
      ['MapRunRedriven', 1],
      ['MapRunSucceeded', undefined],
      ['MapStateSucceeded', undefined],
      ['MapStateExited', undefined],
      ['ExecutionSucceeded', undefined],
    ],
  )
  assert.equal(history.at(-5)?.details?.['mapRunArn'], mapRunArnOf(mapRun!))
})

test('children above the concurrency wait for their redrive', async (t) => {
  const begun = await begin(
    t,
    distributed(worked, { MaxConcurrency: 2, ToleratedFailureCount: 2 }),
    [1, 2, 3, 4],
  )
  await answer(begun, 1, 2)
  await answer(begun, 3, 4)
  assert.equal((await endOf(begun)).status, 'FAILED')
  await redrive(begun)
  await begun.under.time.settled()
  const { record, awaiting } = await described(begun)
  assert.equal(record.executions.RUNNING, 2)
  const waiting = Object.values(awaiting!).reduce((sum, { executions }) => sum + executions, 0)
  assert.equal(waiting, 2)
  const children = await childrenOf(begun)
  assert.deepEqual(
    children.map(({ status }) => status),
    ['RUNNING', 'RUNNING', 'PENDING_REDRIVE', 'PENDING_REDRIVE'],
  )
  const listed = (status: 'PENDING_REDRIVE' | 'FAILED') =>
    begun.under.engine.executions({ mapRun: record, status, limit: 10 })
  assert.deepEqual(
    (await listed('PENDING_REDRIVE')).map(({ id }) => id),
    children
      .slice(2)
      .map(({ id }) => id)
      .toReversed(),
  )
  assert.deepEqual(await listed('FAILED'), [])
  await answer(begun)
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
})

test('items that had no child yet get one after the others', async (t) => {
  const begun = await begin(t, distributed(worked, { MaxConcurrency: 1, ItemReader: reader('numbers') }))
  await answer(begun)
  await answer(begun, 1)
  assert.equal((await endOf(begun)).status, 'FAILED')
  await redrive(begun)
  for (let i = 0; i < 10; i++) await answer(begun)
  const { status, output } = await endOf(begun)
  assert.deepEqual([status, output], ['SUCCEEDED', Array.from({ length: 10 }, (_, i) => `done ${i}`)])
})

test('one that fails again is redriven again', async (t) => {
  const begun = await begin(t, distributed(worked), [1, 2])
  await answer(begun, 1, 2)
  await begun.under.ended(begun.arn)
  await redrive(begun)
  await answer(begun, 2)
  assert.equal((await endOf(begun)).status, 'FAILED')
  await redrive(begun)
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
  const [mapRun] = await mapRunsOf(begun)
  assert.equal(mapRun?.redrive?.count, 2)
})

test('a Map Run whose execution was stopped goes on with it', async (t) => {
  const begun = await begin(t, distributed(worked, { MaxConcurrency: 2 }), [1, 2, 3])
  await begun.under.time.settled()
  take(begun.under.sent)
  await begun.under.engine.stop({ executionArn: begun.arn })
  await redrive(begun)
  await answer(begun)
  await answer(begun)
  const { status, output } = await endOf(begun)
  assert.deepEqual([status, output], ['SUCCEEDED', ['done 1', 'done 2', 'done 3']])
})

test('where the result was too large another Map Run begins', async (t) => {
  const begun = await begin(t, distributed(worked, { ToleratedFailurePercentage: 100 }), ['x', 'x'])
  await begun.under.time.settled()
  for (const task of take(begun.under.sent)) task.answer('x'.repeat(9 * 1024 * 1024))
  const { status, error } = await endOf(begun)
  assert.deepEqual([status, error], ['FAILED', 'States.DataLimitExceeded'])
  await redrive(begun)
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
  assert.equal((await mapRunsOf(begun)).length, 2)
})

test('the export of a redrive has what the redrive has given, beside the files of before', async (t) => {
  const begun = await begin(t, distributed(worked, { ResultWriter: writer('bucket') }), [1, 2])
  await answer(begun, 2)
  await begun.under.ended(begun.arn)
  // What has begun in the millisecond of the redrive would be exported with it, once more.
  begun.under.time.setWallClock(1)
  await redrive(begun)
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
  const [mapRun] = await mapRunsOf(begun)
  assert.equal(mapRun?.resultsWritten, 2)
  const inputs = begun.data.exported
    .get('results/SUCCEEDED')!
    .map((text) => JSON.parse(text) as { Input: string })
  assert.deepEqual(
    inputs.map(({ Input }) => Input),
    ['2'],
  )
})

test('a crash in the middle of a redrive redrives no child twice and forgets none', async (t) => {
  const begun = await begin(t, distributed(worked, { MaxConcurrency: 2 }), [1, 2, 3, 4])
  await answer(begun, 2)
  await begun.under.ended(begun.arn)
  await redrive(begun)
  await begun.under.restart()
  await begun.under.time.settled()
  await begun.under.restart()
  await answer(begun)
  await begun.under.restart()
  await begun.under.time.settled()
  answerAll(take(begun.under.sent))
  await answer(begun)
  assert.equal((await endOf(begun)).status, 'SUCCEEDED')
  for (const { redrive: redriven } of await childrenOf(begun)) assert.ok((redriven?.count ?? 0) <= 1)
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual(mapRun?.executions, counts({ SUCCEEDED: 4 }))
})
