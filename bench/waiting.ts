/** Executions in a Wait state: what they cost in memory, and how soon the server goes on after a kill. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passTime } from 'node:timers/promises'
import { FastClient } from '../test/support/fast-client.ts'
import { startServer, type TestServer } from '../test/support/server.ts'
import { inParallel } from './bench-engine.ts'
import { megabytes, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const connections = 64
/** The short wait of the execution that shows that the server goes on. */
const shortSeconds = 4
/** Time for the process to settle after the load, so that its memory is what it keeps. */
const settleMs = 5000

export async function benchWaiting(scale: BenchScale): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-waiting-'))
  const place = { dataDirectory: directory, arguments: ['--log-level', 'warn'] }
  let server = await startServer(place)
  const arns = await prepare(server)
  await server.stop()
  server = await startServer(place)
  await passTime(settleMs)
  const empty = await residentBytes(server)
  print('resident memory of an empty server', megabytes(empty))

  const begin = performance.now()
  await startWaiting(server, arns.long, scale.waitingExecutions)
  print(
    `starting ${scale.waitingExecutions.toLocaleString('en')} executions that wait`,
    perSecond(scale.waitingExecutions, performance.now() - begin),
  )
  await passTime(settleMs)
  print(
    'resident above an empty server, right after the load',
    megabytes((await residentBytes(server)) - empty),
  )

  const client = new FastClient(server.endpoint)
  const { executionArn } = await client.send<{ executionArn: string }>('StartExecution', {
    stateMachineArn: arns.short,
  })
  client.close()
  await server.kill()
  await passTime(shortSeconds * 1000)
  const restart = performance.now()
  server = await startServer(place)
  print('from start to ready after the kill', `${((performance.now() - restart) / 1000).toFixed(2)} s`)
  await succeeded(server, executionArn)
  print(
    'from start to first progress (a timer that came due meanwhile)',
    `${((performance.now() - restart) / 1000).toFixed(2)} s`,
  )
  await passTime(settleMs)
  print('resident above an empty server, after the restart', megabytes((await residentBytes(server)) - empty))
  await server.stop()
  await rm(directory, { recursive: true, force: true })
}

async function prepare(server: TestServer): Promise<{ long: string; short: string }> {
  const client = new FastClient(server.endpoint)
  const create = async (name: string, seconds: number) => {
    const definition = JSON.stringify({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: seconds, End: true } },
    })
    const input = { name, definition, roleArn: 'arn:aws:iam::000000000000:role/bench' }
    return (await client.send<{ stateMachineArn: string }>('CreateStateMachine', input)).stateMachineArn
  }
  const arns = { long: await create('long', 90 * 86_400), short: await create('short', shortSeconds) }
  client.close()
  return arns
}

async function startWaiting(server: TestServer, stateMachineArn: string, count: number): Promise<void> {
  const client = new FastClient(server.endpoint, connections)
  let sent = 0
  const start = () =>
    client.send('StartExecution', { stateMachineArn, name: `e${++sent}`, input: `{"n":${sent}}` })
  await inParallel(connections, () => (sent < count ? start() : undefined))
  client.close()
}

async function succeeded(server: TestServer, executionArn: string): Promise<void> {
  const client = new FastClient(server.endpoint)
  for (;;) {
    const { status } = await client.send<{ status: string }>('DescribeExecution', { executionArn })
    if (status === 'SUCCEEDED') break
    if (status !== 'RUNNING') throw new Error(`the execution ended as ${status}`)
    await passTime(5)
  }
  client.close()
}

async function residentBytes(server: TestServer): Promise<number> {
  const status = await readFile(`/proc/${server.processId}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}
