/**
 * The visits of states in the record of an execution: where its frames stood, with which variables, and what came out.
 *
 * Owns: telling from the events of a history to which frame each belongs. Neighbours: `find-visit` (reads the events),
 * `beginning-of` (what a visit is used for).
 *
 * 1. An event follows the one before it in its frame (feature map §8, 2), so a frame is found by the previous event. The
 *    events of the root are known by the names of their states as well.
 * 2. What a redrive lets go on follows ExecutionRedriven. A frame is found again by the name of its state where only one
 *    stands there; else its events are lost, and nothing is said of it that could be another's.
 * 3. Only events of the root's present state are remembered: nothing follows an older one.
 */
import type { Machine } from '#asl'
import { enclosingStates, type EnclosingState } from '#interpreter'
import type { HistoryEntry } from '../port.ts'

type Texts = ReadonlyMap<string, string>

/** A state that a frame has entered. */
export interface Visit {
  readonly cursor: Cursor
  readonly stateName: string
  readonly enteredEventId: number
  readonly input: string
  /** The variables of its own frame, as JSON texts, when the state was entered. */
  readonly variables: Texts
  attempt?: Attempt
}

/** One attempt of a Parallel or Map state: its branches or iterations by their indexes. */
interface Attempt {
  readonly startedEventId: number
  readonly children: Map<number, Cursor>
}

/** A frame as the events tell of it. */
export interface Cursor {
  readonly around?: { readonly visit: Visit; readonly attempt: Attempt; readonly index: number }
  visit?: Visit
  variables: Texts
  /** The output of its last state, once that was left. */
  output?: string
  /** Of a state that has failed, until it starts again or is left. */
  hasFailed: boolean
}

/** A frame that is not known: it goes on behind a redrive, or its events are lost. */
type Unknown = 'redriven' | 'lost'

export class RecordedVisits {
  readonly root: Cursor = { variables: new Map(), hasFailed: false }
  readonly #machine: Machine
  readonly #enclosed = new Map<string, readonly EnclosingState[]>()
  #cursors = new Map<number, Cursor | Unknown>()
  #isLost = false

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** How many events are remembered. */
  get size(): number {
    return this.#cursors.size
  }

  /** The frame of the next event; undefined where that is not known, or the event is the execution's own. */
  add(event: HistoryEntry): Cursor | undefined {
    const { id, type } = event
    if (type.startsWith('Execution')) {
      this.#cursors.set(id, type === 'ExecutionRedriven' ? 'redriven' : 'lost')
      return undefined
    }
    const found = this.#cursorOf(event)
    this.#isLost ||= found === 'lost'
    this.#cursors.set(id, found)
    if (typeof found === 'string') return undefined
    this.#apply(event, found)
    return found
  }

  // ------------------------------------------------------------------------------------------ whose event is it?

