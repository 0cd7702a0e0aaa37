/** Redrives with the AWS SDK on the real server, which is killed before and after each of them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SFN } from '@aws-sdk/client-sfn'
import { executionEnd } from '../support/execution-end.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { writeTree } from '../support/write-tree.ts'

const roleArn = 'arn:aws:iam::000000000000:role/test'

let folder: string
let server: TestServer
let sfn: SFN

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-redrive-'))
  await writeTree(folder, { 'functions/work.mjs': work, calls: '' })
  await boot()
})
after(async () => {
  sfn.destroy()
  await server.remove()
  await rm(folder, { recursive: true, force: true })
})

/** Fails for the number 2 until there is a file. */
const work = `
import { appendFileSync, existsSync } from 'node:fs'
export const handler = async ({ folder, file, n }) => {
  appendFileSync(folder + '/calls', file + ' ' + n + '\\n')
  if (n === 2 && !existsSync(folder + '/' + file)) throw new Error(file + ' is broken')
  return n * 10
}`

async function boot(): Promise<void> {
  server = await startServer({ dataDirectory: join(folder, 'data'), workingDirectory: folder })
  sfn = sdk(server.endpoint)
}

async function killAndBoot(): Promise<void> {
  sfn.destroy()
  await server.kill()
  await boot()
}

const mend = (file: string) => writeFile(join(folder, file), '')

/** How often the function was called for a number. */
async function calls(file: string, n: number): Promise<number> {
  const lines = (await readFile(join(folder, 'calls'), 'utf8')).split('\n')
  return lines.filter((line) => line === `${file} ${n}`).length
}

function each(file: string, processor: object, fields: object = {}): object {
  return {
    Type: 'Map',
    ItemsPath: '$.numbers',
    ItemSelector: { 'folder.$': '$.folder', file, 'n.$': '$$.Map.Item.Value' },
    ItemProcessor: {
      ...processor,
      StartAt: `Work on ${file}`,
      States: { [`Work on ${file}`]: { Type: 'Task', Resource: 'work', End: true } },
    },
    ...fields,
  }
}

const definition = {
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: { Type: 'Pass', Result: 'left', End: true } } },
        { StartAt: 'Right', States: { Right: each('inline', {}, { MaxConcurrency: 1, End: true }) } },
      ],
      ResultPath: '$.both',
      Next: 'Run',
    },
    Run: each(
      'child',
      { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      { Label: 'run', MaxConcurrency: 1, ResultPath: '$.run', End: true },
    ),
  },
}

const notRedrivable = (status: string) => ({
  name: 'ExecutionNotRedrivable',
  message: `Execution Not Redrivable: 'Execution is ${status} and cannot be redriven'`,
})

test('what has failed goes on from there, also where the server is killed in between', async () => {
  const { stateMachineArn } = await sfn.createStateMachine({
    name: 'broken',
    definition: JSON.stringify(definition),
    roleArn,
  })
  const input = { folder, numbers: [1, 2, 3] }
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: JSON.stringify(input) })
  const failed = await executionEnd(sfn, executionArn!)
  assert.deepEqual([failed.status, failed.redriveStatus, failed.redriveCount], ['FAILED', 'REDRIVABLE', 0])

  await killAndBoot()
  await mend('inline')
  const first = await sfn.redriveExecution({ executionArn, clientToken: 'first' })
  await killAndBoot()
  const again = await executionEnd(sfn, executionArn!)
  assert.deepEqual([again.status, again.redriveCount], ['FAILED', 1])
  assert.deepEqual(again.redriveDate, first.redriveDate)
  assert.equal(await calls('inline', 1), 1)
  // The same request once more redrives nothing.
  const repeated = await sfn.redriveExecution({ executionArn, clientToken: 'first' })
  assert.deepEqual(repeated.redriveDate, first.redriveDate)
  assert.equal((await sfn.describeExecution({ executionArn })).status, 'FAILED')

  await mend('child')
  await sfn.redriveExecution({ executionArn })
  await killAndBoot()
  const succeeded = await executionEnd(sfn, executionArn!)
  assert.equal(succeeded.status, 'SUCCEEDED')
  const results = [10, 20, 30]
  assert.deepEqual(JSON.parse(succeeded.output!), { ...input, both: ['left', results], run: results })
  assert.deepEqual([succeeded.redriveStatus, succeeded.redriveCount], ['NOT_REDRIVABLE', 2])
  assert.equal(await calls('inline', 1), 1)
  assert.equal(await calls('child', 1), 1)
  await assert.rejects(sfn.redriveExecution({ executionArn }), notRedrivable('SUCCEEDED'))
})

test('and the rest of the API says so', async () => {
  const { stateMachines } = await sfn.listStateMachines({})
  const { stateMachineArn } = stateMachines![0]!
  const listed = async (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') =>
    (await sfn.listExecutions({ stateMachineArn, redriveFilter })).executions!
  const [execution, ...others] = await listed('REDRIVEN')
  assert.deepEqual([execution?.redriveCount, others.length], [2, 0])
  assert.ok(execution?.redriveDate)
  assert.deepEqual(await listed('NOT_REDRIVEN'), [])

  const { executionArn } = execution
  const { events } = await sfn.getExecutionHistory({ executionArn })
  const redriven = events!.flatMap(({ type, executionRedrivenEventDetails, mapRunRedrivenEventDetails }) =>
    type === 'ExecutionRedriven' || type === 'MapRunRedriven'
      ? [[type, (executionRedrivenEventDetails ?? mapRunRedrivenEventDetails)?.redriveCount]]
      : [],
  )
  assert.deepEqual(redriven, [
    ['ExecutionRedriven', 1],
    ['ExecutionRedriven', 2],
    ['MapRunRedriven', 1],
  ])

  const { mapRuns } = await sfn.listMapRuns({ executionArn })
  assert.equal(mapRuns!.length, 1)
  const { mapRunArn } = mapRuns![0]!
  const mapRun = await sfn.describeMapRun({ mapRunArn })
  const { redriveCount, executionCounts, status } = mapRun
  const { succeeded, failed, pendingRedrive, failuresNotRedrivable } = executionCounts!
  assert.deepEqual([status, redriveCount], ['SUCCEEDED', 1])
  assert.deepEqual([succeeded, failed, pendingRedrive, failuresNotRedrivable], [3, 0, 0, 0])
  const children = (await sfn.listExecutions({ mapRunArn, redriveFilter: 'REDRIVEN' })).executions!
  assert.deepEqual(
    children.map(({ redriveCount: count, status: ended }) => [count, ended]),
    [[1, 'SUCCEEDED']],
  )
})
