/** How Map Runs end: what they leave, who stops them, and that a crash or a full store loses nothing of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StoreUnavailable } from '#store'
import { EngineUnderTest } from '../../../test/support/engine-under-test.ts'
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
  writer,
} from '../../../test/support/map-run-under-test.ts'
import { MemoryData } from '../../../test/support/memory-data.ts'
import { mapRunArnOf } from '../execution-arns.ts'
import { thresholdExceeded } from './tolerance.ts'

test('results are exported, also those of a Map Run that failed', async (t) => {
  const begun = await begin(
    t,
    distributed(worked, { ResultWriter: writer('bucket'), MaxConcurrency: 2 }),
    [1, 2, 3, 4],
  )
  await begun.under.time.settled()
  begun.under.sent[0]!.answer('one')
  await begun.under.time.settled()
  begun.under.sent[1]!.fail('Broken')
  assert.deepEqual(await endOf(begun), { status: 'FAILED', ...thresholdExceeded })
  const files = [...begun.data.exported].map(
    ([name, texts]) =>
      [name, texts.map((text) => JSON.parse(text) as { Input: string; Status: string })] as const,
  )
  assert.deepEqual(
    files.map(([name, results]) => [name, results.map(({ Input, Status }) => `${Input} ${Status}`)]),
    [
      ['results/SUCCEEDED', ['1 SUCCEEDED']],
      ['results/FAILED', ['2 FAILED', '3 ABORTED']],
      ['results/PENDING', ['4 PENDING']],
    ],
  )
})

test('the result of a state that exports is where the results are', async (t) => {
  const begun = await begin(t, distributed(passed, { ResultWriter: writer('bucket') }), [1, 2])
  const { output } = await endOf(begun)
  const [mapRun] = await mapRunsOf(begun)
  const ResultWriterDetails = { Bucket: 'bucket', Key: 'results/manifest.json' }
  assert.deepEqual(output, { MapRunArn: mapRunArnOf(mapRun!), ResultWriterDetails })
  assert.equal(mapRun?.resultsWritten, 2)
})

test('an export that fails fails the state', async (t) => {
  const begun = await begin(t, distributed(passed, { ResultWriter: writer('closed') }), [1])
  assert.deepEqual(await endOf(begun), {
    status: 'FAILED',
    error: 'States.ResultWriterFailed',
    cause: 'The bucket is closed.',
  })
})

test('a writer without a bucket shapes the result only', async (t) => {
  const fields = { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } }
  assert.deepEqual(
    (await endOf(await begin(t, distributed(passed, fields), [[1, 2], [3]]))).output,
    [1, 2, 3],
  )
})

test('an execution that is stopped stops its Map Run and the children', async (t) => {
  const begun = await begin(t, distributed(worked), [1, 2, 3])
  const { under, arn } = begun
  await under.time.settled()
  await under.until(under.engine.stop({ executionArn: arn }))
  await under.time.settled()
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual([mapRun?.status, mapRun?.executions], ['ABORTED', counts({ ABORTED: 3 })])
  assert.deepEqual((await under.historyTypes(arn)).slice(-2), ['MapRunAborted', 'ExecutionAborted'])
  assert.ok(under.sent.every(({ signal }) => signal.aborted))
})

test('a branch that fails stops the Map Run of its sibling', async (t) => {
  const definition = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          distributed(worked),
          {
            StartAt: 'W',
            States: { W: { Type: 'Wait', Seconds: 5, Next: 'F' }, F: { Type: 'Fail', Error: 'Other' } },
          },
        ],
        Catch: [{ ErrorEquals: ['Other'], Next: 'Late' }],
        Next: 'Late',
      },
      Late: { Type: 'Wait', Seconds: 100, End: true },
    },
  }
  const begun = await begin(t, definition, [1, 2])
  await begun.under.time.pass(6000)
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual([mapRun?.status, mapRun?.executions], ['ABORTED', counts({ ABORTED: 2 })])
  const types = await begun.under.historyTypes(begun.arn)
  assert.deepEqual(
    types.filter((type) => type.endsWith('Aborted')),
    ['MapRunAborted', 'MapStateAborted'],
  )
  assert.equal((await begun.under.record(begun.arn)).status, 'RUNNING')
})

// -------------------------------------------------------------------------------------------- crashes and a full store

test('after a restart the Map Run goes on with the children that it has', async (t) => {
  const begun = await begin(t, distributed(worked, { ItemReader: reader('numbers'), MaxConcurrency: 4 }))
  const { under, data } = begun
  await under.time.settled()
  answerAll(under.sent.slice(0, 2))
  await under.time.settled()
  assert.equal(under.sent.length, 6)
  await under.restart()
  await under.time.settled()
  // The four that were under way are sent again, and no other.
  assert.deepEqual(
    under.sent.slice(6).map(({ parameters }) => parameters.value),
    [2, 3, 4, 5],
  )
  for (let answered = 6; answered < 14;) {
    const next = under.sent.slice(answered)
    answered += next.length
    answerAll(next)
    await under.time.settled()
  }
  assert.deepEqual((await endOf(begun)).output, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.equal((await childrenOf(begun)).length, 10)
  assert.deepEqual(
    data.opened.map((from) => from?.index),
    [undefined, 6],
  )
})

test('what was stopped and not yet carried out when the process ended is carried out at the next start', async (t) => {
  const begun = await begin(t, distributed(worked), [1, 2])
  const { under, arn } = begun
  await under.time.settled()
  const stopped = under.engine.stop({ executionArn: arn })
  // The stop is durable; nobody hears of it any more.
  under.tap.hold('commit', 'answer')
  stopped.catch(() => undefined)
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  const [mapRun] = await mapRunsOf(begun)
  assert.deepEqual([mapRun?.status, mapRun?.executions], ['ABORTED', counts({ ABORTED: 2 })])
})

test('a batch that finds the store full is started once, later', async (t) => {
  const data = new MemoryData()
  data.objects.set('numbers', [1, 2, 3])
  const under = await EngineUnderTest.open(t, { mapData: data })
  await under.create('m', distributed(passed, { ItemReader: reader('numbers') }))
  const arn = await under.start('m')
  under.tap.refuse('commit', new StoreUnavailable('full'))
  const begun = { under, arn, data }
  assert.deepEqual((await endOf(begun)).output, [1, 2, 3])
  assert.equal((await childrenOf(begun)).length, 3)
})

test('a Map Run of Express children keeps a row of each, and begins them anew after a crash', async (t) => {
  const begun = await begin(
    t,
    distributed(worked, { ItemReader: reader('numbers'), MaxConcurrency: 3 }, { type: 'EXPRESS' }),
  )
  const { under } = begun
  await under.time.settled()
  assert.equal(under.sent.length, 3)
  answerAll(under.sent.slice(0, 1))
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  assert.deepEqual(
    under.sent
      .slice(4)
      .map(({ parameters }) => Number(parameters.value))
      .toSorted((a, b) => a - b),
    [1, 2, 3],
  )
  for (let answered = 4; answered < 13;) {
    const next = under.sent.slice(answered)
    answered += next.length
    answerAll(next)
    await under.time.settled()
  }
  assert.deepEqual((await endOf(begun)).output, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const [child] = await childrenOf(begun)
  assert.match(child!.name, /^[^:]+:[^:]+$/)
})
