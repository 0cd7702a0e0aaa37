/**
 * Lambda-compatible functions of this machine: found in a directory or configured, run in warm child processes.
 *
 * Owns: the set of functions and who runs them. Neighbours: discover-functions.ts finds them, function-runner.ts
 * runs one, watch-folders.ts tells of changes; functions-from.ts puts a remote Lambda behind all of it.
 *
 * 1. User code runs in other processes only: a crash, an endless loop or a full memory costs one invocation.
 * 2. A payload is text on its way in and out; it is never parsed here.
 * 3. An aborted invocation's process is killed: nobody waits for it.
 * 4. A function runs in the account and region that it is invoked in; each has processes of its own, since the
 *    environment (AWS_REGION, credentials) belongs to a process.
 */
import { randomUUID } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { defaultLimits, utf8Length, type Namespace } from '#base'
import type { FunctionConfig, FunctionsConfig } from './function-config.ts'
import { discoverFunctions, type FunctionSource } from './discover-functions.ts'
import type { FunctionLogEntry } from './function-log.ts'
import { functionArn, parseFunctionName } from './function-name.ts'
import type { FunctionProcess } from './function-process.ts'
import { FunctionRunner } from './function-runner.ts'
import { LocalResult } from './local-result.ts'
import { watchMemory } from './memory-watch.ts'
import { InvocationRefused, type Functions, type Invocation, type InvocationResult } from './port.ts'
import { watchFolders, type Watching } from './watch-folders.ts'

export interface FunctionsOptions {
  /** The directory with `NAME.ts`, `NAME/index.py`, …; it need not exist. */
  readonly directory?: string
  readonly functions?: FunctionsConfig
  /** What files of `functions` are relative to; the working directory where it is left out. */
  readonly baseDirectory?: string
  /** Credentials and endpoints for the functions, by the account and region that they run for. */
  readonly environment?: (at: Namespace) => Readonly<Record<string, string>>
  readonly log?: (entry: FunctionLogEntry) => void
  /** Follow changes of the files: the next invocation runs the new code. */
  readonly watch?: boolean
  /** Called after a change was taken over, or with the reason why it was not. */
  readonly onReload?: (names: readonly string[], error?: Error) => void
  readonly defaults?: FunctionDefaults
  /** Largest payload and response; Lambda has 6 MB. */
  readonly payloadBytesMax?: number
}

/** What a function has where its configuration does not say: 900 seconds (a Task's own timeout ends a call
 * earlier), 1024 MB, 32 processes. */
export type FunctionDefaults = Pick<FunctionConfig, 'timeoutSeconds' | 'memoryMegabytes' | 'concurrency'>

const defaults = { timeoutSeconds: 900, memoryMegabytes: 1024, concurrency: 32 }

export interface LocalFunctions extends Functions {
  /** Whether a function of that name, partial ARN or ARN is here. */
  has(functionName: string): boolean
  /** The functions' names, in order. */
  names(): readonly string[]
}

/** How long a process stays warm without work; the last one of a function stays. */
const idleMs = 120_000
const trimEveryMs = 15_000

/** Different spellings of functions' names that are remembered. */
const spellingsMax = 10_000

/** Opens the functions; throws `FunctionsConfigError`. Processes start with the first invocation. */
export function openFunctions(options: FunctionsOptions): LocalFunctions {
  return new LocalProcesses(options)
}

class LocalProcesses implements LocalFunctions {
  readonly #options: FunctionsOptions
  readonly #payloadBytesMax: number
  #sources: ReadonlyMap<string, FunctionSource>
  /** By name, region and account. */
  readonly #runners = new Map<string, { readonly source: FunctionSource; readonly runner: FunctionRunner }>()
  /** By what invocations say: the way to a runner without reading the name again. */
  readonly #spellings = new Map<string, FunctionRunner>()
  /** Runners of functions that were removed, until their last invocation has ended. */
  readonly #leaving = new Set<FunctionRunner>()
  readonly #trimmer: NodeJS.Timeout
  readonly #memory: { stop(): void }
  readonly #watching: Watching | undefined

  constructor(options: FunctionsOptions) {
    this.#options = options
    this.#payloadBytesMax = options.payloadBytesMax ?? defaultLimits.payloadBytesMax
    this.#sources = this.#discover()
    this.#trimmer = setInterval(() => this.#trim(), trimEveryMs).unref()
    this.#memory = watchMemory(() => this.#busy())
    if (options.watch === true) this.#watching = watchFolders(this.#folders(), () => this.#reload())
  }

  has(functionName: string): boolean {
    const parsed = parseFunctionName(functionName)
    return parsed !== undefined && this.#sources.has(parsed.name)
  }

