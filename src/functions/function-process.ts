/**
 * One warm process of a function.
 *
 * Owns: the child, descriptor 3, the invocation that it runs and those that it begins after it. Neighbours:
 * function-pool.ts decides when processes start and end and what they run; hosts/ has the programs on the other side;
 * wire.ts the lines between.
 *
 * 1. A process runs one invocation at a time and is reused for the next.
 * 2. Every invocation gets exactly one answer: the process's own, or, when it ended or was killed, how; or that it was
 *    never begun.
 * 3. A process that was killed or said that it cannot go on never runs another invocation.
 * 4. While its handler is quick, some invocations are sent before the answers of those before them: then neither side
 *    sleeps and wakes for each (five calls: 550 µs of both processes' time instead of 950). Those that have to wait
 *    there after all are asked back.
 */
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { assert } from '#base'
import type { ProcessEnd } from './function-failures.ts'
import { FunctionLog, type FunctionLogEntry } from './function-log.ts'
import { LineReader } from './line-reader.ts'
import type { LogTail } from './log-tail.ts'
import { killGroup, startChild, type ProcessSpec, type StartedChild } from './start-child.ts'
import {
  giveBackLine,
  printRequest,
  wireError,
  wireFatal,
  wireGivenBack,
  wireReady,
  wireResult,
  type WireRequest,
} from './wire.ts'

export type ProcessAnswer =
  | {
      readonly kind: 'answered'
      readonly failed: boolean
      readonly payload: string
      readonly tail?: LogTail | undefined
    }
  | { readonly kind: 'ended'; readonly end: ProcessEnd; readonly tail?: LogTail | undefined }
  /** Another process has to run it. */
  | { readonly kind: 'not-begun' }

/** What the pool hears of its processes. */
export interface ProcessOwner {
  /** It can run an invocation, for the first time or again. */
  ready(process: FunctionProcess): void
  /** It has begun an invocation, and may be given the next one. */
  begun(process: FunctionProcess): void
  /** It is gone, or will never be ready again; `failure` is the error that its start failed with, where it did. */
  gone(process: FunctionProcess, failure: InitFailure | undefined): void
  log(entry: FunctionLogEntry): void
}

export type InitFailure = { readonly payload: string } | { readonly end: ProcessEnd }

type Phase = 'starting' | 'idle' | 'busy' | 'ended'

interface Given {
  readonly request: WireRequest
  readonly resolve: (answer: ProcessAnswer) => void
  /** Nobody waits for it any more; where it is begun all the same, it is killed. */
  isAbandoned: boolean
}

interface Running extends Given {
  readonly tail: LogTail | undefined
}

/** A handler that takes less time than this on average is quick. */
const quickMsMax = 2
/** How long an invocation waits behind one that takes longer than expected, before it is given to another process. */
export const askBackAfterMs = 30
/**
 * How many invocations may wait in a process behind the one that it runs, and for how long all of them are expected to
 * run: enough to bridge a busy server's rounds (16 instead of 4: a tenth less of both processes' time, with 64 in flight).
 */
const followersMax = 16
const followersMsMax = 8
/** A function that prints gets none in advance: whose lines are whose could not be told. */
const silentMsMin = 1000

export class FunctionProcess {
  /** When it became idle, for the pool's trimming. */
  idleSince = 0
  readonly spec: ProcessSpec
  readonly #owner: ProcessOwner
  readonly #log: FunctionLog
  readonly #exited = Promise.withResolvers<void>()
  /** Absent for the moment that a start takes. */
  #child: ChildProcess | undefined
  #channel: Socket | undefined
  /** Lines that are sent to it in a moment. */
  #outgoing = ''
  #phase: Phase = 'starting'
  #running: Running | undefined
  /** What was sent behind it, in order. */
  readonly #followers: Given[] = []
  /** How many have been promised it and are about to run an invocation on it. */
  #reserved = 0
  #begunAt = 0
  #averageMs = Infinity
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

  /** For how long it has run its invocation. */
  busyMs(now: number): number {
    return this.isBusy ? now - this.#begunAt : 0
  }

  /** When the invocation that it runs is too late (of `performance.now()`). */
  get lateAt(): number {
    return this.#running ? this.#begunAt + this.#running.request.timeoutMs : Infinity
  }

  get hasFollowers(): boolean {
    return this.#followers.length > 0
  }

  /** Promises it to somebody who runs an invocation on it in a moment, or calls `unreserve`. */
  reserve(): void {
    this.#reserved++
  }

