/**
 * How many executions run, where there is a limit: the store's count, asked again only where the limit comes near.
 *
 * What is known is never too small: what was begun since the store was asked is added, and what has ended is not taken off.
 */
import type { Limits } from '#base'
import type { Store } from '#store'

export class OpenExecutions {
  readonly #store: Store
  readonly #max: number
  /** What the store has counted, and what was begun since it was asked; nothing is known before. */
  #counted: number | undefined
  #begunSince = 0
  /** Begun, and not yet in the store. */
  #underWay = 0

  constructor(store: Store, { openExecutionsMax }: Limits) {
    this.#store = store
    this.#max = openExecutionsMax
  }

  /** Begins an execution, or gives undefined where as many run as may. */
  async begin<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#max === Number.MAX_SAFE_INTEGER) return work()
    if (!this.#hasRoom) await this.#count()
    if (!this.#hasRoom) return undefined
    this.#begunSince++
    this.#underWay++
    try {
      return await work()
    } finally {
      this.#underWay--
    }
  }

  get #hasRoom(): boolean {
    return this.#counted !== undefined && this.#counted + this.#begunSince < this.#max
  }

  async #count(): Promise<void> {
    const { executionsByStatus } = await this.#store.statistics()
    this.#counted = executionsByStatus.RUNNING
    this.#begunSince = this.#underWay
  }
}
