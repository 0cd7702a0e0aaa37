/** What a delivery needs of its target, and what becomes of it. */
import type { Delivery } from '#store'

/** An attempt that failed; a final one is not made again. */
export interface Failure {
  /** A word for machines: `HTTP_503`, `NO_RESPONSE`, `ResourceNotFoundException`. */
  readonly code: string
  /** Says who was asked, what came back and what was expected. */
  readonly message: string
  readonly isFinal: boolean
}

export type Attempt = 'arrived' | Failure

/** Hands an event over. Never rejects for what the other side does; resolves in bounded time. */
export type Send = (delivery: Delivery) => Promise<Attempt>

export interface RetryPolicy {
  /** Attempts after the first one. */
  readonly retriesMax: number
  /** How long after the event, in milliseconds. */
  readonly ageMsMax: number
}

/** AWS's defaults for targets of rules. */
export const retryPolicyDefault: RetryPolicy = { retriesMax: 185, ageMsMax: 86_400_000 }

/** Why a delivery is given up, in AWS's words. */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | 'FinalFailure'

export interface DeliveryTarget {
  readonly send: Send
  readonly retry: RetryPolicy
  /** Where deliveries go that are given up; they are kept in the store where it is absent. */
  readonly bury?: (delivery: Delivery, why: Failure & { readonly exhausted: Exhausted }) => Promise<Attempt>
}

/** The target of a queue; undefined where there is none any more, whose deliveries are dropped. */
export type FindTarget = (queue: string) => DeliveryTarget | undefined

export type DeliveryOutcome = 'delivered' | 'failed' | 'dead'
