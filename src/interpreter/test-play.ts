/**
 * Plays an execution with `step` alone: tasks are answered by a function, and time passes when nothing else happens.
 *
 * Every turn is checked for what holds always (`test-invariants`). A forgetful player keeps nothing in memory between
 * two turns, so each turn has to name all that it needs.
 */
import { readDefinition, type Machine } from '#asl'
import {
  AslError,
  assert,
  defaultLimits,
  Payload,
  printJson,
  type Instant,
  type Json,
  type JsonObject,
  type Limits,
} from '#base'
import type { Beginning } from './beginning.ts'
import type { EventBody, ExecutionEvent } from './events.ts'
import type { ExecutionStatus, Identity } from './execution.ts'
import { dueAt, headerFrameId, type Frame } from './frame.ts'
import type { HistoryEvent } from './history.ts'
import { step } from './step.ts'
import { checkFrames, checkHistory, TaskAccount } from './test-invariants.ts'
import { sequenceOf } from './test-machine.ts'
import { TestMemory } from './test-memory.ts'
import { needsMore, type StepResult, type Turn } from './turn.ts'

/** 2026-01-01T00:00:00Z: when every played execution starts. */
export const startedAt: Instant = 1_767_225_600_000

/** A task that was sent: its function or service action, and its parameters. */
export interface PlayedTask {
  readonly name: string
  readonly parameters: Json
  readonly frameId: number
  readonly taskId: number
  readonly at: Instant
}

/** What comes of a task; undefined where it is never answered. */
export type Answer = Json | AslError | Later | undefined

/** An answer that comes after some seconds. */
export class Later {
  readonly seconds: number
  readonly answer: Json | AslError

  constructor(seconds: number, answer: Json | AslError) {
    this.seconds = seconds
    this.answer = answer
  }
}

export interface PlayOptions {
  readonly tasks?: (task: PlayedTask) => Answer
  readonly limits?: Limits
  readonly activities?: Readonly<Record<string, number>>
  /** Forgets everything between two turns. */
  readonly forgetful?: boolean
  readonly seed?: string
  /** Where the execution begins, if not at its first state. */
  readonly beginning?: Beginning
}

export interface Played {
  readonly status: ExecutionStatus
  readonly output: Json | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly history: readonly HistoryEvent[]
  readonly sequence: string
  readonly turns: readonly Turn[]
  /** When the last turn was taken. */
  readonly at: Instant
}

/** Plays an execution until it ends, or until nothing is left that could happen. Its machine uses no JSONata. */
export function play(definition: JsonObject, input: Json = {}, options: PlayOptions = {}): Played {
  return new Player(definition, input, options).run()
}

/** The same for any machine. */
export async function playJsonata(
  definition: JsonObject,
  input: Json = {},
  options: PlayOptions = {},
): Promise<Played> {
  return new Player(definition, input, options).runLater()
}

/** What a player does, whether or not it has to wait for an answer on the way. */
type Playing<T> = Generator<Promise<StepResult>, T, StepResult>

function now<T>(playing: Playing<T>): T {
  const next = playing.next()
  assert(next.done, 'a machine without JSONata answers at once')
  return next.value
}

async function later<T>(playing: Playing<T>): Promise<T> {
  let next = playing.next()
  while (!next.done) next = playing.next(await next.value)
  return next.value
}

const turnsMax = 20_000

export class Player {
  now: Instant = startedAt
  readonly memory: TestMemory
  readonly turns: Turn[] = []
  readonly history: HistoryEvent[] = []
  readonly #machine: Machine
  readonly #options: PlayOptions
  #account = new TaskAccount()
  #agenda: { readonly at: Instant; readonly event: EventBody }[] = []

  constructor(definition: JsonObject, input: Json, options: PlayOptions = {}) {
    this.#machine = machineOf(definition)
    this.#options = options
    this.memory = new TestMemory(identityWith(input), {
      activities: new Map(Object.entries(options.activities ?? {})),
      forgetful: options.forgetful ?? false,
    })
    const { beginning } = options
    this.#plan({ type: 'ExecutionStarted', ...(beginning && { beginning }) })
  }

  get lastTurn(): Turn {
    const turn = this.turns.at(-1)
    assert(turn, 'no turn was taken yet')
    return turn
  }

