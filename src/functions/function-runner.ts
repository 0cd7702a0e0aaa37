/**
 * One local function in one account and region: runs invocations on its warm processes and puts how they ended in
 * Lambda's terms.
 */
import { type Namespace } from '#base'
import type { FunctionSource } from './discover-functions.ts'
import { failurePayload, missingRuntimePayload, type ProcessEnd } from './function-failures.ts'
import type { FunctionLogEntry } from './function-log.ts'
import { functionArn } from './function-name.ts'
import { FunctionPool, InitFailed, PoolClosed, PoolFull } from './function-pool.ts'
import type { FunctionProcess, ProcessAnswer } from './function-process.ts'
import { LocalResult } from './local-result.ts'
import { InvocationRefused, type Invocation, type InvocationResult } from './port.ts'
import { processSpec } from './process-spec.ts'

export interface RunnerOptions {
  readonly source: FunctionSource
  readonly at: Namespace
  readonly defaults: {
    readonly timeoutSeconds: number
    readonly memoryMegabytes: number
    readonly concurrency: number
  }
  readonly environment: Readonly<Record<string, string>>
  readonly responseBytesMax: number
  readonly log: (entry: FunctionLogEntry) => void
}

/** Most invocations of one function that wait for a process; the next is refused as too many. */
export const waitingInvocationsMax = 10_000

/** How long a process may take to load its handler. */
const initSeconds = 60

export class FunctionRunner {
  readonly pool: FunctionPool
  readonly #arn: string
  readonly #timeoutSeconds: number
  readonly #memoryMegabytes: number
  readonly #program: string
  /** Set for the first one that may be late: one timer for all invocations costs less than one for each. */
  #killer: NodeJS.Timeout | undefined

  constructor(options: RunnerOptions) {
    const { source, at, defaults } = options
    const { config } = source
    this.#arn = functionArn(at, source.name)
    this.#timeoutSeconds = config.timeoutSeconds ?? defaults.timeoutSeconds
    this.#memoryMegabytes = config.memoryMegabytes ?? defaults.memoryMegabytes
    const spec = processSpec(source, { ...options, memoryMegabytes: this.#memoryMegabytes })
    this.#program = spec.program
    this.pool = new FunctionPool({
      spec,
      concurrency: config.concurrency ?? defaults.concurrency,
      waitingMax: waitingInvocationsMax,
      initSeconds,
      log: options.log,
    })
  }

  /**
   * Runs one invocation and gives its result or function error. Throws `InvocationRefused` where it does not run,
   * and the signal's reason when it was aborted (its process is killed).
   */
  async run(invocation: Invocation, requestId: string, signal?: AbortSignal): Promise<InvocationResult> {
    for (;;) {
      // The end of a log can only be told where nothing else of the process prints into it.
      const mayFollow = invocation.logType !== 'Tail'
      const process = this.pool.take(mayFollow) ?? (await this.#acquire(requestId, mayFollow, signal))
      if (process instanceof LocalResult) return process
      if (signal?.aborted === true) this.pool.release(process)
      signal?.throwIfAborted()
      const result = await this.#runOn(process, { invocation, requestId, signal })
      signal?.throwIfAborted()
      if (result) return result
    }
  }

  /** Undefined where the process has not begun it. */
  async #runOn(
    process: FunctionProcess,
    {
      invocation,
      requestId,
      signal,
    }: { invocation: Invocation; requestId: string; signal: AbortSignal | undefined },
  ): Promise<LocalResult | undefined> {
    const timeoutMs = this.#timeoutSeconds * 1000
    if (this.#killer === undefined) this.#killLateAfter(timeoutMs)
    const startedAt = Date.now()
    const request = {
      requestId,
      timeoutMs,
      functionArn: this.#arn,
      tail: invocation.logType === 'Tail',
      traceHeader: invocation.traceHeader ?? '',
      clientContext: invocation.clientContext ?? '',
      payload: invocation.payload,
    }
    const abort = () => process.abandon(request)
    signal?.addEventListener('abort', abort, { once: true })
    const answer = await process.run(request)
    signal?.removeEventListener('abort', abort)
    return answer.kind === 'not-begun'
      ? undefined
      : this.#result(answer, { invocation, requestId, startedAt })
  }

  /** Kills the processes that are late, and comes back for the next one. */
  readonly #killLate = (): void => {
    this.#killer = undefined
    const now = performance.now()
    let next = Infinity
    for (const process of this.pool.processes) {
      if (!process.isBusy) continue
      if (process.lateAt > now) next = Math.min(next, process.lateAt)
      else process.kill({ kind: 'timed-out', seconds: this.#timeoutSeconds })
    }
    if (next < Infinity) this.#killLateAfter(next - now)
  }

  #killLateAfter(ms: number): void {
    this.#killer = setTimeout(this.#killLate, ms).unref()
  }

  /** A process for the invocation, or its result where no process can be started. */
  async #acquire(
    requestId: string,
    mayFollow: boolean,
    signal?: AbortSignal,
  ): Promise<FunctionProcess | LocalResult> {
    try {
      return await this.pool.acquire(signal, mayFollow)
    } catch (error) {
      if (error instanceof InitFailed) {
        const payload = this.#initPayload(error, requestId)
        return new LocalResult(requestId, 200, { payload, failed: true })
      }
      if (error instanceof PoolFull) {
        const message = `Rate Exceeded. ${waitingInvocationsMax} invocations of ${this.#arn} wait already; raise its concurrency or start fewer at once.`
        throw new InvocationRefused('TooManyRequestsException', message, { statusCode: 429, requestId })
      }
      if (error instanceof PoolClosed) {
        throw new InvocationRefused('ServiceException', error.message, { statusCode: 500, requestId })
      }
      throw error
    }
  }

  #result(
    answer: Exclude<ProcessAnswer, { kind: 'not-begun' }>,
    of: { readonly invocation: Invocation; readonly requestId: string; readonly startedAt: number },
  ): LocalResult {
    const { requestId, startedAt } = of
    const { traceHeader } = of.invocation
    const logResult = answer.tail?.print(Date.now() - startedAt, this.#memoryMegabytes)
    if (answer.kind === 'answered') {
      return new LocalResult(requestId, 200, {
        payload: answer.payload,
        failed: answer.failed,
        logResult,
        traceHeader,
      })
    }
    return new LocalResult(requestId, 200, {
      payload: endPayload(answer.end, requestId),
      failed: true,
      logResult,
      traceHeader,
    })
  }

  #initPayload({ failure }: InitFailed, requestId: string): string {
    if ('payload' in failure) return failure.payload
    const { end } = failure
    // A shell answers 126 or 127 where it cannot start the program.
    const missing = end.kind === 'exited' && (end.code === 126 || end.code === 127)
    return missing ? missingRuntimePayload(requestId, this.#program) : endPayload(end, requestId)
  }
}

function endPayload(end: ProcessEnd, requestId: string): string {
  return failurePayload(end, requestId, new Date().toISOString())
}
