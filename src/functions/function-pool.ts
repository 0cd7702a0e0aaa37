/**
 * The warm processes of one function in one account and region.
 *
 * Owns: which process runs which invocation, and how many processes there are. Neighbours: function-process.ts, one
 * process; local-functions.ts, all pools.
 *
 * 1. An invocation takes the process that was idle last, else it waits in order; `waitingMax` is the queue's limit.
 * 2. The first process starts at once. More start, up to `concurrency`, when an invocation has waited `growAfterMs`:
 *    quick handlers share few processes, which is faster than many, and slow ones get as many as they need. Where
 *    the machine has no core to spare, more processes than cores only start after `growOnBusyMachineAfterMs`.
 *    While every process is busy, an invocation may be given to one with a quick handler, to begin right after the one
 *    that it runs; after `askBackAfterMs` there it is asked back.
 * 3. A retired process finishes what it runs and never gets more.
 */
import { askBackAfterMs, FunctionProcess, type InitFailure } from './function-process.ts'
import type { ProcessSpec } from './start-child.ts'
import type { FunctionLogEntry } from './function-log.ts'
import { coreCount, hasIdleCore } from './idle-cores.ts'

/** How long an invocation waits before another process starts for it. */
const growAfterMs = 50
const growOnBusyMachineAfterMs = 1000

/** How many processes of a pool may be starting at once: a start takes a core for a while. */
const startsAtOnceMax = 4

export interface PoolOptions {
  readonly spec: ProcessSpec
  /** Most processes. */
  readonly concurrency: number
  /** Most invocations that wait for a process. */
  readonly waitingMax: number
  readonly initSeconds: number
  readonly log: (entry: FunctionLogEntry) => void
}

/** Thrown by `acquire` when `waitingMax` invocations wait already. */
export class PoolFull extends Error {
  override readonly name = 'PoolFull'
}

/** Thrown to what waits when the pool is closed. */
export class PoolClosed extends Error {
  override readonly name = 'PoolClosed'

  constructor() {
    super('The server is stopping')
  }
}

/** Thrown by `acquire` when the function's process cannot start. */
export class InitFailed extends Error {
  override readonly name = 'InitFailed'
  readonly failure: InitFailure

  constructor(failure: InitFailure) {
    super('the process of the function did not start')
    this.failure = failure
  }
}

interface Waiting {
  readonly since: number
  /** It may be begun right after another one, on the same process. */
  readonly mayFollow: boolean
  readonly start: (process: FunctionProcess) => void
  readonly refuse: (error: Error) => void
}

