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
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { assert } from '#base'
import type { ProcessEnd } from './function-failures.ts'
import { FunctionLog, type FunctionLogEntry } from './function-log.ts'
import { LineReader } from './line-reader.ts'
import type { LogTail } from './log-tail.ts'
import { killGroup, startChild, type ProcessSpec, type StartedChild } from './start-child.ts'
import { printRequest, wireError, wireFatal, wireReady, wireResult, type WireRequest } from './wire.ts'

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
  /** When the invocation that it runs is too late (of `performance.now()`). */
  lateAt = Infinity
  readonly spec: ProcessSpec
  readonly #owner: ProcessOwner
  readonly #log: FunctionLog
  readonly #exited = Promise.withResolvers<void>()
  /** Absent for the moment that a start takes. */
  #child: ChildProcess | undefined
  #channel: Socket | undefined
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
    const lines = new LineReader(
      (line) => this.#line(line),
      spec.responseBytesMax,
      () => this.kill({ kind: 'response-too-large', bytesMax: spec.responseBytesMax }),
    )
    startChild(spec, (bytes) => lines.push(bytes)).then(
      (started) => this.#started(started),
      () => this.#notStarted(),
    )
  }

  /** Resolves when the child has exited. */
  get exited(): Promise<void> {
    return this.#exited.promise
  }

  get processId(): number | undefined {
    return this.#child?.pid
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
      assert(this.#channel, 'a process that has said that it is ready has a channel')
      this.#channel.write(printRequest(request))
    }
    return promise
  }

  /** Kills the process and whatever it started; an invocation that it runs ends as `end` says. */
  kill(end: ProcessEnd): void {
    if (this.#exit) return
    this.#killedFor ??= end
    if (this.#child) killGroup(this.#child)
    this.#finish({ kind: 'ended', end: this.#killedFor })
  }

  #started({ child, channel }: StartedChild): void {
    this.#child = child
    this.#channel = channel
    // A write to a process that has just ended fails with EPIPE; its end is told by the events below.
    channel.on('error', () => undefined)
    channel.on('close', () => {
      this.#channelEnded = true
      this.#endedPart()
    })
    for (const stream of ['stdout', 'stderr'] as const) {
      const sink = this.#log.sink(stream)
      child[stream]!.on('data', sink)
        .on('end', () => sink())
        .on('error', () => undefined)
    }
    child.on('exit', (code, signal) => this.#childExited({ kind: 'exited', code, signal }))
    child.on('error', () => this.#childExited(noShell))
    if (this.#killedFor) killGroup(child)
  }

  #notStarted(): void {
    this.#channelEnded = true
    this.#childExited(noShell)
  }

  #childExited(exit: ProcessEnd): void {
    this.#exit ??= exit
    // What it started and left behind.
    if (this.#child) killGroup(this.#child)
    this.#exited.resolve()
    this.#endedPart()
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
    if (this.#child) killGroup(this.#child)
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

// The code with which a shell says that it cannot start a program.
const noShell: ProcessEnd = { kind: 'exited', code: 126, signal: null }