  #cursorOf(event: HistoryEntry): Cursor | Unknown {
    const { type, previousEventId, details } = event
    const previous = this.#cursors.get(previousEventId) ?? 'lost'
    const name = text(details, 'name')
    if (type.endsWith('StateEntered')) return this.#entering(previous, event)
    if (type.endsWith('StateExited')) return this.#standingIn(previous, name)
    if (type.startsWith('MapIteration')) return this.#iteration(previous, event)
    const block = /^(Parallel|Map)State(Started|Succeeded|Failed)$/.exec(type)
    if (block) return this.#around(previous, block[1] as 'Parallel' | 'Map')
    return previous
  }

  #entering(previous: Cursor | Unknown, { previousEventId, details }: HistoryEntry): Cursor | Unknown {
    const name = text(details, 'name')
    const around = this.#enclosing(name)
    if (around.length === 0) return this.root
    if (typeof previous === 'string') return 'lost'
    const attempt = previous.visit?.attempt
    if (attempt?.startedEventId !== previousEventId) return previous
    return child(previous.visit!, attempt, around.at(-1)?.branch ?? 0)
  }

  /** The frame at or around the one before that stands in the state. */
  #standingIn(previous: Cursor | Unknown, stateName: string): Cursor | Unknown {
    if (this.root.visit?.stateName === stateName) return this.root
    if (typeof previous !== 'string')
      return climb(previous, ({ visit }) => visit?.stateName === stateName) ?? 'lost'
    return this.#onlyOne(
      previous,
      ({ visit, output }) => visit?.stateName === stateName && output === undefined,
    )
  }

  #iteration(previous: Cursor | Unknown, { type, details }: HistoryEntry): Cursor | Unknown {
    const map = this.#standingIn(previous, text(details, 'name'))
    const visit = typeof map === 'string' ? undefined : map.visit
    if (!visit?.attempt) return 'lost'
    const index = details?.['index'] as number
    const known = visit.attempt.children.get(index)
    if (type === 'MapIterationStarted' || !known) return child(visit, visit.attempt, index)
    // What the iteration has done is lost, and so is what its last state gave.
    if (type === 'MapIterationSucceeded' && known !== previous) delete known.output
    return known
  }

  /** The Parallel or Map that starts, has succeeded or has failed: events without a name. */
  #around(previous: Cursor | Unknown, kind: 'Parallel' | 'Map'): Cursor | Unknown {
    const isOne = ({ visit, output, hasFailed }: Cursor) =>
      visit !== undefined && !hasFailed && output === undefined && this.#typeOf(visit) === kind
    const found = typeof previous === 'string' ? undefined : climb(previous, isOne)
    if (found) return found
    if (previous === 'redriven') return this.#onlyOne(previous, isOne)
    // An attempt after a Retry: the state had failed before.
    return typeof previous === 'string'
      ? 'lost'
      : (climb(previous, ({ visit }) => visit !== undefined && this.#typeOf(visit) === kind) ?? 'lost')
  }

  #enclosing(stateName: string): readonly EnclosingState[] {
    const known = this.#enclosed.get(stateName)
    if (known) return known
    const found = enclosingStates(this.#machine, stateName) ?? []
    this.#enclosed.set(stateName, found)
    return found
  }

  #typeOf({ stateName }: Visit): string | undefined {
    return this.#machine.states.get(stateName)?.type
  }

  #onlyOne(previous: Unknown, isOne: (cursor: Cursor) => boolean): Cursor | Unknown {
    if (previous !== 'redriven' || this.#isLost) return 'lost'
    const found = [...everyCursor(this.root)].filter(isOne)
    return found.length === 1 ? found[0]! : 'lost'
  }

  // ------------------------------------------------------------------------------------------- what does it say?

  #apply(event: HistoryEntry, cursor: Cursor): void {
    const { id, type, details } = event
    if (type.endsWith('StateEntered')) return this.#enter(event, cursor)
    if (type.endsWith('StateExited')) {
      cursor.output = text(details, 'output')
      cursor.hasFailed = false
      const assigned = details?.['assignedVariables'] as Readonly<Record<string, string>> | undefined
      if (assigned) cursor.variables = new Map([...cursor.variables, ...Object.entries(assigned)])
    } else if (type === 'ParallelStateStarted' || type === 'MapStateStarted') {
      cursor.hasFailed = false
      if (cursor.visit) cursor.visit.attempt = { startedEventId: id, children: new Map() }
    } else if (type === 'ParallelStateFailed' || type === 'MapStateFailed') cursor.hasFailed = true
  }

  #enter({ id, details, variables }: HistoryEntry, cursor: Cursor): void {
    if (variables) cursor.variables = new Map(Object.entries(variables))
    delete cursor.output
    cursor.hasFailed = false
    const { variables: own } = cursor
    cursor.visit = {
      cursor,
      stateName: text(details, 'name'),
      enteredEventId: id,
      input: text(details, 'input'),
      variables: own,
    }
    if (cursor !== this.root) return
    this.#cursors = new Map([[id, cursor]])
    this.#isLost = false
  }
}

/** What the siblings of a visit's frame have given, by their indexes: those that have ended. */
export function outputsBeside(cursor: Cursor): ReadonlyMap<number, string> {
  const outputs = new Map<number, string>()
  for (const [index, sibling] of cursor.around?.attempt.children ?? [])
    if (sibling !== cursor && sibling.output !== undefined) outputs.set(index, sibling.output)
  return outputs
}

function child(visit: Visit, attempt: Attempt, index: number): Cursor {
  const cursor: Cursor = { around: { visit, attempt, index }, variables: new Map(), hasFailed: false }
  attempt.children.set(index, cursor)
  return cursor
}

function climb(from: Cursor, isOne: (cursor: Cursor) => boolean): Cursor | undefined {
  for (let at: Cursor | undefined = from; at; at = at.around?.visit.cursor) if (isOne(at)) return at
  return undefined
}

function* everyCursor(cursor: Cursor): Generator<Cursor> {
  yield cursor
  for (const inner of cursor.visit?.attempt?.children.values() ?? []) yield* everyCursor(inner)
}

function text(details: HistoryEntry['details'], name: string): string {
  const value = details?.[name]
  return typeof value === 'string' ? value : ''
}