  /** Lets everything happen, in the order of time, until the execution ends or nothing is left. */
  run(until: Instant = Infinity): Played {
    return now(this.#running(until))
  }

  /** The same for any machine. */
  async runLater(until: Instant = Infinity): Promise<Played> {
    return later(this.#running(until))
  }

  *#running(until: Instant): Playing<Played> {
    while (!this.#ended && (yield* this.#happen(until)))
      assert(this.turns.length < turnsMax, `the execution has not ended after ${turnsMax} turns`)
    const ended = this.turns.at(-1)?.ended
    return {
      status: ended?.status ?? 'RUNNING',
      output: ended?.output?.value,
      error: ended?.error,
      cause: ended?.cause,
      history: this.history,
      sequence: sequenceOf(this.history),
      turns: this.turns,
      at: this.now,
    }
  }

  /** Takes the turn of one event, which comes from outside. */
  send(event: EventBody): Turn {
    return now(this.#sending(event))
  }

  async sendLater(event: EventBody): Promise<Turn> {
    return later(this.#sending(event))
  }

  *#sending(event: EventBody): Playing<Turn> {
    const turn = yield* this.#step({ ...event, at: this.now, seed: this.#seed() })
    this.#check(turn, event)
    this.turns.push(turn)
    this.history.push(...turn.history)
    for (const command of turn.commands) {
      if (command.type === 'Continue') this.#plan({ type: 'TurnContinued' })
      if (command.type === 'ScheduleTask' && !turn.ended) this.#answer(command.frameId, command.taskId)
    }
    return turn
  }

  /** Redrives the execution, which has ended without success, and lets everything happen. */
  redrive(beginning?: Beginning): Played {
    return now(this.#redriving(beginning))
  }

  async redriveLater(): Promise<Played> {
    return later(this.#redriving())
  }

  *#redriving(beginning?: Beginning): Playing<Played> {
    this.#agenda = []
    this.memory.reopen(this.now)
    this.#account = new TaskAccount()
    yield* this.#sending({ type: 'ExecutionRedriven', ...(beginning && { beginning }) })
    return yield* this.#running(Infinity)
  }

  /** The first open frame that is in this state. */
  frameIn(stateName: string): Frame {
    const found = [...this.memory.frames.values()].find(
      ({ visit, progress }) => visit.stateName === stateName && progress.kind !== 'done',
    )
    assert(found, `no frame is in ${stateName}`)
    return found
  }

  /** The task that the frame in this state waits for. */
  taskIn(stateName: string): { readonly frameId: number; readonly taskId: number } {
    const { id, progress } = this.frameIn(stateName)
    assert(progress.kind === 'task', `the frame in ${stateName} waits for no task`)
    return { frameId: id, taskId: progress.taskId }
  }

  get #ended(): boolean {
    return this.turns.at(-1)?.ended !== undefined
  }

  *#happen(until: Instant): Playing<boolean> {
    const next = [...this.#agenda, ...this.#timers()].toSorted((a, b) => a.at - b.at)[0]
    if (!next || next.at > until) return false
    this.#agenda = this.#agenda.filter((entry) => entry !== next)
    this.now = Math.max(this.now, next.at)
    yield* this.#sending(next.event)
    return true
  }

  #timers(): { at: Instant; event: EventBody }[] {
    const { frames, header } = this.memory
    const due = [...frames.values()].map((frame) => ({ frameId: frame.id, at: dueAt(frame) }))
    return [...due, { frameId: headerFrameId, at: header.deadline }].flatMap(({ frameId, at }) =>
      at === undefined ? [] : [{ at, event: { type: 'TimerFired', frameId } as const }],
    )
  }

  #plan(event: EventBody, seconds = 0): void {
    this.#agenda.push({ at: this.now + seconds * 1000, event })
  }

  #answer(frameId: number, taskId: number): void {
    const progress = this.memory.frames.get(frameId)?.progress
    if (progress?.kind !== 'task' || progress.taskId !== taskId) return
    const { target, parameters } = progress.request
    const name =
      target.kind === 'lambda' ? target.functionName : target.kind === 'service' ? target.action : target.arn
    const sent = { name, parameters: parameters.value, frameId, taskId, at: this.now }
    const answer = this.#options.tasks?.(sent)
    const isLate = answer instanceof Later
    const outcome = isLate ? answer.answer : answer
    if (outcome === undefined) return
    this.#plan(answerEvent({ frameId, taskId }, outcome), isLate ? answer.seconds : 0)
  }

  *#step(event: ExecutionEvent): Playing<Turn> {
    const environment = { limits: this.#options.limits ?? defaultLimits, taskToken: tokenOf }
    for (;;) {
      const answer = step(this.#machine, this.memory.execution, { event, environment })
      const result: StepResult = answer instanceof Promise ? yield answer : answer
      if (!needsMore(result)) return result
      this.memory.supply(result.needs)
    }
  }

  #check(turn: Turn, event: EventBody): void {
    checkHistory(this.history.at(-1), turn)
    this.memory.apply(turn)
    if (turn.ended?.status === 'SUCCEEDED') return
    // What a history without room has cut short is not redriven.
    if (!turn.ended?.cause?.includes('maximum number of history events')) checkFrames(this.memory)
    if (turn.ended) return
    const answered = event.type === 'TaskSucceeded' || event.type === 'TaskFailed' ? event.taskId : undefined
    this.#account.check(turn, {
      frames: this.memory.frames,
      ...(answered !== undefined && { answered }),
    })
  }

  #seed(): string {
    return `${this.#options.seed ?? 'play'} ${this.turns.length}`
  }
}

/** The event that brings a task's outcome. */
export function answerEvent(
  place: { readonly frameId: number; readonly taskId: number },
  outcome: Json | AslError,
): EventBody {
  if (!(outcome instanceof AslError))
    return { type: 'TaskSucceeded', ...place, output: Payload.fromValue(outcome) }
  const { error, cause } = outcome
  return {
    type: 'TaskFailed',
    ...place,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  }
}

function tokenOf(identity: Identity, frameId: number, taskId: number): string {
  return `token of ${identity.name}/${frameId}/${taskId}`
}

/** The machine of a definition that has to be valid. */
export function machineOf(definition: JsonObject): Machine {
  const { machine, diagnostics } = readDefinition(printJson(definition))
  assert(machine, diagnostics.map(({ pointer, message }) => `${pointer}: ${message}`).join('\n'))
  return machine
}

export function identityWith(input: Json): Identity {
  return {
    id: 1,
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Machine:run',
    name: 'run',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine',
    stateMachineName: 'Machine',
    account: '000000000000',
    region: 'us-east-1',
    roleArn: 'arn:aws:iam::000000000000:role/test',
    startedAt,
    input: Payload.fromValue(input),
  }
}
