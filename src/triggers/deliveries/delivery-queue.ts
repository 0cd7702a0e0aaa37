/**
 * The deliveries to one target: read from the store in batches, handed over, and settled there.
 *
 * Owns: what is tried when, and what becomes of it. Neighbours: the store has the rows, which are the queue;
 * `deliveries.ts` has one of these for each target.
 *
 * 1. A delivery is settled after the target took it, so a crash between the two delivers it again: at least once.
 * 2. Deliveries with the same order are handed over one after the other; one that fails holds up those behind it.
 * 3. It reads on behind what has arrived and is not settled yet, and from the beginning once that is settled. What was
 *    delayed or given up is settled before more is read, for others are ordered behind it.
 * 4. Batches, attempts at once, attempts in all, the age of a delivery and what is not settled yet are bounded.
 */
import type { Clock, Engine } from '#engine'
import type { Delivery, DeliveryPlace, DeliveryReads, DeliveryWrite } from '#store'
import { Lanes } from '../lanes.ts'
import type { TriggerLog } from '../object-created.ts'
import { backoffMs } from './backoff.ts'
import type { DeliveryOutcome, DeliveryTarget, Exhausted, Failure, FindTarget } from './port.ts'
import { Settlement } from './settlement.ts'

/** Deliveries that are read and tried together. */
const batchMax = 100
/** Attempts under way at once, for one target. */
const atOnceMax = 16
/** Deliveries that have arrived while the store was still to forget them: so many may come again after a crash. */
const unsettledMax = 5000
/** How long the store is left alone after it could not answer. */
const storeRetryMs = 1000
/** The longest sleep: the clock may be set meanwhile. */
const sleepMsMax = 60_000

export interface DeliveryServices {
  readonly store: Pick<DeliveryReads, 'nextDeliveries'>
  readonly engine: () => Pick<Engine, 'writeEvents'>
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly random: () => number
  readonly log: TriggerLog
  readonly targetOf: FindTarget
  readonly observe: (queue: string, outcome: DeliveryOutcome) => void
}

export class DeliveryQueue {
  readonly #name: string
  readonly #services: DeliveryServices
  readonly #lanes = new Lanes(atOnceMax)
  readonly #settlement: Settlement
  /** Where the last batch ended; undefined at the beginning. */
  #behind: DeliveryPlace | undefined
  #running: Promise<void> | undefined
  #again = false
  #closed = false
  #cancelSleep: () => void = () => undefined

  constructor(name: string, services: DeliveryServices) {
    this.#name = name
    this.#services = services
    this.#settlement = new Settlement(services.engine)
  }

