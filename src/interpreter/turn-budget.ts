/** The budget of a turn (design §3): when one of its parts is spent, the rest waits for the next turn. */
import { Payload } from '#base'
import type { HistoryDetails } from './history.ts'

export const turnStatesMax = 500
export const turnFramesMax = 100
export const turnHistoryCharactersMax = 1024 * 1024
/** What an event counts beside its payload. */
const charactersPerEvent = 100

export class TurnBudget {
  #states = 0
  #frames = 0
  #characters = 0
  #lastPayload: Payload | undefined

  countState(): void {
    this.#states++
  }

  countFrame(): void {
    this.#frames++
  }

  countEvent(details: HistoryDetails | undefined): void {
    this.#characters += charactersPerEvent
    const assigned = details?.['assignedVariables']
    if (assigned) this.#characters += lengthOf(assigned as Readonly<Record<string, Payload>>)
    const payload = details?.['input'] ?? details?.['output'] ?? details?.['parameters']
    // A payload that is handed on is kept once, so it counts once.
    if (!(payload instanceof Payload) || payload === this.#lastPayload) return
    this.#lastPayload = payload
    this.#characters += payload.text.length
  }

  /** The same budget, spent as far. */
  copy(): TurnBudget {
    const copy = new TurnBudget()
    copy.#states = this.#states
    copy.#frames = this.#frames
    copy.#characters = this.#characters
    copy.#lastPayload = this.#lastPayload
    return copy
  }

  get isLeft(): boolean {
    return this.#states < turnStatesMax && this.#characters < turnHistoryCharactersMax
  }

  get isLeftForFrames(): boolean {
    return this.#frames < turnFramesMax && this.isLeft
  }
}

function lengthOf(assigned: Readonly<Record<string, Payload>>): number {
  return Object.values(assigned).reduce((sum, { text }) => sum + text.length, 0)
}