  unreserve(): void {
    this.#reserved--
    if (this.#phase === 'idle' && this.#reserved === 0) this.#owner.ready(this)
  }

  /** Whether it may be given an invocation to begin after those that it has. */
  get hasRoom(): boolean {
    const now = performance.now()
    const waiting = this.#followers.length + this.#reserved
    return (
      this.spec.givesBack &&
      this.isBusy &&
      waiting < followersMax &&
      this.#averageMs < quickMsMax &&
      waiting * this.#averageMs < followersMsMax &&
      now - this.#begunAt < askBackAfterMs &&
      now - this.#log.writtenAt > silentMsMin
    )
  }

  /** Runs an invocation; the process must have been reserved for it. Never rejects. */
  run(request: WireRequest): Promise<ProcessAnswer> {
    this.#reserved--
    const { promise, resolve } = Promise.withResolvers<ProcessAnswer>()
    const given = { request, resolve, isAbandoned: false }
    if (this.#phase === 'ended') resolve({ kind: 'not-begun' })
    else {
      this.#send(printRequest(request))
      if (this.#phase === 'busy') this.#followers.push(given)
      else this.#begin(given)
    }
    return promise
  }

  /** Nobody waits for the invocation any more: the process is killed when it runs it. */
  abandon({ requestId }: WireRequest): void {
    if (this.#running?.request.requestId === requestId) this.kill(killed)
    else {
      const follower = this.#followers.find(({ request }) => request.requestId === requestId)
      if (!follower) return
      follower.isAbandoned = true
      this.askBack()
    }
  }

  /** Asks for the invocations that are not begun yet; whoever gave them hears that they were not, or their answer. */
  askBack(): void {
    if (this.hasFollowers) this.#send(`${giveBackLine}\n`)
  }

  /** All that is sent in one round of the event loop goes in one write: each wakes the process, and may have to wait. */
  #send(line: string): void {
    if (this.#outgoing === '') process.nextTick(this.#flush)
    this.#outgoing += line
  }

  readonly #flush = (): void => {
    assert(this.#channel, 'a process that has said that it is ready has a channel')
    this.#channel.write(this.#outgoing)
    this.#outgoing = ''
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
    const letter = line.charAt(0)
    switch (letter) {
      case wireReady:
        return this.#becomeIdle()
      case wireResult:
      case wireError: {
        const space = line.indexOf(' ')
        this.#noteTime(Number(line.slice(1, space)) / 1000)
        const payload = line.slice(space + 1)
        return this.#answered({ kind: 'answered', failed: letter === wireError, payload })
      }
      case wireFatal:
        return this.#cannotGoOn(line.slice(1))
      case wireGivenBack:
        return this.#returnFollowers(new Set(line.slice(1).split(' ')))
    }
  }

  #begin(given: Given): void {
    const { requestId, tail } = given.request
    this.#phase = 'busy'
    this.#begunAt = performance.now()
    this.#log.requestId = requestId
    this.#running = { ...given, tail: tail ? this.#log.startTail(requestId) : undefined }
    if (given.isAbandoned) this.kill(killed)
    else this.#owner.begun(this)
  }

  #answered(answer: Extract<ProcessAnswer, { kind: 'answered' }>): void {
    const running = this.#running
    if (!running) return
    if (running.tail && !running.tail.isComplete) {
      running.tail.whenComplete(() => this.#answered(answer))
      return
    }
    this.#running = undefined
    running.resolve({ ...answer, tail: running.tail })
    const next = this.#followers.shift()
    if (next) this.#begin(next)
    else this.#becomeIdle()
  }

  /** The average of the last ten or so. */
  #noteTime(ms: number): void {
    this.#averageMs = this.#averageMs === Infinity ? ms : this.#averageMs * 0.9 + ms * 0.1
  }

  /**
   * These were not begun and never will be, here. They are told by their ids: what was sent after the process was asked
   * is still with it, and each answer belongs to the first that is.
   */
  #returnFollowers(requestIds: ReadonlySet<string>): void {
    const given = this.#followers.splice(0)
    for (const follower of given) {
      if (requestIds.has(follower.request.requestId)) follower.resolve({ kind: 'not-begun' })
      else this.#followers.push(follower)
    }
  }

  #becomeIdle(): void {
    if (this.#phase === 'ended') return
    this.#phase = 'idle'
    if (this.#reserved === 0) this.#owner.ready(this)
  }

  #cannotGoOn(payload: string): void {
    if (this.#phase === 'ended') return
    this.#killedFor = { kind: 'exited', code: 1, signal: null }
    if (this.#phase === 'starting') this.#leave({ payload })
    else this.#finish({ kind: 'answered', failed: true, payload })
    if (this.#child) killGroup(this.#child)
  }

  #finish(answer: Exclude<ProcessAnswer, { kind: 'not-begun' }>): void {
    const running = this.#running
    this.#running = undefined
    const failedStart = this.#phase === 'starting' && answer.kind === 'ended'
    this.#leave(failedStart ? { end: answer.end } : undefined)
    running?.resolve({ ...answer, tail: running.tail })
    for (const { resolve } of this.#followers.splice(0)) resolve({ kind: 'not-begun' })
  }

  #leave(failure: InitFailure | undefined): void {
    if (this.#phase === 'ended') return
    this.#phase = 'ended'
    this.#owner.gone(this, failure)
  }
}

const killed: ProcessEnd = { kind: 'exited', code: null, signal: 'SIGKILL' }

// The code with which a shell says that it cannot start a program.
const noShell: ProcessEnd = { kind: 'exited', code: 126, signal: null }
