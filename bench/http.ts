/** StartExecution over HTTP against the real server in a process of its own; the load comes from this process. */
import autocannon from 'autocannon'
import { FastClient } from '../test/support/fast-client.ts'
import { startServer } from '../test/support/server.ts'
import { chain } from './bench-engine.ts'
import { milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const connections = 64
const alone = 500
const warmUp = 4000

export async function benchHttp(scale: BenchScale): Promise<void> {
  const server = await startServer({ arguments: ['--log-level', 'warn'] })
  const client = new FastClient(server.endpoint, 1)
  const { stateMachineArn } = await client.send<{ stateMachineArn: string }>('CreateStateMachine', {
    name: 'one',
    definition: JSON.stringify(chain(1, { Type: 'Pass' })),
    roleArn: 'arn:aws:iam::000000000000:role/bench',
  })
  let sent = 0
  const request = () => ({ stateMachineArn, name: `e${++sent}`, input: '{"hello":"world"}' })
  const load = (amount: number) => startMany(server.endpoint, amount, () => JSON.stringify(request()))
  await load(warmUp)
  const begin = performance.now()
  const { p99 } = await load(scale.requests)
  const took = performance.now() - begin
  print(`StartExecution over HTTP, ${connections} connections, given names`, perSecond(scale.requests, took))
  print('p99 of them', milliseconds(p99))

  let last = ''
  const latencies = await startOneByOne(server.endpoint, alone, () => {
    const one = request()
    last = one.name
    return JSON.stringify(one)
  })
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${last}`
  const { status } = await client.send<{ status: string }>('DescribeExecution', { executionArn })
  const p50 = milliseconds(percentile(latencies, 0.5))
  print(`one StartExecution alone, p50 (the execution is already ${status})`, p50)
  client.close()
  await server.stop()
  await server.remove()
}

async function startMany(url: string, amount: number, body: () => string): Promise<{ readonly p99: number }> {
  const result = await autocannon(requests(url, { amount, connections }, body))
  if (result['2xx'] !== amount)
    throw new Error(`${amount - result['2xx']} of ${amount} starts were not answered well`)
  return { p99: result.latency.p99 }
}

/** The milliseconds that each took, from sending the request to having the answer. */
async function startOneByOne(url: string, amount: number, body: () => string): Promise<number[]> {
  const latencies: number[] = []
  await new Promise<void>((resolve, reject) => {
    const load = autocannon(requests(url, { amount, connections: 1 }, body), (error: Error | null) =>
      error ? reject(error) : resolve(),
    )
    load.on('response', (...[, statusCode, , took]) => {
      if (statusCode === 200) latencies.push(took)
    })
  })
  if (latencies.length !== amount) throw new Error('not every start was answered well')
  return latencies
}

function requests(
  url: string,
  load: { readonly amount: number; readonly connections: number },
  body: () => string,
): autocannon.Options {
  return {
    url,
    ...load,
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartExecution',
    },
    requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
  }
}
