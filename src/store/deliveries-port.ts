/**
 * The part of the port about deliveries: events on their way to targets outside, each a row until it has arrived.
 *
 * A row is written in the commit of what it tells of (invariant 2) and deleted once the target has taken the event. So
 * the rows are the queue: nothing beside them says how far a target has come.
 *
 * 1. Rows of one queue with the same `orderedBy` are due in the order in which they were written, whatever is delayed.
 * 2. A dead delivery is due never; it is kept, to be looked at, revived or deleted.
 */
import type { Instant } from '#base'

/** Grows with every delivery, never re-used. */
export type DeliveryId = number

export interface NewDelivery {
  /** Whose event it is: large ones are kept once per account. */
  readonly account: string
  /** Names the target. Deliveries of one queue share a loop; another queue's failures do not hold them up. */
  readonly queue: string
  /** What has to arrive in order has this in common. */
  readonly orderedBy?: string
  readonly createdAt: Instant
  /** Opaque. */
  readonly event: string
}

export interface Delivery extends NewDelivery {
  readonly id: DeliveryId
  /** When it is tried next; absent where it is dead. */
  readonly dueAt?: Instant
  /** How often it was tried in vain. */
  readonly attempts: number
  /** Why it failed last. */
  readonly error?: string
  /** When it was given up. */
  readonly diedAt?: Instant
}

export type DeliveryWrite =
  | { readonly kind: 'deliver'; readonly delivery: NewDelivery }
  /** They have arrived, or nobody wants them any more. */
  | { readonly kind: 'settleDeliveries'; readonly ids: readonly DeliveryId[] }
  /** One was tried in vain: it and what is ordered behind it wait until `dueAt`. */
  | {
      readonly kind: 'delayDelivery'
      readonly id: DeliveryId
      readonly dueAt: Instant
      readonly error: string
    }
  /** It is given up: what is ordered behind it is held up no longer. */
  | {
      readonly kind: 'buryDelivery'
      readonly id: DeliveryId
      readonly at: Instant
      readonly error: string
    }
  /** Dead deliveries are tried again, as if they were new. Others stay as they are. */
  | {
      readonly kind: 'reviveDeliveries'
      readonly ids: readonly DeliveryId[]
      readonly at: Instant
    }
  /** Deletes up to `limit` deliveries that died before an instant. */
  | { readonly kind: 'deleteDeadDeliveries'; readonly before: Instant; readonly limit: number }

export interface DeadQuery {
  /** Only those of one account, or of one queue. */
  readonly account?: string
  readonly queue?: string
  /** Only deliveries with a larger id than this (listings are oldest first). */
  readonly after?: DeliveryId
  readonly limit: number
}

/** A queue that has rows. */
export interface DeliveryQueue {
  readonly queue: string
  /** Deliveries that have not arrived. */
  readonly waiting: number
  readonly dead: number
}

/** A place in a queue: that of a delivery which was read. */
export type DeliveryPlace = Required<Pick<Delivery, 'dueAt' | 'id'>>

export interface DeliveryReads {
  /** The deliveries of a queue that are due first, also those that are not due yet; of those behind a place. */
  nextDeliveries(queue: string, limit: number, behind?: DeliveryPlace): Promise<readonly Delivery[]>
  deadDeliveries(query: DeadQuery): Promise<readonly Delivery[]>
  deliveryQueues(): Promise<readonly DeliveryQueue[]>
}
