/** StartExecution over HTTP against the real server in a process of its own; the load comes from this process. */
import { FastClient } from '../test/support/fast-client.ts'
import { startServer } from '../test/support/server.ts'
import { chain, inParallel } from './bench-engine.ts'
import { milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const connections = 64
const alone = 500

export async function benchHttp(scale: BenchScale): Promise<void> {
  const server = await startServer({ arguments: ['--log-level', 'warn'] })
  const client = new FastClient(server.endpoint, connections)
  const { stateMachineArn } = await client.send<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'one',
    definition: JSON.stringify(chain(1, { Type: 'Pass' })),
    roleArn: 'arn:aws:iam::000000000000:role/bench',
  })
  let sent = 0
  const start = () =>
    client.send<{ executionArn: string }>('StartExecution', {
      stateMachineArn,
      name: `e${++sent}`,
      input: '{"hello":"world"}',
    })
  await inParallel(connections, () => (sent < 4000 ? start() : undefined))

  const latencies: number[] = []
  const before = sent
  const begin = performance.now()
  const timed = async () => {
    const at = performance.now()
    await start()
    latencies.push(performance.now() - at)
  }
  await inParallel(connections, () => (sent < before + scale.requests ? timed() : undefined))
  print(
    `StartExecution over HTTP, ${connections} connections, given names`,
    perSecond(scale.requests, performance.now() - begin),
  )
  print('p99 of them', milliseconds(percentile(latencies, 0.99)))

  latencies.length = 0
  let last = ''
  for (let i = 0; i < alone; i++) {
    const at = performance.now()
    last = (await start()).executionArn
    latencies.push(performance.now() - at)
  }
  const { status } = await client.send<{ status: string }>('DescribeExecution', { executionArn: last })
  print(
    `one StartExecution alone, p50 (the execution is already ${status})`,
    milliseconds(percentile(latencies, 0.5)),
  )
  client.close()
  await server.stop()
  await server.remove()
}
