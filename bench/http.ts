/** Starts over HTTP against the real server in a process of its own; the load comes from this process. */
import autocannon from 'autocannon'
import { FastClient } from '../test/support/fast-client.ts'
import { startServer } from '../test/support/server.ts'
import { chain } from './bench-engine.ts'
import { milliseconds, percentile, perSecond, print } from './figures.ts'
import type { BenchScale } from './main.ts'

const connections = 64
const alone = 500
const warmUp = 4000

/** One operation, with a body of its own in each request. */
interface Sending {
  readonly url: string
  readonly action: string
  readonly body: () => string
}

export async function benchHttp(scale: BenchScale): Promise<void> {
  const server = await startServer({ arguments: ['--log-level', 'warn'] })
  const client = new FastClient(server.endpoint, 1)
  const create = async (name: string, states: number, type: string) => {
    const definition = JSON.stringify(chain(states, { Type: 'Pass' }))
    const machine = { name, definition, type, roleArn: 'arn:aws:iam::000000000000:role/bench' }
    return (await client.send<{ stateMachineArn: string }>('CreateStateMachine', machine)).stateMachineArn
  }
  const stateMachineArn = await create('one', 1, 'STANDARD')
  let sent = 0
  const body = () => JSON.stringify({ stateMachineArn, name: `e${++sent}`, input: '{"hello":"world"}' })
  const p50 = await measure(scale, { url: server.endpoint, action: 'StartExecution', body }, 'given names')
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:e${sent}`
  const { status } = await client.send<{ status: string }>('DescribeExecution', { executionArn })
  print(`one StartExecution alone, p50 (the execution is already ${status})`, milliseconds(p50))

  const express = JSON.stringify({ stateMachineArn: await create('three', 3, 'EXPRESS'), input: '{"n":1}' })
  const syncSending = { url: server.endpoint, action: 'StartSyncExecution', body: () => express }
  const syncP50 = await measure(scale, syncSending, 'three Pass states')
  print('one StartSyncExecution alone, p50', milliseconds(syncP50))
  client.close()
  await server.stop()
  await server.remove()
}

/** Prints the rate and its p99; gives the median time of one that is sent alone, in milliseconds. */
async function measure(scale: BenchScale, sending: Sending, of: string): Promise<number> {
  await sendMany(sending, warmUp)
  const begin = performance.now()
  const { p99 } = await sendMany(sending, scale.requests)
  const took = performance.now() - begin
  print(`${sending.action} over HTTP, ${connections} connections, ${of}`, perSecond(scale.requests, took))
  print('  p99 of them', milliseconds(p99))
  return percentile(await sendOneByOne(sending, alone), 0.5)
}

async function sendMany(sending: Sending, amount: number): Promise<{ readonly p99: number }> {
  const result = await autocannon(requests(sending, { amount, connections }))
  if (result['2xx'] !== amount)
    throw new Error(`${amount - result['2xx']} of ${amount} starts were not answered well`)
  return { p99: result.latency.p99 }
}

/** The milliseconds that each took, from sending the request to having the answer. */
async function sendOneByOne(sending: Sending, amount: number): Promise<number[]> {
  const latencies: number[] = []
  await new Promise<void>((resolve, reject) => {
    const load = autocannon(requests(sending, { amount, connections: 1 }), (error: Error | null) =>
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
  { url, action, body }: Sending,
  load: { readonly amount: number; readonly connections: number },
): autocannon.Options {
  return {
    url,
    ...load,
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AWSStepFunctions.${action}` },
    requests: [{ setupRequest: (request) => ({ ...request, body: body() }) }],
  }
}
