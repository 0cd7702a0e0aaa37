/**
 * Evaluates JSONata in processes of its own: what took too long on the event loop.
 *
 * Owns: the processes, who waits for which, and the limits of both. Neighbours: `query-process.ts` is the code of the
 * process; the interpreter's environment hands `evaluate` on to JSONata's scopes as `elsewhere`. Threads would be lighter,
 * but one allocation that is larger than what a thread has left ends the whole server.
 *
 * 1. A process starts with the first evaluation that needs it, and has one evaluation at a time.
 * 2. Every evaluation ends: it is answered, or its process is ended with it, and the next one gets a new process.
 * 3. The queue has an end; beyond it an evaluation fails at once.
 * 4. No process outlives the server, however that ends (`query-process.ts`).
 */
import { fork, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseJson, printJson, type Json, type Outcome } from '#base'
import { elsewhereMsMax, internalFault, JsonataError, limitReached, type JsonataRequest } from '#query'

/** Evaluations that run at the same time. */
export const queryProcessesMax = 2

/** Evaluations that wait for a process. */
export const queryQueueMax = 1000

/** A process's heap; beyond it V8 ends the process. */
export const queryHeapMegabytesMax = 256

/** How much longer than its own clock allows an evaluation may hold its process, in milliseconds. */
const graceMs = 500

/** What a process says. */
export type QueryAnswer =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly cause: string }

export interface QueryProcesses {
  /** The outcome of an evaluation; it never rejects. */
  evaluate(request: JsonataRequest): Promise<Outcome<Json | undefined>>
  /** Ends all processes; evaluations that still run fail. */
  close(): Promise<void>
}

export interface QueryProcessSettings {
  readonly processesMax?: number
  readonly queueMax?: number
  /** Time of one evaluation, in milliseconds, after which its process is ended. */
  readonly msMax?: number
}

/** Makes ready what starts processes when they are needed. */
export function openQueryProcesses(settings: QueryProcessSettings = {}): QueryProcesses {
  return new Processes(settings)
}

interface Waiting {
  readonly request: JsonataRequest
  settle(outcome: Outcome<Json | undefined>): void
}

class Processes implements QueryProcesses {
  readonly #processesMax: number
  readonly #queueMax: number
  readonly #msMax: number
  readonly #idle: ChildProcess[] = []
  readonly #all = new Set<ChildProcess>()
  readonly #queue: Waiting[] = []
  #isClosed = false

  constructor(settings: QueryProcessSettings) {
    this.#processesMax = settings.processesMax ?? queryProcessesMax
    this.#queueMax = settings.queueMax ?? queryQueueMax
    this.#msMax = settings.msMax ?? elsewhereMsMax + graceMs
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
    const ended = [...this.#all].map(
      (child) => new Promise((end) => child.once('exit', end).once('error', end)),
    )
    for (const child of this.#all) {
      // From here on its end is waited for.
      child.ref()
      child.kill('SIGKILL')
    }
    await Promise.all(ended)
  }

  #next(): void {
    while (this.#queue.length > 0 && !this.#isClosed) {
      if (this.#idle.length === 0 && this.#all.size >= this.#processesMax) return
      const waiting = this.#queue.shift()!
      try {
        this.#give(this.#idle.pop() ?? this.#start(), waiting)
      } catch (error) {
        waiting.settle(notStarted(waiting.request, error as Error))
      }
    }
  }

  #start(): ChildProcess {
    const child = startProcess()
    this.#all.add(child)
    const forget = () => {
      this.#all.delete(child)
      const at = this.#idle.indexOf(child)
      if (at >= 0) this.#idle.splice(at, 1)
      this.#next()
    }
    child.once('exit', forget)
    child.on('error', () => (isStarted(child) ? child.kill('SIGKILL') : forget()))
    return child
  }

  // The process is one evaluation's until it answers, ends or is ended.
  #give(child: ChildProcess, { request, settle }: Waiting): void {
    let isOutOfTime = false
    const end = (outcome: Outcome<Json | undefined>) => {
      clearTimeout(timer)
      child.off('message', onMessage).off('exit', onExit).off('error', onError)
      settle(outcome)
    }
    const onMessage = (answer: unknown) => {
      end(outcomeOf(answer as QueryAnswer, request))
      this.#idle.push(child)
      this.#next()
    }
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => {
      end(
        isOutOfTime || this.#isClosed
          ? limitReached(request, 'time')
          : brokenOutcome(request, { code, signal }),
      )
    }
    const onError = (error: Error) => {
      if (!isStarted(child)) end(notStarted(request, error))
    }
    const timer = setTimeout(() => {
      isOutOfTime = true
      child.kill('SIGKILL')
    }, this.#msMax)
    child.on('message', onMessage).on('exit', onExit).prependListener('error', onError)
    // Where it cannot be sent, the process is ending.
    if (isStarted(child)) child.send(printJson(request as unknown as Json), () => {})
  }
}

const program = fileURLToPath(new URL('./query-process.ts', import.meta.url))

function startProcess(): ChildProcess {
  // Its own process group: Ctrl-C in the terminal leaves it to the server. The shell only forbids core dumps, and is
  // replaced. It gets nothing of the server's environment, which may hold secrets.
  const child = fork(program, {
    execPath: '/bin/sh',
    execArgv: [
      '-c',
      'ulimit -c 0; exec "$0" "$@"',
      process.execPath,
      `--max-old-space-size=${queryHeapMegabytesMax}`,
    ],
    env: {},
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    detached: true,
  })
  // A process that waits for work does not keep the server alive. One that could not be started has no streams.
  child.unref()
  child.channel?.unref()
  const input = child.stdin as Socket | null
  input?.on('error', () => {}).unref()
  return child
}

/** Without an id there will be no exit, only an error. */
function isStarted(child: ChildProcess): boolean {
  return child.pid !== undefined
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

function notStarted(request: JsonataRequest, error: Error): Outcome<never> {
  return internalFault(request, `no process could be started: ${error.message}`)
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

// V8 ends a process without memory by a signal (which one depends on the machine), as the system does. Another end is
// a fault of ours.
function brokenOutcome(request: JsonataRequest, { code, signal }: Exit): Outcome<never> {
  if (signal !== null) return limitReached(request, 'memory')
  return internalFault(request, `its process ended with ${code}`)
}
