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
    const payload = details?.['input'] ?? details?.['output'] ?? details?.['parameters']
    // A payload that is handed on is kept once, so it counts once.
    if (!(payload instanceof Payload) || payload === this.#lastPayload) return
    this.#lastPayload = payload
    this.#characters += payload.text.length
  }

  get isLeft(): boolean {
    return this.#states < turnStatesMax && this.#characters < turnHistoryCharactersMax
  }

  get isLeftForFrames(): boolean {
    return this.#frames < turnFramesMax && this.isLeft
  }
}
