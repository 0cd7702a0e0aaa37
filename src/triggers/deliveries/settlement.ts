/**
 * Deliveries that have arrived, on their way out of the store.
 *
 * 1. What arrives in one round of the event loop is one write, and nobody waits for it but `done`.
 */
import type { Engine } from '#engine'

export class Settlement {
  readonly #engine: () => Pick<Engine, 'writeEvents'>
  #arrived: number[] = []
  /** Settles once everything that is known has been written; rejects where some was not. */
  #written: Promise<unknown> = Promise.resolve()
  #size = 0

  constructor(engine: () => Pick<Engine, 'writeEvents'>) {
    this.#engine = engine
  }

  /** Deliveries that are still in the store. */
  get size(): number {
    return this.#size
  }

  add(ids: readonly number[]): void {
    if (ids.length === 0) return
    if (this.#arrived.length === 0) {
      const round = new Promise((resolve) => void setImmediate(resolve))
      this.#written = Promise.all([this.#written, round.then(() => this.#write())])
      // Whoever calls `done` is told.
      this.#written.catch(() => undefined)
    }
    this.#arrived.push(...ids)
    this.#size += ids.length
  }

  /** Everything that was added is gone. Rejects where it could not be written: it is still there, and comes again. */
  async done(): Promise<void> {
    const written = this.#written
    try {
      await written
    } finally {
      if (this.#written === written) this.#written = Promise.resolve()
    }
  }

  async #write(): Promise<void> {
    const ids = this.#arrived
    this.#arrived = []
    try {
      await this.#engine().writeEvents([{ kind: 'settleDeliveries', ids }])
    } finally {
      this.#size -= ids.length
    }
  }
}
