/** The files of results as AWS names and fills them, against a real server of S3's protocol. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Json } from '#base'
import type {
  ChildResult,
  ResultFiles,
  ResultGroup,
  ResultJob,
  WritePosition,
  WriteProgress,
} from './port.ts'
import { resultTexts } from './result-record.ts'
import { bucket, failureOf, region, startS3, succeeded, type S3UnderTest } from './s3-under-test.ts'

let s3: S3UnderTest

before(async () => {
  s3 = await startS3()
})

after(() => s3.stop())

const mapRunArn = 'arn:aws:states:us-east-1:123456789012:mapRun:machine/Map:2f5e2b1c'

function child(name: string, status: ChildResult['status'], more: Partial<ChildResult> = {}): ChildResult {
  const execution = {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:machine/Map:${name}`,
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine/Map',
    name,
    startDate: 1_738_633_790_099,
    stopDate: 1_738_633_791_000,
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  }
  return { status, input: '{"n":1}', execution, ...more }
}

const succeededChild = child('a', 'SUCCEEDED', { output: '[1.0,\n {"x": 2}]' })
const failedChild = child('b', 'FAILED', { error: 'Boom', cause: 'It broke' })
const pendingChild: ChildResult = { status: 'PENDING', input: '{"n":2}' }

const succeededRecord = {
  ExecutionArn: 'arn:aws:states:us-east-1:123456789012:execution:machine/Map:a',
  Input: '{"n":1}',
  InputDetails: { Included: true },
  Name: 'a',
  Output: '[1.0,\n {"x": 2}]',
  OutputDetails: { Included: true },
  RedriveCount: 0,
  RedriveStatus: 'NOT_REDRIVABLE',
  RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  StartDate: '2025-02-04T01:49:50.099Z',
  StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine/Map',
  Status: 'SUCCEEDED',
  StopDate: '2025-02-04T01:49:51.000Z',
}

type Results = Partial<Record<ResultGroup, readonly ChildResult[]>>

function job(results: Results, Prefix: string, more: Partial<ResultJob> = {}): ResultJob {
  return {
    region,
    mapRunArn,
    parameters: { Bucket: bucket, Prefix },
    config: {},
    async *results(group, done) {
      yield* (results[group] ?? []).slice(done)
    },
    ...more,
  }
}

async function write(written: ResultJob, from?: WritePosition): Promise<readonly WriteProgress[]> {
  const steps: WriteProgress[] = []
  for await (const step of s3.data.writeResults(written, from)) steps.push(succeeded(step))
  return steps
}

async function files(prefix: string): Promise<Record<string, string>> {
  const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }))
  const found: Record<string, string> = {}
  for (const { Key } of Contents ?? []) found[Key!.slice(prefix.length)] = await s3.get(Key!)
  return found
}

const all: Results = { SUCCEEDED: [succeededChild], FAILED: [failedChild], PENDING: [pendingChild] }

test('each group has its file, and the manifest names them with their sizes', async () => {
  const steps = await write(job(all, 'jobs'))
  assert.deepEqual(steps.at(-1)?.finished?.output, {
    MapRunArn: mapRunArn,
    ResultWriterDetails: { Bucket: bucket, Key: 'jobs/2f5e2b1c/manifest.json' },
  })
  assert.equal(steps.at(-1)?.resultsWritten, 3)
  const written = await files('jobs/2f5e2b1c/')
  const { 'manifest.json': manifest, ...results } = written
  assert.deepEqual(Object.keys(results).toSorted(), ['FAILED_0.json', 'PENDING_0.json', 'SUCCEEDED_0.json'])
  assert.equal(results['SUCCEEDED_0.json'], JSON.stringify([succeededRecord]))
  const [failed] = JSON.parse(results['FAILED_0.json']!) as [Record<string, Json>]
  assert.deepEqual(Object.keys(failed).slice(0, 4), ['Cause', 'Error', 'ExecutionArn', 'Input'])
  assert.deepEqual([failed['Cause'], failed['Error'], failed['Status']], ['It broke', 'Boom', 'FAILED'])
  assert.equal(
    results['PENDING_0.json'],
    '[{"Input":"{\\"n\\":2}","InputDetails":{"Included":true},"Status":"PENDING"}]',
  )
  const file = (name: string) => [{ Key: `jobs/2f5e2b1c/${name}`, Size: Buffer.byteLength(results[name]!) }]
  assert.equal(
    manifest,
    JSON.stringify({
      DestinationBucket: bucket,
      MapRunArn: mapRunArn,
      ResultFiles: {
        FAILED: file('FAILED_0.json'),
        PENDING: file('PENDING_0.json'),
        SUCCEEDED: file('SUCCEEDED_0.json'),
      },
    }),
  )
})

test('a group without results has no file, and no prefix is none in the keys', async () => {
  const steps = await write(job({}, ''))
  assert.deepEqual(steps.at(-1)?.finished?.files, { FAILED: [], PENDING: [], SUCCEEDED: [] })
  assert.deepEqual(Object.keys(await files('2f5e2b1c/')), ['manifest.json'])
})

const transformed: readonly (readonly [ResultJob['config'], string])[] = [
  [{ transformation: 'COMPACT' }, '[[1.0,{"x":2}],{"y":3},[]]'],
  [{ transformation: 'FLATTEN' }, '[1.0,{"x":2},{"y":3}]'],
  [{ transformation: 'COMPACT', outputType: 'JSONL' }, '[1.0,{"x":2}]\n{"y":3}\n[]\n'],
  [{ transformation: 'FLATTEN', outputType: 'JSONL' }, '1.0\n{"x":2}\n{"y":3}\n'],
]

for (const [config, text] of transformed) {
  test(`WriterConfig ${JSON.stringify(config)} shapes what succeeded, and leaves what failed its record`, async () => {
    const others = ['{"y":3}', '[]'].map((output, i) => child(`c${i}`, 'SUCCEEDED', { output }))
    const results = { ...all, SUCCEEDED: [succeededChild, ...others] }
    const prefix = `${config.transformation}-${config.outputType}`
    await write(job(results, prefix, { config }))
    const written = await files(`${prefix}/2f5e2b1c/`)
    const extension = config.outputType === 'JSONL' ? 'jsonl' : 'json'
    assert.equal(written[`SUCCEEDED_0.${extension}`], text)
    const failed = written[`FAILED_0.${extension}`]!
    const [record] = [JSON.parse(failed)].flat() as [Record<string, Json>]
    assert.equal(record['Error'], 'Boom')
  })
}

test('a redriven run writes beside its first files, and its manifest keeps their successes', async () => {
  const [first] = (await write(job(all, 'redriven'))).slice(-1)
  const redriven = { count: 1, files: first!.finished!.files }
  const again = { SUCCEEDED: [child('b', 'SUCCEEDED', { output: '1' })] }
  const [second] = (await write(job(again, 'redriven', { redriven }))).slice(-1)
  const keys = (group: ResultGroup, of: ResultFiles) => of[group].map(({ Key }) => Key)
  assert.deepEqual(keys('SUCCEEDED', second!.finished!.files), [
    'redriven/2f5e2b1c/SUCCEEDED_0.json',
    'redriven/2f5e2b1c/Redrive-1/SUCCEEDED_0.json',
  ])
  assert.deepEqual(keys('FAILED', second!.finished!.files), [])
  const manifest = JSON.parse(await s3.get('redriven/2f5e2b1c/manifest.json')) as { ResultFiles: ResultFiles }
  assert.deepEqual(manifest.ResultFiles, second!.finished!.files)
})

suite('results larger than a part', () => {
  // 20 MiB in all, so three parts of one file.
  const large: Results = {
    ...all,
    SUCCEEDED: Array.from({ length: 20 }, (_, i) =>
      child(String(i), 'SUCCEEDED', { output: JSON.stringify('x'.repeat(1024 * 1024)) }),
    ),
  }
  const texts = large.SUCCEEDED!.flatMap((result) => resultTexts(result, 'NONE'))

  async function largeFile(prefix: string): Promise<string> {
    return s3.get(`${prefix}/2f5e2b1c/SUCCEEDED_0.json`)
  }

  test('are written in parts, in order', async () => {
    const steps = await write(job(large, 'large'))
    assert.deepEqual(
      steps.map(({ resultsWritten }) => resultsWritten),
      [8, 16, 20, 21, 22, 22],
    )
    assert.equal(await largeFile('large'), `[${texts.join(',')}]`)
  })

  test('go on from every position, and what is written is not asked for again', async () => {
    const steps = await write(job(large, 'on'))
    for (const stop of steps.keys()) {
      const prefix = `on-${stop}`
      const positions: WritePosition[] = []
      for await (const step of s3.data.writeResults(job(large, prefix))) {
        positions.push(JSON.parse(JSON.stringify(succeeded(step).position)) as WritePosition)
        if (positions.length > stop) break
      }
      const asked: [ResultGroup, number][] = []
      const second = job(large, prefix)
      const watched: ResultJob = {
        ...second,
        results(group, done) {
          asked.push([group, done])
          return second.results(group, done)
        },
      }
      const rest = await write(watched, positions.at(-1))
      assert.equal(await largeFile(prefix), `[${texts.join(',')}]`)
      assert.deepEqual(rest.at(-1)?.finished?.files.SUCCEEDED.length, 1)
      assert.deepEqual(
        asked[0],
        [['SUCCEEDED', 8], ['SUCCEEDED', 16], ['FAILED', 0], ['PENDING', 0], undefined, undefined][stop],
      )
    }
  })

  test('a position whose upload is completed already, or was aborted, makes the same file', async () => {
    const steps = await write(job(large, 'repeated'))
    const expected = await largeFile('repeated')
    for (const { position } of steps) {
      const rest = await write(job(large, 'repeated'), position)
      assert.deepEqual(rest.at(-1)?.finished, steps.at(-1)!.finished)
      assert.equal(rest.at(-1)?.resultsWritten, 22)
      assert.equal(await largeFile('repeated'), expected)
    }
    // Two of three parts were written: only the last one is made again, for the file is there.
    assert.deepEqual(
      (await write(job(large, 'repeated'), steps[1]!.position)).map(({ resultsWritten }) => resultsWritten),
      [20, 21, 22, 22],
    )
  })
})

test('a bucket that is not there, and a bucket that is not named', async () => {
  const nowhere = job(all, 'x', { parameters: { Bucket: 'nowhere', Prefix: 'x' } })
  const { error, cause } = await failureOf(s3.data.writeResults(nowhere))
  assert.equal(error, 'States.ResultWriterFailed')
  assert.match(cause!, /^Could not write s3:\/\/nowhere\/x\/2f5e2b1c\/SUCCEEDED_0\.json: .*NoSuchBucket/)
  const unnamed = await failureOf(s3.data.writeResults(job(all, 'x', { parameters: {} })))
  assert.equal(unnamed.cause, 'The ResultWriter has no Bucket: give it in its Parameters or Arguments')
})