export class FunctionPool {
  readonly #options: PoolOptions
  readonly #idle: FunctionProcess[] = []
  readonly #processes = new Set<FunctionProcess>()
  readonly #starting = new Map<FunctionProcess, NodeJS.Timeout>()
  readonly #retired = new WeakSet<FunctionProcess>()
  readonly #waiting: Waiting[] = []
  #closed = false
  #growTimer: NodeJS.Timeout | undefined
  #askBackTimer: NodeJS.Timeout | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  get processes(): ReadonlySet<FunctionProcess> {
    return this.#processes
  }

  /**
   * An idle process, or (for an invocation that may follow another) one with room, where there is one and nobody
   * waits. It is reserved: it is to be run on or released.
   */
  take(mayFollow: boolean): FunctionProcess | undefined {
    const process = this.#idle.pop() ?? (mayFollow ? this.#withRoom() : undefined)
    process?.reserve()
    return process
  }

  /** The next process that will be free, reserved. Throws `PoolFull`, `PoolClosed`, `InitFailed`, or the signal's reason. */
  async acquire(signal: AbortSignal | undefined, mayFollow = false): Promise<FunctionProcess> {
    signal?.throwIfAborted()
    if (this.#closed) throw new PoolClosed()
    if (this.#waiting.length >= this.#options.waitingMax) throw new PoolFull()
    const { promise, resolve, reject } = Promise.withResolvers<FunctionProcess>()
    const entry = { since: performance.now(), mayFollow, start: resolve, refuse: reject }
    this.#waiting.push(entry)
    this.#grow()
    if (!signal) return promise
    const leave = () => {
      const at = this.#waiting.indexOf(entry)
      if (at >= 0) this.#waiting.splice(at, 1)
      reject(signal.reason as Error)
    }
    signal.addEventListener('abort', leave, { once: true })
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  /** Gives a process that ran nothing back. */
  release(process: FunctionProcess): void {
    process.unreserve()
  }

  /** Ends processes that have been idle since before that moment (of `performance.now()`), but for the last one. */
  trim(idleSince: number): void {
    while (this.#idle.length > 1 && this.#idle[0]!.idleSince < idleSince) this.#end(this.#idle.shift()!)
  }

  /** The next invocation gets a new process; running ones finish. */
  retire(): void {
    for (const process of this.#idle.splice(0)) this.#end(process)
    for (const process of this.#processes) this.#retired.add(process)
    this.#grow()
  }

  /** Kills every process and waits until they are gone; what waits is refused. */
  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#growTimer)
    clearTimeout(this.#askBackTimer)
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(new PoolClosed())
    const processes = [...this.#processes]
    for (const process of processes) process.kill({ kind: 'exited', code: null, signal: 'SIGKILL' })
    await Promise.all(processes.map((process) => process.exited))
  }

  /** How many processes there are that take, or will take, invocations. */
  get #size(): number {
    let size = 0
    for (const process of this.#processes) if (!this.#retired.has(process)) size++
    return size
  }

  get #hasStarted(): boolean {
    for (const process of this.#processes) {
      if (!this.#retired.has(process) && !this.#starting.has(process)) return true
    }
    return false
  }

  #grow(): void {
    if (this.#waiting.length === 0 || this.#closed) return
    const size = this.#size
    if (size === 0) this.#start()
    else if (size < this.#options.concurrency) {
      this.#growTimer ??= setTimeout(() => this.#growNow(), growAfterMs)
    }
  }

  #growNow(): void {
    this.#growTimer = undefined
    const waited = performance.now() - (this.#waiting[0]?.since ?? Infinity)
    const helps = this.#size < coreCount || hasIdleCore() || waited >= growOnBusyMachineAfterMs
    if (waited >= growAfterMs && helps) {
      const room = Math.min(this.#options.concurrency - this.#size, startsAtOnceMax - this.#starting.size)
      const wanted = Math.min(this.#waiting.length - this.#starting.size, room)
      for (let i = 0; i < wanted; i++) this.#start()
    }
    this.#grow()
  }

  #start(): void {
    const { spec, log, initSeconds } = this.#options
    const process = new FunctionProcess(spec, {
      ready: (ready) => this.#ready(ready),
      begun: (begun) => this.#begun(begun),
      gone: (gone, failure) => this.#gone(gone, failure),
      log,
    })
    this.#processes.add(process)
    const late = () => process.kill({ kind: 'timed-out', seconds: initSeconds })
    this.#starting.set(process, setTimeout(late, initSeconds * 1000))
  }

  #ready(process: FunctionProcess): void {
    this.#started(process)
    if (!this.#processes.has(process)) return
    if (this.#retired.has(process)) return this.#end(process)
    const next = this.#waiting.shift()
    if (next) return handOver(process, next)
    process.idleSince = performance.now()
    this.#idle.push(process)
  }

  #begun(process: FunctionProcess): void {
    if (this.#retired.has(process)) return
    while (this.#waiting[0]?.mayFollow === true && process.hasRoom) {
      this.#askBackSoon()
      handOver(process, this.#waiting.shift()!)
    }
  }

  #withRoom(): FunctionProcess | undefined {
    if (this.#waiting.length > 0) return undefined
    for (const process of this.#processes) {
      if (!process.hasRoom || this.#retired.has(process)) continue
      this.#askBackSoon()
      return process
    }
    return undefined
  }

  #askBackSoon(): void {
    this.#askBackTimer ??= setTimeout(() => this.#askBack(), askBackAfterMs).unref()
  }

  #askBack(): void {
    this.#askBackTimer = undefined
    const now = performance.now()
    for (const process of this.#processes) {
      if (!process.hasFollowers) continue
      if (process.busyMs(now) >= askBackAfterMs) process.askBack()
      this.#askBackSoon()
    }
  }

  #gone(process: FunctionProcess, failure: InitFailure | undefined): void {
    this.#started(process)
    this.#processes.delete(process)
    const at = this.#idle.indexOf(process)
    if (at >= 0) this.#idle.splice(at, 1)
    // What fails to start would fail again for each that waits: they all hear of it now.
    if (failure && !this.#retired.has(process) && !this.#hasStarted) {
      for (const waiting of this.#waiting.splice(0)) waiting.refuse(new InitFailed(failure))
    }
    this.#grow()
  }

  #started(process: FunctionProcess): void {
    clearTimeout(this.#starting.get(process))
    this.#starting.delete(process)
  }

  #end(process: FunctionProcess): void {
    process.kill({ kind: 'exited', code: 0, signal: null })
  }
}

// Whoever waited runs on it in a moment; until then it is nobody else's.
function handOver(process: FunctionProcess, { start }: Waiting): void {
  process.reserve()
  start(process)
}
