/** Sends random requests to a real server, which has to answer each of them with success or an error of the caller's. */
import { Agent, request } from 'node:http'
import fc from 'fast-check'
import { sdk } from '../support/sdk.ts'
import { randomRequest, type Known, type RandomRequest } from './random-requests.ts'

export interface FuzzOptions {
  readonly count: number
  readonly seed?: number
}

/** Requests at the same time. */
const atOnce = 8

/** How many were answered with each status. Rejects with the smallest request that was answered otherwise. */
export async function fuzz(
  endpoint: string,
  known: Known,
  { count, seed }: FuzzOptions,
): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const requests = fc.array(randomRequest(known), { minLength: atOnce, maxLength: atOnce })
  const property = fc.asyncProperty(requests, async (all) => {
    const statuses = await Promise.all(all.map((one) => send(endpoint, agent, one)))
    for (const [i, status] of statuses.entries()) {
      if (status !== 200 && (status < 400 || status > 499))
        throw new Error(`answered with ${status}: ${describe(all[i]!)}`)
      counts.set(status, (counts.get(status) ?? 0) + 1)
    }
  })
  try {
    await fc.assert(property, { numRuns: Math.ceil(count / atOnce), ...(seed !== undefined && { seed }) })
  } finally {
    agent.destroy()
  }
  return counts
}

/** Makes a state machine, an activity and an execution, which requests may name. */
export async function makeSome(endpoint: string): Promise<Known> {
  const sfn = sdk(endpoint)
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
  const roleArn = 'arn:aws:iam::000000000000:role/r'
  const { stateMachineArn } = await sfn.createStateMachine({ name: 'known', definition, roleArn })
  const { activityArn } = await sfn.createActivity({ name: 'known' })
  const { executionArn } = await sfn.startExecution({ stateMachineArn, name: 'known' })
  sfn.destroy()
  return { stateMachine: stateMachineArn!, activity: activityArn!, execution: executionArn! }
}

function send(endpoint: string, agent: Agent, { headers, body }: RandomRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
    })
    sent.on('response', (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function describe({ headers, body }: RandomRequest): string {
  return `${JSON.stringify(headers)} ${Buffer.from(body).toString('latin1').slice(0, 2000)}`
}