  names(): readonly string[] {
    return [...this.#sources.keys()].toSorted()
  }

  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const requestId = randomUUID()
    const runner = this.#runner(invocation, requestId)
    this.#checkSize(invocation.payload, requestId)
    switch (invocation.invocationType) {
      case 'RequestResponse':
        return runner.run(invocation, requestId, invocation.signal)
      case 'Event':
        this.#runInBackground(runner, invocation, requestId)
        return new LocalResult(requestId, 202, { payload: '' })
      case 'DryRun':
        return new LocalResult(requestId, 204, { payload: '' })
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#trimmer)
    this.#memory.stop()
    this.#watching?.close()
    await Promise.all(this.#everyRunner().map((runner) => runner.pool.close()))
  }

  #runner(invocation: Invocation, requestId: string): FunctionRunner {
    const spelling = `${invocation.functionName}\n${invocation.region}\n${invocation.account}`
    const known = this.#spellings.get(spelling)
    if (known) return known
    const parsed = parseFunctionName(invocation.functionName)
    const at = { region: parsed?.region ?? invocation.region, account: parsed?.account ?? invocation.account }
    const source = parsed && this.#sources.get(parsed.name)
    if (!source) {
      const qualifier = invocation.qualifier ?? parsed?.qualifier ?? '$LATEST'
      const arn = `${functionArn(at, parsed?.name ?? invocation.functionName)}:${qualifier}`
      const details = { statusCode: 404, requestId }
      throw new InvocationRefused('ResourceNotFoundException', `Function not found: ${arn}`, details)
    }
    const runner = this.#open(source, at)
    if (this.#spellings.size >= spellingsMax) this.#spellings.clear()
    this.#spellings.set(spelling, runner)
    return runner
  }

  #open(source: FunctionSource, at: Namespace): FunctionRunner {
    const key = `${source.name}\n${at.region}\n${at.account}`
    const known = this.#runners.get(key)
    if (known) return known.runner
    const runner = new FunctionRunner({
      source,
      at,
      defaults: { ...defaults, ...this.#options.defaults },
      environment: this.#options.environment?.(at) ?? {},
      responseBytesMax: this.#payloadBytesMax,
      log: this.#options.log ?? (() => undefined),
    })
    this.#runners.set(key, { source, runner })
    return runner
  }

  // Nobody waits for an event's result, and its caller's end does not end it; how it failed is in the log.
  #runInBackground(runner: FunctionRunner, invocation: Invocation, requestId: string): void {
    runner.run(invocation, requestId).catch((error: unknown) => {
      const line = `the event ${requestId} was not run: ${error instanceof Error ? error.message : String(error)}`
      this.#options.log?.({ functionName: invocation.functionName, requestId, stream: 'stderr', line })
    })
  }

  #checkSize(payload: string, requestId: string): void {
    const max = this.#payloadBytesMax
    if (payload.length * 3 <= max || utf8Length(payload) <= max) return
    const message = `Request must be smaller than ${max} bytes for the InvokeFunction operation`
    throw new InvocationRefused('RequestTooLargeException', message, { statusCode: 413, requestId })
  }

  #discover(): ReadonlyMap<string, FunctionSource> {
    const { directory, functions, baseDirectory } = this.#options
    const base = resolve(baseDirectory ?? '.')
    return discoverFunctions(
      directory === undefined ? undefined : resolve(base, directory),
      functions ?? {},
      base,
    )
  }

  #folders(): string[] {
    const { directory, baseDirectory } = this.#options
    const folders = new Set([...this.#sources.values()].map(({ file }) => dirname(file)))
    if (directory !== undefined) folders.add(resolve(baseDirectory ?? '.', directory))
    return [...folders]
  }

  // Any file may be imported by any function, so a change makes new processes for all of them.
  #reload(): void {
    try {
      this.#sources = this.#discover()
    } catch (error) {
      this.#options.onReload?.(this.names(), error as Error)
      return
    }
    this.#spellings.clear()
    for (const [key, { source, runner }] of this.#runners) {
      runner.pool.retire()
      if (this.#sources.get(source.name)?.file === source.file) continue
      this.#runners.delete(key)
      this.#leaving.add(runner)
    }
    this.#options.onReload?.(this.names())
  }

  #trim(): void {
    const idleSince = performance.now() - idleMs
    for (const { runner } of this.#runners.values()) runner.pool.trim(idleSince)
    for (const runner of this.#leaving) {
      runner.pool.retire()
      if (runner.pool.processes.size === 0) this.#leaving.delete(runner)
    }
  }

  #everyRunner(): FunctionRunner[] {
    return [...[...this.#runners.values()].map(({ runner }) => runner), ...this.#leaving]
  }

  *#busy(): Generator<FunctionProcess> {
    for (const runner of this.#everyRunner()) {
      for (const process of runner.pool.processes) if (process.isBusy) yield process
    }
  }
}
