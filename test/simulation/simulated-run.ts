/** One run of a random machine in virtual time, with or without a crash, and what it came to. */
import { createHash } from 'node:crypto'
import { AslError, defaultLimits, executionArn, Payload, type Outcome } from '#base'
import {
  mapRunArnOf,
  openEngine,
  type Clock,
  type Engine,
  type HistoryEntry,
  type MemoryLimits,
  type OutgoingTask,
  type TaskResult,
} from '#engine'
import type { ExecutionRecord, MapRunRecord, MapRunStatus, Store } from '#store'
import { crashingStore, type Crash } from './crashing-store.ts'
import type { RandomMachine } from './random-machine.ts'
import { MemoryData } from '../support/memory-data.ts'
import { counted, VirtualTime } from '../support/virtual-time.ts'

export interface RunResult {
  readonly record: ExecutionRecord
  readonly history: readonly HistoryEntry[]
  /** Commits of the process that ended the run. */
  readonly commits: number
  readonly crashed: boolean
  /** Those of the execution itself, once they are over. */
  readonly mapRuns: readonly SimulatedMapRun[]
}

export interface SimulatedMapRun {
  readonly status: MapRunStatus
  readonly running: number
  /** Children that the store has counted. */
  readonly started: number
  /** Whose item each child has, in the order of the children. */
  readonly indexes: readonly number[]
  /** How many items there may be. */
  readonly itemCounts: readonly number[]
}

/** What an ItemReader finds. */
const readItems = Array.from({ length: 11 }, (_, i) => ({ i, k: i % 10 }))
const data = new MemoryData()
data.objects.set('list', readItems)

const namespace = { account: '000000000000', region: 'us-east-1' }
/** Callbacks of the clock in one run: far more than any of these machines needs. */
const callbacksMaxDefault = 200_000

/** Answers and timers come in bursts, so that turns are built on ones that are not durable yet. */
const haste = 0.4

/** Nothing that is idle stays in memory, and it comes back in pieces: what a server meets only when it is full. */
const memory: MemoryLimits = { idleExecutionsMax: 0, idleFramesMax: 0, framesLoadedAtOnce: 2 }

/** Runs on a store that it may share with other runs: each has a state machine of its own. */
export function simulatedRun(store: Store, of: SimulatedMachine, crash?: Crash): Promise<RunResult> {
  return new Simulation(store, of).run(of.machine, crash)
}

interface Process {
  readonly engine: Engine
  readonly kill: () => void
}

export interface SimulatedMachine {
  readonly machine: RandomMachine
  readonly seed: string
  readonly callbacksMax?: number
}

/** How often an execution that fails is redriven; in the last of them no task fails. */
const redrivesMax = 3

let runs = 0

class Simulation {
  readonly #time: VirtualTime
  readonly #store: Store
  readonly #seed: string
  readonly #name = `m${++runs}`
  readonly #callbacksMax: number
  #commits = 0
  /** Redrives that were asked for. */
  #redrives = 0
  #clock: Clock | undefined

  constructor(store: Store, { seed, callbacksMax = callbacksMaxDefault }: SimulatedMachine) {
    this.#time = new VirtualTime(seed, haste)
    this.#store = store
    this.#seed = seed
    this.#callbacksMax = callbacksMax
  }

  async run(machine: RandomMachine, crash: Crash | undefined): Promise<RunResult> {
    let crashed = false
    let result: RunResult | undefined
    const first = await this.#boot(crash, () => (crashed = true))
    const follow = async ({ engine }: Process): Promise<void> => {
      const record = await this.#followed(engine)
      result = await this.#result(engine, record, crashed)
    }
    void this.#start(first.engine, machine).then((arn) => (arn === undefined ? undefined : follow(first)))
    await this.#time.runUntil(() => result !== undefined || crashed, this.#callbacksMax)
    if (crashed) {
      first.kill()
      result = undefined
      const second = await this.#boot(undefined, () => undefined)
      // What was never acknowledged may or may not have happened: asking again has to be safe.
      await this.#settled(this.#start(second.engine, machine))
      void follow(second)
      await this.#time.runUntil(() => result !== undefined, this.#callbacksMax)
    }
    return result!
  }

