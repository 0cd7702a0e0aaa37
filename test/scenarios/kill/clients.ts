/**
 * The clients of the kill test: they start executions, work on activity tasks, and write down what the server
 * acknowledged. A connection that breaks is an answer that never came: nothing is written down for it.
 */
import { ApiError, FastClient } from '../../support/fast-client.ts'

export const roleArn = 'arn:aws:iam::000000000000:role/test'

/** What the server has said yes to. */
export interface Acknowledged {
  /** Execution ARN to the number that it was started with. */
  readonly starts: Map<string, number>
  /** The number of an execution to the answer that a worker sent and the server took. */
  readonly successes: Map<number, string>
}

export const machines = {
  /** A function, a wait, a Map and a Parallel around it. */
  work: {
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Result: 'begun', ResultPath: '$.begin', Next: 'Double' },
      Double: { Type: 'Task', Resource: 'double', ResultPath: '$.double', Next: 'Pause' },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemsPath: '$.list',
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'DoubleItem',
          States: { DoubleItem: { Type: 'Task', Resource: 'double', End: true } },
        },
        ResultPath: '$.each',
        Next: 'Both',
      },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Pass', OutputPath: '$.n', End: true } } },
          {
            StartAt: 'Right',
            States: { Right: { Type: 'Task', Resource: 'double', OutputPath: '$', End: true } },
          },
        ],
        ResultPath: '$.both',
        End: true,
      },
    },
  },
  /** A worker's answer. */
  callback: (activityArn: string) => ({
    StartAt: 'Ask',
    States: { Ask: { Type: 'Task', Resource: activityArn, ResultPath: '$.answer', End: true } },
  }),
}

/** What the function of these machines does, also with what a Map hands it. */
export const doubleFunction =
  'export const handler = async (event) => ({ doubled: 2 * (event.n ?? event) })\n'

export function workOutput(n: number): unknown {
  const doubled = { doubled: 2 * n }
  const each = [n, n + 1, n + 2].map((item) => ({ doubled: 2 * item }))
  return { n, list: [n, n + 1, n + 2], begin: 'begun', double: doubled, each, both: [n, doubled] }
}

export class Clients {
  readonly acknowledged: Acknowledged = { starts: new Map(), successes: new Map() }
  #client: FastClient
  #next = 0
  #stopped = false

  constructor(endpoint: string) {
    this.#client = new FastClient(endpoint)
  }

  /** The server is back, at another place. */
  moveTo(endpoint: string): void {
    this.#client.close()
    this.#client = new FastClient(endpoint)
  }

  stop(): void {
    this.#stopped = true
    this.#client.close()
  }

  /** Starts executions one after the other until `stop`. */
  async startAll(machineArns: readonly string[], pause: () => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      const n = ++this.#next
      const stateMachineArn = machineArns[n % machineArns.length]!
      const input = JSON.stringify({ n, list: [n, n + 1, n + 2] })
      const started = await this.#try<{ executionArn: string }>('StartExecution', {
        stateMachineArn,
        name: `e${n}`,
        input,
      })
      if (started) this.acknowledged.starts.set(started.executionArn, n)
      await pause()
    }
  }

  /** Works on an activity's tasks until `stop`. */
  async workOn(activityArn: string, pause: () => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      const task = await this.#try<{ taskToken?: string; input?: string }>('GetActivityTask', { activityArn })
      if (task?.taskToken === undefined) await pause()
      else await this.#answer(task.taskToken, (JSON.parse(task.input!) as { n: number }).n)
    }
  }

  async #answer(taskToken: string, n: number): Promise<void> {
    const answer = `answer to ${n}`
    const sent = await this.#try('SendTaskSuccess', { taskToken, output: JSON.stringify(answer) })
    if (sent) this.acknowledged.successes.set(n, answer)
  }

  async #try<T>(operation: string, input: unknown): Promise<T | undefined> {
    try {
      return await this.#client.send<T>(operation, input)
    } catch (error) {
      // A worker that was cut off may find its task timed out or answered; all else is a fault of the server.
      if (
        error instanceof ApiError &&
        !['TaskTimedOut', 'TaskDoesNotExist', 'ServiceUnavailable'].includes(error.code)
      ) {
        throw error
      }
      return undefined
    }
  }
}
