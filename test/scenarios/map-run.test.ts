/** A Distributed Map over a CSV in S3, on the real server, which is killed in the middle of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  paginateListExecutions,
  StartExecutionCommand,
  UpdateMapRunCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { rowsOfCsv } from '../support/rows-of-csv.ts'

const bucket = 'rows'
const rows = 30_000
const roleArn = 'arn:aws:iam::000000000000:role/test'

let s3: FauxqsServer
/** Has made the data directory, which goes with it. */
let first: TestServer
let server: TestServer
let client: SFNClient

before(async () => {
  s3 = await startFauxqs({ port: 0, logger: false, init: { buckets: [bucket] } })
  first = server = await start()
  client = sdk(server.endpoint)
})
after(async () => {
  client.destroy()
  await server.remove()
  await first.remove()
  await s3.stop()
})

const start = (dataDirectory?: string): Promise<TestServer> =>
  startServer({
    ...(dataDirectory !== undefined && { dataDirectory }),
    environment: {
      AWS_ENDPOINT_URL_S3: s3.address,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  })

test('a server that is killed in the middle of a Map Run has worked off each row once in the end', async (t) => {
  await upload()
  const machine = { name: 'rows', definition: JSON.stringify(rowsOfCsv(bucket)), roleArn }
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand(machine))
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }))
  const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }))
  const { mapRunArn } = mapRuns![0]!
  const describe = () => client.send(new DescribeMapRunCommand({ mapRunArn }))

  await until(async () => Number((await describe()).executionCounts?.total) > rows / 10)
  await server.kill()
  server = await start(server.dataDirectory)
  client.destroy()
  client = sdk(server.endpoint)
  const { status, executionCounts } = await describe()
  assert.equal(status, 'RUNNING', `it was killed with ${executionCounts?.total} of ${rows} children started`)
  await until(async () => (await describe()).status !== 'RUNNING')

  await t.test('the Map Run says so', async () => {
    const counts = { pending: 0, running: 0, failed: 0, timedOut: 0, aborted: 0 }
    const all = { ...counts, succeeded: rows, total: rows, resultsWritten: rows }
    const described = await describe()
    assert.deepEqual([described.executionCounts, described.itemCounts], [all, all])
    assert.deepEqual([described.status, described.executionArn], ['SUCCEEDED', executionArn])
  })
  await t.test('its children are listed', async () => {
    const names = new Set<string>()
    for await (const page of paginateListExecutions({ client }, { mapRunArn, maxResults: 1000 }))
      for (const { name } of page.executions!) names.add(name!)
    assert.equal(names.size, rows)
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }))
    assert.deepEqual(
      executions?.map((execution) => execution.executionArn),
      [executionArn],
    )
  })
  await t.test('the file of results has each row once', async () => {
    const { output } = await client.send(new DescribeExecutionCommand({ executionArn }))
    const { ResultWriterDetails: manifest } = JSON.parse(output!) as { ResultWriterDetails: { Key: string } }
    const { ResultFiles } = JSON.parse(await read(manifest.Key)) as {
      ResultFiles: { SUCCEEDED: readonly { Key: string }[]; FAILED: readonly unknown[] }
    }
    const texts = await Promise.all(ResultFiles.SUCCEEDED.map(({ Key }) => read(Key)))
    const ids = texts
      .flatMap((text) => text.trimEnd().split('\n'))
      .map((line) => Number((JSON.parse(line) as { id: string }).id))
    assert.deepEqual(
      ids,
      Array.from({ length: rows }, (_, i) => i),
    )
    assert.deepEqual(ResultFiles.FAILED, [])
  })
  await t.test('a child is described with its Map Run', async () => {
    const { executions } = await client.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1 }))
    const [listed] = executions!
    assert.deepEqual([listed?.mapRunArn, listed?.itemCount], [mapRunArn, 1])
    const named = { executionArn: listed!.executionArn! }
    const child = await client.send(new DescribeExecutionCommand(named))
    assert.deepEqual([child.mapRunArn, child.stateMachineArn], [mapRunArn, `${stateMachineArn}/rows`])
    const of = await client.send(new DescribeStateMachineForExecutionCommand(named))
    assert.deepEqual(
      [of.mapRunArn, of.label, of.stateMachineArn],
      [mapRunArn, 'rows', `${stateMachineArn}/rows`],
    )
    const { events } = await client.send(new GetExecutionHistoryCommand(named))
    assert.deepEqual(
      events?.map(({ type }) => type),
      ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
    )
    const labelled = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}/rows` }),
    )
    assert.equal(labelled.label, 'rows')
  })
  await t.test('what is not there, or over, is refused', async () => {
    const gone = mapRunArn!.replace(/[^:]+$/, 'nobody')
    await assert.rejects(client.send(new DescribeMapRunCommand({ mapRunArn: gone })), {
      name: 'ResourceNotFound',
    })
    await assert.rejects(client.send(new DescribeMapRunCommand({ mapRunArn: executionArn })), {
      name: 'InvalidArn',
    })
    const update = new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })
    await assert.rejects(client.send(update), {
      name: 'ValidationException',
      reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
    })
    await assert.rejects(
      client.send(new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}/others` })),
      { name: 'StateMachineDoesNotExist' },
    )
  })
})

async function upload(): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const s3Client = new S3Client({
    region: 'us-east-1',
    endpoint: s3.address,
    forcePathStyle: true,
    credentials,
  })
  const lines = ['id,name', ...Array.from({ length: rows }, (_, i) => `${i},row ${i}`), '']
  await s3Client.send(new PutObjectCommand({ Bucket: bucket, Key: 'rows.csv', Body: lines.join('\n') }))
  s3Client.destroy()
}

async function read(key: string): Promise<string> {
  return (await fetch(`${s3.address}/${bucket}/${key}`)).text()
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
