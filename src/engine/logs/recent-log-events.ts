/**
 * The log events of recent executions, kept in memory for people who look at them: those that were written to
 * longest ago go first. It is no archive; that is the server's log.
 */
import type { HistoryEntry, LogEvent } from '../port.ts'

/** Characters of all that is kept, about. */
const charactersMax = 16_000_000
/** What an event costs besides its documents. */
const eventCharacters = 200

interface Logged {
  readonly events: LogEvent[]
  characters: number
}

export class RecentLogEvents {
  /** By execution ARN, the one that was written to last at the end. */
  readonly #executions = new Map<string, Logged>()
  readonly #charactersMax: number
  #characters = 0

  constructor(max: number = charactersMax) {
    this.#charactersMax = max
  }

  add(event: LogEvent): void {
    const { executionArn } = event
    const logged = this.#executions.get(executionArn) ?? { events: [], characters: 0 }
    const characters = eventCharacters + lengthOf(event.entry)
    logged.events.push(event)
    logged.characters += characters
    this.#characters += characters
    this.#executions.delete(executionArn)
    this.#executions.set(executionArn, logged)
    if (this.#characters > this.#charactersMax) this.#forget()
  }

  /** The events of an execution, in their order; none where it logged nothing or that is too long ago. */
  of(executionArn: string): readonly LogEvent[] {
    return this.#executions.get(executionArn)?.events ?? []
  }

  /** The ARNs of executions that are kept, the one that was written to last first. */
  *executionArns(): Generator<string> {
    yield* [...this.#executions.keys()].toReversed()
  }

  /** Whole executions go, and of the only one that is left its first events. */
  #forget(): void {
    for (const [executionArn, { characters }] of this.#executions) {
      if (this.#characters <= this.#charactersMax || this.#executions.size === 1) break
      this.#executions.delete(executionArn)
      this.#characters -= characters
    }
    if (this.#characters <= this.#charactersMax) return
    for (const logged of this.#executions.values()) this.#shorten(logged)
  }

  #shorten(logged: Logged): void {
    let gone = 0
    // A half at once: one by one, every further event would move all the others.
    while (gone < logged.events.length && logged.characters > this.#charactersMax / 2) {
      const characters = eventCharacters + lengthOf(logged.events[gone++]!.entry)
      logged.characters -= characters
      this.#characters -= characters
    }
    logged.events.splice(0, gone)
  }
}

function lengthOf({ details = {} }: HistoryEntry): number {
  let length = 0
  for (const value of Object.values(details)) if (typeof value === 'string') length += value.length
  return length
}
