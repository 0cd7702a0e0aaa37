/** An engine in this process over a real store in a temporary directory, fsync on. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AslError, defaultLimits } from '#base'
import { openEngine, type Engine, type SendTask, type StatusEvents } from '#engine'
import type { Store } from '#store'
import { openSqliteStore } from '#store/sqlite'

export const namespace = { account: '000000000000', region: 'us-east-1' }

export interface BenchEngine {
  readonly engine: Engine
  readonly directory: string
  /** `STANDARD` where no type is given. */
  create(name: string, definition: unknown, type?: 'STANDARD' | 'EXPRESS'): Promise<void>
  /** Starts one and resolves when the start is durable. */
  start(stateMachineName: string, input: string): Promise<string>
  close(): Promise<void>
}

const sendNothing: SendTask = async () => new AslError('States.TaskFailed', 'this bench has no tasks')

export interface BenchEngineOptions {
  readonly send?: SendTask
  /** Made over the store before the engine is opened. */
  readonly statusEvents?: (store: Store) => Promise<StatusEvents>
}

export async function openBenchEngine(options: BenchEngineOptions = {}): Promise<BenchEngine> {
  const { send = sendNothing } = options
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-bench-'))
  const store = await openSqliteStore({ directory })
  const statusEvents = await options.statusEvents?.(store)
  const told = statusEvents && { statusEvents }
  const engine = await openEngine({ store, limits: defaultLimits, send, report: fail, ...told })
  return {
    engine,
    directory,
    create: async (name, definition, type = 'STANDARD') => {
      const created = await engine.catalog.createMachine({
        ...namespace,
        name,
        definition: JSON.stringify(definition),
        roleArn: 'arn:aws:iam::000000000000:role/bench',
        type,
        configuration: '{}',
      })
      if ('refused' in created) throw new Error(JSON.stringify(created))
    },
    start: async (stateMachineName, input) => {
      const started = await engine.start({ ...namespace, stateMachineName, input })
      if ('refused' in started) throw new Error(started.refused)
      return started.executionArn
    },
    close: async () => {
      await engine.close()
      await store.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A chain of states of one kind. */
export function chain(length: number, state: Readonly<Record<string, unknown>>): unknown {
  const names = Array.from({ length }, (_, i) => `S${i + 1}`)
  const states = names.map((name, i) => [
    name,
    { ...state, ...(i + 1 < length ? { Next: names[i + 1] } : { End: true }) },
  ])
  return { StartAt: names[0], States: Object.fromEntries(states) as unknown }
}

/** Keeps so many of these under way until the count or the time is reached. */
export async function inParallel(inFlight: number, next: () => Promise<unknown> | undefined): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let work = next(); work !== undefined; work = next()) await work
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

function fail(error: Error): never {
  throw error
}