  /** Something may be due. */
  wake(): void {
    this.#again = true
    this.#cancelSleep()
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      if (this.#again && !this.#closed) this.wake()
    })
  }

  /** Waits for the attempts under way; what has not arrived goes on after the next start. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelSleep()
    await this.#running
    await this.#settlement.done().catch((err: unknown) => this.#storeIsAway(err))
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false
      try {
        await this.#deliverNext()
      } catch (err) {
        this.#behind = undefined
        this.#storeIsAway(err)
        this.#sleep(storeRetryMs)
      }
    }
  }

  async #deliverNext(): Promise<void> {
    const { store, clock, targetOf } = this.#services
    const next = await store.nextDeliveries(this.#name, batchMax, this.#behind)
    const now = clock.now()
    const due = next.filter(({ dueAt }) => dueAt! <= now)
    if (due.length === 0 && this.#behind === undefined) {
      if (next.length > 0) this.#sleep(next[0]!.dueAt! - now)
      return
    }
    this.#again = true
    const target = targetOf(this.#name)
    if (!target) await this.#drop(due)
    else
      await Promise.all(
        inOrders(due).map((chain) => this.#lanes.run(() => this.#deliverChain(target, chain))),
      )
    await this.#readOnBehind(due)
  }

  async #readOnBehind(due: readonly Delivery[]): Promise<void> {
    const { id, dueAt } = due.at(-1) ?? {}
    const isOver = due.length < batchMax
    if (isOver || this.#settlement.size > unsettledMax) await this.#settlement.done()
    this.#behind = isOver ? undefined : { id: id!, dueAt: dueAt! }
  }

  /** The store or the engine is busy, or closes: the rows stay as they are. */
  #storeIsAway(err: unknown): void {
    this.#services.log.warn({ err, target: this.#name }, 'deliveries wait, for the store does not answer')
  }

  async #drop(due: readonly Delivery[]): Promise<void> {
    const { log } = this.#services
    log.warn(
      { target: this.#name, deliveries: due.length },
      'deliveries are dropped, for their target is gone',
    )
    await this.#write([{ kind: 'settleDeliveries', ids: due.map(({ id }) => id) }])
  }

  /** One after the other, until one has to wait. */
  async #deliverChain(target: DeliveryTarget, chain: readonly Delivery[]): Promise<void> {
    const arrived: number[] = []
    const writes: DeliveryWrite[] = []
    for (const delivery of chain) {
      if (this.#closed) break
      const write = await this.#deliver(target, delivery)
      if (!write) arrived.push(delivery.id)
      else {
        writes.push(write)
        if (write.kind === 'delayDelivery') break
      }
    }
    this.#settlement.add(arrived)
    if (writes.length > 0) await this.#write(writes)
  }

  /** What is to be written where it has not arrived. */
  async #deliver(target: DeliveryTarget, delivery: Delivery): Promise<DeliveryWrite | undefined> {
    const { observe, clock } = this.#services
    const attempt = await target.send(delivery)
    if (attempt === 'arrived') {
      observe(this.#name, 'delivered')
      return undefined
    }
    observe(this.#name, 'failed')
    const exhausted = whyGivenUp(target, { delivery, failure: attempt, now: clock.now() })
    return exhausted
      ? this.#giveUp(target, delivery, { ...attempt, exhausted })
      : this.#delay(delivery, attempt)
  }

  async #giveUp(
    target: DeliveryTarget,
    delivery: Delivery,
    why: Failure & { readonly exhausted: Exhausted },
  ): Promise<DeliveryWrite | undefined> {
    const { observe, log, clock } = this.#services
    const details = { target: this.#name, delivery: delivery.id, reason: why.message }
    const buried = target.bury ? await target.bury(delivery, why) : undefined
    // The dead letters' own destination is away: the delivery waits with its reason, and is given up again.
    if (buried && buried !== 'arrived' && !buried.isFinal) return this.#delay(delivery, buried)
    observe(this.#name, 'dead')
    log.warn(details, `an event is given up after ${delivery.attempts + 1} attempts`)
    if (buried === 'arrived') return undefined
    const error = buried ? `${why.message}; its dead-letter destination: ${buried.message}` : why.message
    return { kind: 'buryDelivery', id: delivery.id, at: clock.now(), error }
  }

  #delay({ id, attempts }: Delivery, { message: error }: Failure): DeliveryWrite {
    const { clock, random } = this.#services
    return { kind: 'delayDelivery', id, dueAt: clock.now() + backoffMs(attempts, random()), error }
  }

  #write(writes: readonly DeliveryWrite[]): Promise<void> {
    return this.#services.engine().writeEvents(writes)
  }

  /** Wakes by itself after the time, or earlier by `wake`. */
  #sleep(ms: number): void {
    this.#cancelSleep()
    this.#cancelSleep = this.#services.clock.after(Math.min(Math.max(ms, 1), sleepMsMax), () => {
      if (!this.#closed) this.wake()
    })
  }
}

/** Deliveries with the same order together, in their sequence; each of the others by itself. */
function inOrders(due: readonly Delivery[]): readonly (readonly Delivery[])[] {
  const chains = Map.groupBy(due, ({ id, orderedBy }) => orderedBy ?? id)
  return [...chains.values()]
}

function whyGivenUp(
  { retry }: DeliveryTarget,
  of: { readonly delivery: Delivery; readonly failure: Failure; readonly now: number },
): Exhausted | undefined {
  const { delivery, failure, now } = of
  if (failure.isFinal) return 'FinalFailure'
  if (delivery.attempts >= retry.retriesMax) return 'MaximumRetryAttempts'
  return now - delivery.createdAt >= retry.ageMsMax ? 'MaximumEventAgeInSeconds' : undefined
}