  /** Its last end: what fails is redriven a few times, and fewer tasks fail each time. */
  async #followed(engine: Engine): Promise<ExecutionRecord> {
    const arn = executionArn(namespace, this.#name, 'run')
    for (;;) {
      const { status, redrive } = await engine.ended(arn)
      // Nobody knows whether a redrive that a crash has cut off came to be: it is asked for again.
      const isRedriven = (redrive?.count ?? 0) === this.#redrives
      if (isRedriven && (status === 'SUCCEEDED' || this.#redrives === redrivesMax))
        return (await engine.execution(arn))!
      if (isRedriven) this.#redrives++
      const answer = await engine.redrive({ executionArn: arn, clientToken: String(this.#redrives) })
      if ('refused' in answer) throw new Error(`the redrive was refused: ${JSON.stringify(answer)}`)
    }
  }

  /** What it came to, once its Map Runs are over too. */
  async #result(engine: Engine, record: ExecutionRecord, crashed: boolean): Promise<RunResult> {
    const history: HistoryEntry[] = []
    for (;;) {
      const page = await engine.history({
        execution: record,
        from: history.length + 1,
        limit: 1000,
        reverse: false,
      })
      history.push(...page)
      if (page.length === 0) break
    }
    const mapRuns = await this.#mapRuns(engine, record, history)
    void engine.close()
    return { record, history, commits: this.#commits, crashed, mapRuns }
  }

  async #mapRuns(
    engine: Engine,
    record: ExecutionRecord,
    history: readonly HistoryEntry[],
  ): Promise<readonly SimulatedMapRun[]> {
    const found = await engine.mapRuns({ execution: record, limit: 1000 })
    return Promise.all(found.map((mapRun) => this.#mapRun(engine, mapRun, history)))
  }

  async #mapRun(
    engine: Engine,
    begun: MapRunRecord,
    history: readonly HistoryEntry[],
  ): Promise<SimulatedMapRun> {
    const arn = mapRunArnOf(begun)
    let mapRun = begun
    // One whose execution ended before is brought to its end now.
    while (mapRun.status === 'RUNNING') {
      await new Promise<void>((resolve) => this.#clock!.after(10, resolve))
      mapRun = (await engine.mapRun(arn))!.record
    }
    const children = (await engine.executions({ mapRun, limit: 1000 })).toReversed()
    const inputs = await Promise.all(children.map(({ id }) => this.#store.execution(id)))
    const startedAt = history.findIndex(({ details }) => details?.['mapRunArn'] === arn)
    const length = history[startedAt - 1]?.details?.['length'] as number
    return {
      status: mapRun.status,
      running: mapRun.executions.RUNNING,
      started: Object.values(mapRun.executions).reduce((sum, count) => sum + count, 0),
      indexes: inputs.map((child) => (JSON.parse(child!.input) as { index: number }).index),
      // A reader's items are counted as none when the state starts.
      itemCounts: length === 0 ? [0, readItems.length] : [length],
    }
  }

  async #boot(crash: Crash | undefined, crashed: () => void): Promise<Process> {
    const { clock, kill } = this.#time.process()
    this.#commits = 0
    this.#clock = clock
    const engine = await openEngine({
      store: crashingStore(this.#store, crash, crashed),
      limits: defaultLimits,
      clock,
      send: (task) => this.#send(task, clock),
      mapData: data,
      observer: { committed: () => this.#commits++ },
      memory,
      report: (error) => {
        throw error
      },
    })
    return { engine, kill }
  }

  async #start(engine: Engine, machine: RandomMachine): Promise<string | undefined> {
    const { definition, input } = machine
    const created = await engine.catalog.createMachine({
      ...namespace,
      name: this.#name,
      definition,
      roleArn: 'arn:aws:iam::000000000000:role/simulation',
      type: 'STANDARD',
      configuration: '{}',
    })
    if ('refused' in created)
      throw new Error(`the machine was refused: ${JSON.stringify(created)}\n${definition}`)
    const started = await engine.start({ ...namespace, stateMachineName: this.#name, name: 'run', input })
    return 'refused' in started ? undefined : started.executionArn
  }

  async #settled<T>(work: Promise<T>): Promise<T> {
    let done = false
    const result = work.finally(() => (done = true))
    await this.#time.runUntil(() => done, this.#callbacksMax)
    return result
  }

  /** What a task does follows from what it is given, and from the redrives before it; how long it takes, too. */
  async #send(task: OutgoingTask, clock: Clock): Promise<Outcome<TaskResult>> {
    const name = task.target.kind === 'lambda' ? task.target.functionName : task.target.action
    const redrives = this.#redrives
    const digest = createHash('sha256').update(`${this.#seed}/${name}/${task.parameters.text}`).digest()
    await counted(new Promise<void>((resolve) => setImmediate(resolve)))
    await new Promise<void>((resolve) => clock.after(1 + (digest.readUInt16BE(0) % 3000), resolve))
    if (digest[2]! % 4 === 0 && digest[3]! % redrivesMax >= redrives)
      return new AslError('SimulatedError', 'The simulation said so.')
    return { output: Payload.fromValue({ value: digest.toString('hex', 3, 9) }) }
  }
}
