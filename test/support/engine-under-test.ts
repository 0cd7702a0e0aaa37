/** An engine over a real store in memory, in virtual time, whose tasks are answered by hand. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { AslError, defaultLimits, Payload, type ExecutionArn, type Json, type Outcome } from '#base'
import {
  openEngine,
  type Engine,
  type EngineOptions,
  type HistoryEntry,
  type OutgoingTask,
  type Started,
  type StartRefused,
  type TaskResult,
} from '#engine'
import type { ExecutionRecord, Store } from '#store'
import { openSqliteStore } from '#store/sqlite'
import { TappedStore } from './tapped-store.ts'
import { VirtualTime } from './virtual-time.ts'

export const namespace = { account: '000000000000', region: 'us-east-1' }
const roleArn = 'arn:aws:iam::000000000000:role/test'
/** Callbacks of the clock in one wait: far more than any of these tests needs. */
const callbacksMax = 200_000

/** One attempt that has left the engine, and how it is answered. */
export interface SentTask extends OutgoingTask {
  readonly answer: (output: Json, completion?: Promise<Outcome<Payload>>) => void
  readonly fail: (error: string, cause?: string) => void
}

export class EngineUnderTest {
  readonly time: VirtualTime
  /** The store itself; `tap.store` is what the process has. */
  readonly kept: Store
  /** Everything that was sent, by all processes. */
  readonly sent: SentTask[] = []
  /** What was reported, by all processes. */
  readonly reports: Error[] = []
  readonly #options: Partial<EngineOptions>
  #engine: Engine | undefined
  #tap: TappedStore
  #kill: () => void = () => undefined

  private constructor(kept: Store, options: Partial<EngineOptions>) {
    this.kept = kept
    this.time = new VirtualTime('engine under test')
    this.#tap = new TappedStore(kept)
    this.#options = options
  }

  static async open(t: TestContext, options: Partial<EngineOptions> = {}): Promise<EngineUnderTest> {
    const store = await openSqliteStore({ memory: true })
    const under = new EngineUnderTest(store, options)
    t.after(async () => {
      under.crash()
      await store.close()
    })
    await under.boot()
    return under
  }

  get engine(): Engine {
    assert.ok(this.#engine, 'the engine is open')
    return this.#engine
  }

  get tap(): TappedStore {
    return this.#tap
  }

  /** Opens an engine on the store, as the next start of the server does. */
  async boot(prepare: (tap: TappedStore) => void = () => undefined): Promise<void> {
    this.#tap = new TappedStore(this.kept)
    prepare(this.#tap)
    const { clock, kill } = this.time.process()
    this.#kill = kill
    this.#engine = await openEngine({
      store: this.#tap.store,
      limits: defaultLimits,
      clock,
      send: (task) => this.#send(task),
      report: (error) => this.reports.push(error),
      ...this.#options,
    })
  }

  /** The process is gone, in the middle of what it did. */
  crash(): void {
    this.#tap.kill()
    this.#kill()
    this.#engine = undefined
  }

  async restart(): Promise<void> {
    this.crash()
    await this.boot()
  }

  /** Closes the engine as a server that drains does. */
  async close(): Promise<void> {
    await this.until(this.engine.close())
    this.crash()
  }

  // ------------------------------------------------------------------------------------------- what users do

  async create(name: string, definition: unknown): Promise<void> {
    const created = await this.engine.catalog.createMachine(machineOf(name, definition))
    assert.ok(!('refused' in created), JSON.stringify(created))
  }

  /** Starts an execution, which has to be accepted. */
  async start(stateMachineName: string, of: { name?: string; input?: Json } = {}): Promise<ExecutionArn> {
    const started = await this.tryStart(stateMachineName, of)
    assert.ok(!('refused' in started), JSON.stringify(started))
    return started.executionArn
  }

  tryStart(
    stateMachineName: string,
    { name, input = {} }: { readonly name?: string; readonly input?: Json } = {},
  ): Promise<Started | StartRefused> {
    const named = name === undefined ? {} : { name }
    return this.engine.start({ ...namespace, stateMachineName, ...named, input: JSON.stringify(input) })
  }

  // ---------------------------------------------------------------------------------------- what tests see

  /** Lets time pass until the work is done, and gives its result. */
  async until<T>(work: Promise<T>): Promise<T> {
    let done = false
    const result = work.finally(() => (done = true))
    result.catch(() => undefined)
    await this.time.runUntil(() => done, callbacksMax)
    return result
  }

  /** The execution's record, once it has ended. */
  ended(arn: ExecutionArn): Promise<ExecutionRecord> {
    return this.until(this.engine.ended(arn))
  }

  async record(arn: ExecutionArn): Promise<ExecutionRecord> {
    const record = await this.engine.execution(arn)
    assert.ok(record, `there is an execution ${arn}`)
    return record
  }

  async history(arn: ExecutionArn): Promise<readonly HistoryEntry[]> {
    const execution = await this.record(arn)
    return this.engine.history({ execution, from: 1, limit: 10_000, reverse: false })
  }

  async historyTypes(arn: ExecutionArn): Promise<readonly string[]> {
    return (await this.history(arn)).map(({ type }) => type)
  }

  #send(task: OutgoingTask): Promise<Outcome<TaskResult>> {
    const { promise, resolve } = Promise.withResolvers<Outcome<TaskResult>>()
    this.sent.push({
      ...task,
      answer: (output, completion) =>
        resolve({ output: Payload.fromValue(output), ...(completion && { completion }) }),
      fail: (error, cause) => resolve(new AslError(error, cause)),
    })
    return promise
  }
}

export function machineOf(name: string, definition: unknown) {
  return {
    ...namespace,
    name,
    definition: JSON.stringify(definition),
    roleArn,
    type: 'STANDARD' as const,
    configuration: '{}',
  }
}

/** A state machine of one state. */
export function single(state: Readonly<Record<string, unknown>>): unknown {
  return { StartAt: 'Only', States: { Only: { ...state, ...(state['Type'] !== 'Fail' && { End: true }) } } }
}

export const pass = single({ Type: 'Pass' })
export const wait = (seconds: number) => single({ Type: 'Wait', Seconds: seconds })
/** Calls the function `work`. */
export const task = (more: Readonly<Record<string, unknown>> = {}) =>
  single({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', ...more })
/** Goes on for ever, unless its input has a `stop`. */
export const loop = {
  StartAt: 'Again',
  States: {
    Again: { Type: 'Pass', Next: 'Enough' },
    Enough: {
      Type: 'Choice',
      Choices: [{ Variable: '$.stop', IsPresent: true, Next: 'Done' }],
      Default: 'Again',
    },
    Done: { Type: 'Succeed' },
  },
}
