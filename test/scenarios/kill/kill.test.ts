/**
 * The server is killed at random moments under load, and every acknowledged fact is found afterwards: each
 * acknowledged start ends exactly once with the right output, event ids have no gap, and no acknowledged
 * SendTaskSuccess is lost. (`kill -9` does not test fsync; the power-loss test does.)
 */
import assert from 'node:assert/strict'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as passTime } from 'node:timers/promises'
import { FastClient } from '../../support/fast-client.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { Clients, doubleFunction, machines, roleArn, workOutput } from './clients.ts'

const kills = 50
const longestLifeMs = 400
/** How long an execution may take to end once the kills are over. */
const endsWithinMs = 60_000

interface Description {
  readonly status: string
  readonly output?: string
}
interface Event {
  readonly id: number
  readonly previousEventId?: number
  readonly type: string
}

test(`${kills} kills under load lose nothing that was acknowledged`, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-kill-'))
  let server: TestServer | undefined
  t.after(async () => {
    await server?.kill()
    await rm(directory, { recursive: true, force: true })
  })
  const place = { dataDirectory: join(directory, 'data'), workingDirectory: directory }
  await mkdir(join(directory, 'functions'))
  await writeFile(join(directory, 'functions', 'double.mjs'), doubleFunction)
  server = await startServer(place)
  const arns = await prepare(new FastClient(server.endpoint))
  const clients = new Clients(server.endpoint)
  // The moments are random on purpose: every run looks elsewhere.
  const life = () => Math.random() * longestLifeMs
  const pause = () => passTime(2)
  const load = [
    ...Array.from({ length: 4 }, () => clients.startAll([arns.work, arns.callback], pause)),
    ...Array.from({ length: 4 }, () => clients.workOn(arns.activity, pause)),
  ]
  for (let killed = 0; killed < kills; killed++) {
    await passTime(life())
    await server.kill()
    server = await startServer(place)
    clients.moveTo(server.endpoint)
  }
  clients.stop()
  await Promise.all(load)
  await checkAll(server, clients, arns.callback)
  assert.equal(await server.stop(), 0, 'the server that was killed so often still drains')
})

async function prepare(client: FastClient): Promise<{ work: string; callback: string; activity: string }> {
  const { activityArn } = await client.send<{ activityArn: string }>('CreateActivity', { name: 'workers' })
  const create = async (name: string, definition: unknown) => {
    const input = { name, definition: JSON.stringify(definition), roleArn }
    return (await client.send<{ stateMachineArn: string }>('CreateStateMachine', input)).stateMachineArn
  }
  const work = await create('work', machines.work)
  const callback = await create('callback', machines.callback(activityArn))
  client.close()
  return { work, callback, activity: activityArn }
}

async function checkAll(server: TestServer, clients: Clients, callbackArn: string): Promise<void> {
  const { starts, successes } = clients.acknowledged
  const client = new FastClient(server.endpoint)
  assert.ok(starts.size > kills, `the load was real: ${starts.size} starts`)
  assert.ok(successes.size > 0, 'workers answered')
  const callbackPrefix = callbackArn.replace(':stateMachine:', ':execution:')
  let checked = 0
  for (const [executionArn, n] of starts) {
    const isCallback = executionArn.startsWith(`${callbackPrefix}:`)
    if (isCallback && !successes.has(n)) {
      await checkStillThere(client, executionArn)
      continue
    }
    const { status, output } = await ended(client, executionArn)
    assert.equal(status, 'SUCCEEDED', `${executionArn} ended well`)
    const expected = isCallback ? { n, list: [n, n + 1, n + 2], answer: successes.get(n) } : workOutput(n)
    assert.deepEqual(JSON.parse(output!), expected, `the output of ${executionArn}`)
    await checkHistory(client, executionArn)
    checked++
  }
  client.close()
  console.log(
    `# ${starts.size} starts and ${successes.size} answers acknowledged, ${checked} executions checked`,
  )
}

/** One whose worker was cut off waits for an answer, or has had one whose acknowledgement was lost. */
async function checkStillThere(client: FastClient, executionArn: string): Promise<void> {
  const { status } = await client.send<Description>('DescribeExecution', { executionArn })
  assert.ok(status === 'RUNNING' || status === 'SUCCEEDED', `${executionArn} is ${status}`)
}

async function ended(client: FastClient, executionArn: string): Promise<Description> {
  const until = Date.now() + endsWithinMs
  for (;;) {
    const description = await client.send<Description>('DescribeExecution', { executionArn })
    if (description.status !== 'RUNNING') return description
    assert.ok(Date.now() < until, `${executionArn} has not ended`)
    await passTime(20)
  }
}

async function checkHistory(client: FastClient, executionArn: string): Promise<void> {
  const { events } = await client.send<{ events: Event[] }>('GetExecutionHistory', {
    executionArn,
    maxResults: 1000,
  })
  events.forEach(({ id, previousEventId = 0 }, index) => {
    assert.equal(id, index + 1, `event ids of ${executionArn} have no gap`)
    assert.ok(previousEventId < id, `an event of ${executionArn} follows an earlier one`)
  })
  assert.equal(
    events.filter(({ type }) => type === 'ExecutionSucceeded').length,
    1,
    `${executionArn} ends once`,
  )
}
