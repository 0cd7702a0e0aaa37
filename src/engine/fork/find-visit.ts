/** Finds the visit of a state that somebody has named, in the record of an execution. */
import type { Machine } from '#asl'
import type { Store, ExecutionRecord } from '#store'
import { readHistory } from '../history-entries.ts'
import type { HistoryEntry } from '../port.ts'
import type { StatePlace } from './port.ts'
import { RecordedVisits, type Cursor, type Visit } from './recorded-visits.ts'

/** How many events are read: a million takes some seconds, between which others have their turns. */
export const recordEventsMax = 1_000_000
const pageEvents = 1000

/** The events of an execution in their order, in pages. */
export type EventPages = AsyncIterable<readonly HistoryEntry[]> | Iterable<readonly HistoryEntry[]>

export async function* historyPages(
  store: Store,
  execution: ExecutionRecord,
): AsyncGenerator<readonly HistoryEntry[]> {
  for (let from = 1; ;) {
    const page = await readHistory(store, { execution, from, limit: pageEvents, reverse: false })
    if (page.length > 0) yield page
    if (page.length < pageEvents) return
    from = page.at(-1)!.id + 1
  }
}

/** The visit with all that its siblings have given, or a sentence why there is none. */
export async function findVisit(
  pages: EventPages,
  machine: Machine,
  place: StatePlace,
): Promise<Visit | string> {
  const search = new Search(machine, place)
  for await (const page of pages)
    for (const event of page) {
      search.see(event)
      if (search.isOver) return search.result()
    }
  return search.result()
}

class Search {
  readonly #visits: RecordedVisits
  readonly #place: StatePlace
  #seen = 0
  #found: Visit | undefined
  /** The event was there, but not what it belongs to. */
  #isUnknown = false
  #entered = 0
  #isOver = false

  constructor(machine: Machine, place: StatePlace) {
    this.#visits = new RecordedVisits(machine)
    this.#place = place
  }

  /** Nothing that comes later changes what was found: the root has left the state around it. */
  get isOver(): boolean {
    return this.#isOver
  }

  see(event: HistoryEntry): void {
    const before = this.#visits.root.visit
    const cursor = this.#visits.add(event)
    const isNext = this.#visits.root.visit !== before
    this.#isOver = ++this.#seen >= recordEventsMax || (isNext && this.#isFinal)
    if (!this.#isOver && this.#isWanted(event)) this.#take(cursor)
  }

  result(): Visit | string {
    if (this.#found) return this.#found
    const place = this.#place
    if (this.#seen >= recordEventsMax)
      return `${named(place)} is not among the first ${recordEventsMax} events of the execution, and no more are searched. Name a later fork of it, or start an execution with the input that you want.`
    if (this.#isUnknown)
      return `${named(place)} cannot be told from its siblings: several of them stood in states of one name when the execution was redriven, or the event is none of a state. Begin at the Parallel or Map state around it.`
    if ('eventId' in place) return `The execution has no event with the id ${place.eventId}.`
    if (this.#entered > 0)
      return `The execution has entered the state '${place.stateName}' ${this.#entered} time(s), not ${place.occurrence}.`
    return `The execution has not entered a state '${place.stateName}'. Its history shows those that it has.`
  }

  get #isFinal(): boolean {
    const place = this.#place
    const isOnlyOne = 'eventId' in place || place.occurrence !== undefined
    return isOnlyOne && (this.#found !== undefined || this.#isUnknown)
  }

  #isWanted({ id, type, details }: HistoryEntry): boolean {
    const place = this.#place
    if ('eventId' in place) return id === place.eventId
    if (!type.endsWith('StateEntered') || details?.['name'] !== place.stateName) return false
    this.#entered++
    return place.occurrence === undefined || place.occurrence === this.#entered
  }

  #take(cursor: Cursor | undefined): void {
    this.#found = cursor?.visit
    this.#isUnknown = cursor?.visit === undefined
  }
}

function named(place: StatePlace): string {
  if ('eventId' in place) return `The state of the event ${place.eventId}`
  const { stateName, occurrence } = place
  return occurrence === undefined
    ? `The state '${stateName}'`
    : `Visit ${occurrence} of the state '${stateName}'`
}
