/**
 * All deliveries of a server: a queue for each target that has some, so that none waits for another's target.
 *
 * Owns: which queues there are, and how long dead deliveries are kept.
 */
import type { Clock } from '#engine'
import type { DeadQuery, Delivery, DeliveryReads, DeliveryWrite, NewDelivery } from '#store'
import { DeliveryQueue, type DeliveryServices } from './delivery-queue.ts'

/** Dead deliveries are kept for so long: as in an SQS queue at most. */
const deadKeptMs = 14 * 86_400_000
const sweepMs = 3_600_000
const deletedPerSweep = 10_000

export interface DeliveriesOptions extends Omit<DeliveryServices, 'store' | 'clock'> {
  readonly store: DeliveryReads
  readonly clock: Pick<Clock, 'now' | 'after'>
}

export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #queues = new Map<string, DeliveryQueue>()
  #cancelSweep: () => void = () => undefined
  #open = false

  constructor(options: DeliveriesOptions) {
    this.#options = options
  }

  /** Begins with what is there. What was written before is found, what is written from now on is told of. */
  async open(): Promise<void> {
    this.#open = true
    for (const { queue, waiting } of await this.#options.store.deliveryQueues())
      if (waiting > 0) this.#wake(queue)
    this.#sweep()
  }

  /** They are durable. */
  written(deliveries: readonly NewDelivery[]): void {
    if (!this.#open) return
    for (const { queue } of deliveries) this.#wake(queue)
  }

  /** A page of the deliveries that were given up, the oldest first. */
  dead(query: DeadQuery): Promise<readonly Delivery[]> {
    return this.#options.store.deadDeliveries(query)
  }

  /** Tries dead deliveries again; how many there were. */
  async revive(of: { readonly account?: string; readonly queue?: string }): Promise<number> {
    const { store, engine, clock } = this.#options
    let count = 0
    let after = 0
    for (;;) {
      const dead = await store.deadDeliveries({ ...of, after, limit: revivedAtOnce })
      if (dead.length === 0) return count
      const write: DeliveryWrite = {
        kind: 'reviveDeliveries',
        ids: dead.map(({ id }) => id),
        at: clock.now(),
      }
      await engine().writeEvents([write])
      this.written(dead)
      count += dead.length
      after = dead.at(-1)!.id
    }
  }

  async close(): Promise<void> {
    this.#open = false
    this.#cancelSweep()
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()))
  }

  #wake(name: string): void {
    let queue = this.#queues.get(name)
    if (!queue) this.#queues.set(name, (queue = new DeliveryQueue(name, this.#options)))
    queue.wake()
  }

  #sweep(): void {
    const { engine, clock, log } = this.#options
    const before = clock.now() - deadKeptMs
    engine()
      .writeEvents([{ kind: 'deleteDeadDeliveries', before, limit: deletedPerSweep }])
      .catch((err: unknown) => log.warn({ err }, 'old dead deliveries were not deleted; it is tried again'))
    this.#cancelSweep = clock.after(sweepMs, () => this.#sweep())
  }
}

const revivedAtOnce = 500
