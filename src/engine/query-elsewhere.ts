/**
 * Evaluates JSONata in threads of its own: what took too long on the event loop.
 *
 * Owns: the threads, who waits for which, and the limits of both. Neighbours: `query-worker.ts` is the thread's code; the
 * interpreter's environment hands `evaluate` on to JSONata's scopes as `elsewhere`.
 *
 * 1. A thread starts with the first evaluation that needs it, and has one evaluation at a time.
 * 2. Every evaluation ends: it is answered, or its thread is ended with it, and the next one gets a new thread.
 * 3. The queue has an end; beyond it an evaluation fails at once.
 */
import { Worker } from 'node:worker_threads'
import { parseJson, printJson, type Json, type Outcome } from '#base'
import { internalFault, JsonataError, limitReached, threadMsMax, type JsonataRequest } from '#query'

/** Evaluations that run at the same time. */
export const queryThreadsMax = 2

/** Evaluations that wait for a thread. */
export const queryQueueMax = 1000

/** A thread's heap; beyond it V8 ends the thread, and only that. */
export const queryHeapMegabytesMax = 256

/** How much longer than its own clock allows an evaluation may hold its thread, in milliseconds. */
const graceMs = 500

/** What a thread says. */
export type QueryAnswer =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly cause: string }

export interface QueryThreads {
  /** The outcome of an evaluation; it never rejects. */
  evaluate(request: JsonataRequest): Promise<Outcome<Json | undefined>>
  /** Ends all threads; evaluations that still run fail. */
  close(): Promise<void>
}

export interface QueryThreadSettings {
  readonly threadsMax?: number
  readonly queueMax?: number
  /** Time of one evaluation, in milliseconds, after which its thread is ended. */
  readonly msMax?: number
}

/** Makes ready what starts threads when they are needed. */
export function openQueryThreads(settings: QueryThreadSettings = {}): QueryThreads {
  return new Threads(settings)
}

interface Waiting {
  readonly request: JsonataRequest
  settle(outcome: Outcome<Json | undefined>): void
}

class Threads implements QueryThreads {
  readonly #threadsMax: number
  readonly #queueMax: number
  readonly #msMax: number
  readonly #idle: Worker[] = []
  readonly #all = new Set<Worker>()
  readonly #queue: Waiting[] = []
  #isClosed = false

  constructor(settings: QueryThreadSettings) {
    this.#threadsMax = settings.threadsMax ?? queryThreadsMax
    this.#queueMax = settings.queueMax ?? queryQueueMax
    this.#msMax = settings.msMax ?? threadMsMax + graceMs
  }

  evaluate(request: JsonataRequest): Promise<Outcome<Json | undefined>> {
    return new Promise((settle) => {
      if (this.#isClosed || this.#queue.length >= this.#queueMax) return settle(limitReached(request, 'time'))
      this.#queue.push({ request, settle })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const { request, settle } of this.#queue.splice(0)) settle(limitReached(request, 'time'))
    await Promise.all([...this.#all].map((thread) => thread.terminate()))
  }

  #next(): void {
    if (this.#queue.length === 0 || this.#isClosed) return
    const thread = this.#idle.pop() ?? (this.#all.size < this.#threadsMax ? this.#start() : undefined)
    if (thread) this.#give(thread, this.#queue.shift()!)
  }

  #start(): Worker {
    const thread = new Worker(new URL('./query-worker.ts', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: queryHeapMegabytesMax },
    })
    // A thread that waits for work does not keep the process alive.
    thread.unref()
    this.#all.add(thread)
    thread.on('exit', () => {
      this.#all.delete(thread)
      const at = this.#idle.indexOf(thread)
      if (at >= 0) this.#idle.splice(at, 1)
      this.#next()
    })
    return thread
  }

  // The thread is one evaluation's until it answers, breaks or is ended.
  #give(thread: Worker, { request, settle }: Waiting): void {
    const end = (outcome: Outcome<Json | undefined>) => {
      clearTimeout(timer)
      thread.off('message', onMessage).off('error', onError).off('exit', onExit)
      settle(outcome)
    }
    const onMessage = (answer: QueryAnswer) => {
      end(outcomeOf(answer, request))
      this.#idle.push(thread)
      this.#next()
    }
    const onError = (error: Error) => end(brokenOutcome(error, request))
    const onExit = () => end(limitReached(request, 'time'))
    const timer = setTimeout(() => {
      end(limitReached(request, 'time'))
      void thread.terminate()
    }, this.#msMax)
    thread.on('message', onMessage).on('error', onError).on('exit', onExit)
    thread.postMessage(printJson(request as unknown as Json))
  }
}

function outcomeOf(answer: QueryAnswer, { text, field }: JsonataRequest): Outcome<Json | undefined> {
  switch (answer.kind) {
    case 'value':
      return parseJson(answer.text)
    case 'nothing':
      return undefined
    case 'failed':
      return new JsonataError(answer.cause, { location: field, teaching: { expression: text } })
  }
}

// The thread itself broke: for want of memory, or by a fault of ours that must not take the server along.
function brokenOutcome(error: Error & { code?: string }, request: JsonataRequest): Outcome<never> {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return limitReached(request, 'memory')
  return internalFault(request, error.message)
}
