/**
 * One warm process of a function.
 *
 * Owns: the child, descriptor 3 and the invocation that it runs. Neighbours: function-pool.ts decides when processes
 * start and end and what they run; hosts/ has the programs on the other side; wire.ts the lines between.
 *
 * 1. A process runs one invocation at a time and is reused for the next.
 * 2. Every invocation gets exactly one answer: the process's own, or, when it ended or was killed, how.
 * 3. A process that was killed or said that it cannot go on never runs another invocation.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { ProcessEnd } from './function-failures.ts'
import { FunctionLog, type FunctionLogEntry } from './function-log.ts'
import { LineReader } from './line-reader.ts'
import type { LogTail } from './log-tail.ts'
import { printRequest, wireError, wireFatal, wireReady, wireResult, type WireRequest } from './wire.ts'

export interface ProcessSpec {
  readonly functionName: string
  readonly program: string
  readonly programArguments: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMegabytes: number
  readonly responseBytesMax: number
}

export type ProcessAnswer = { readonly tail?: LogTail | undefined } & (
  | { readonly kind: 'answered'; readonly failed: boolean; readonly payload: string }
  | { readonly kind: 'ended'; readonly end: ProcessEnd }
)

/** What the pool hears of its processes. */
export interface ProcessOwner {
  /** It can run an invocation, for the first time or again. */
  ready(process: FunctionProcess): void
  /** It is gone, or will never be ready again; `failure` is the error that its start failed with, where it did. */
  gone(process: FunctionProcess, failure: InitFailure | undefined): void
  log(entry: FunctionLogEntry): void
}

export type InitFailure = { readonly payload: string } | { readonly end: ProcessEnd }

type Phase = 'starting' | 'idle' | 'busy' | 'ended'

interface Running {
  readonly resolve: (answer: ProcessAnswer) => void
  readonly tail: LogTail | undefined
}

export class FunctionProcess {
  /** When it became idle, for the pool's trimming. */
  idleSince = 0
  /** Resolves when the child has exited. */
  readonly exited: Promise<void>
  readonly spec: ProcessSpec
  readonly #owner: ProcessOwner
  readonly #child: ChildProcess
  readonly #channel: Socket
  readonly #log: FunctionLog
  #phase: Phase = 'starting'
  #running: Running | undefined
  /** Why this process was killed, where it was. */
  #killedFor: ProcessEnd | undefined
  #exit: ProcessEnd | undefined
  #channelEnded = false

  constructor(spec: ProcessSpec, owner: ProcessOwner) {
    this.spec = spec
    this.#owner = owner
    this.#log = new FunctionLog(spec.functionName, (entry) => owner.log(entry))
    this.#child = start(spec)
    this.#channel = this.#child.stdio[3] as Socket
    const { promise, resolve } = Promise.withResolvers<void>()
    this.exited = promise
    this.#child.once('exit', () => resolve()).once('error', () => resolve())
    this.#listen()
  }

  get processId(): number | undefined {
    return this.#child.pid
  }

  get isBusy(): boolean {
    return this.#phase === 'busy'
  }

  /** Runs one invocation; the process must not be busy. Never rejects. */
  run(request: WireRequest): Promise<ProcessAnswer> {
    const { promise, resolve } = Promise.withResolvers<ProcessAnswer>()
    if (this.#phase === 'ended') resolve({ kind: 'ended', end: this.#killedFor ?? this.#exit ?? vanished })
    else {
      this.#phase = 'busy'
      this.#log.requestId = request.requestId
      this.#running = { resolve, tail: request.tail ? this.#log.startTail(request.requestId) : undefined }
      this.#channel.write(printRequest(request))
    }
    return promise
  }

  /** Kills the process and whatever it started; an invocation that it runs ends as `end` says. */
  kill(end: ProcessEnd): void {
    if (this.#phase === 'ended' && this.#exit) return
    this.#killedFor ??= end
    killGroup(this.#child)
    this.#finish({ kind: 'ended', end: this.#killedFor })
  }

  #listen(): void {
    const { spec } = this
    const lines = new LineReader(
      (line) => this.#line(line),
      spec.responseBytesMax,
      () => this.kill({ kind: 'response-too-large', bytesMax: spec.responseBytesMax }),
    )
    this.#channel.on('data', (chunk: Buffer) => lines.push(chunk))
    // A write to a process that has just ended fails with EPIPE; its end is told by the events below.
    this.#channel.on('error', () => undefined)
    this.#channel.on('close', () => {
      this.#channelEnded = true
      this.#endedPart()
    })
    for (const stream of ['stdout', 'stderr'] as const) {
      const sink = this.#log.sink(stream)
      this.#child[stream]!.on('data', sink)
        .on('end', () => sink())
        .on('error', () => undefined)
    }
    this.#child.on('exit', (code, signal) => {
      this.#exit = { kind: 'exited', code, signal }
      this.#endedPart()
    })
    this.#child.on('error', () => {
      this.#exit ??= { kind: 'exited', code: 127, signal: null }
      this.#endedPart()
    })
  }

  // The last line may come after the exit's event, so the end is told when both have ended.
  #endedPart(): void {
    if (!this.#exit || !this.#channelEnded) return
    this.#finish({ kind: 'ended', end: this.#killedFor ?? this.#exit })
  }

  #line(line: string): void {
    const payload = line.slice(1)
    switch (line.charAt(0)) {
      case wireReady:
        return this.#becomeIdle()
      case wireResult:
        return this.#answered({ kind: 'answered', failed: false, payload })
      case wireError:
        return this.#answered({ kind: 'answered', failed: true, payload })
      case wireFatal:
        return this.#cannotGoOn(payload)
    }
  }

  #answered(answer: ProcessAnswer): void {
    const running = this.#running
    if (!running) return
    if (running.tail && !running.tail.isComplete) {
      running.tail.whenComplete(() => this.#answered(answer))
      return
    }
    this.#running = undefined
    running.resolve({ ...answer, tail: running.tail })
    this.#becomeIdle()
  }

  #becomeIdle(): void {
    if (this.#phase === 'ended') return
    this.#phase = 'idle'
    this.#owner.ready(this)
  }

  #cannotGoOn(payload: string): void {
    if (this.#phase === 'ended') return
    this.#killedFor = { kind: 'exited', code: 1, signal: null }
    if (this.#phase === 'starting') this.#leave({ payload })
    else this.#finish({ kind: 'answered', failed: true, payload })
    killGroup(this.#child)
  }

  #finish(answer: ProcessAnswer): void {
    const running = this.#running
    this.#running = undefined
    const failedStart = this.#phase === 'starting' && answer.kind === 'ended'
    this.#leave(failedStart ? { end: answer.end } : undefined)
    running?.resolve({ ...answer, tail: running.tail })
  }

  #leave(failure: InitFailure | undefined): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#owner.gone(this, failure)
  }
}

const vanished: ProcessEnd = { kind: 'exited', code: 0, signal: null }

function start(spec: ProcessSpec): ChildProcess {
  // Its own process group: what it starts dies with it, and Ctrl-C in the terminal leaves it to the server. The
  // shell only forbids core dumps, which a crash would otherwise leave in the function's folder, and is replaced.
  const command = ['-c', 'ulimit -c 0; exec "$0" "$@"', spec.program, ...spec.programArguments]
  return spawn('/bin/sh', command, {
    cwd: spec.folder,
    env: spec.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
  }
}
