/**
 * Changes of an execution's status, told to targets outside: what is to be delivered is written in the commit of the
 * turn that makes the change (invariant 2), so it is told also after a crash, and never of a turn that was rolled back.
 *
 * Owns: which turns change a status. Does not own: what an event looks like and who gets it (`StatusEvents`).
 * Neighbours: `executions` and `express/` announce their turns, `triggers` delivers.
 *
 * 1. Nothing is built where nobody wants to know: `wants` is asked first.
 */
import type { Instant, Namespace } from '#base'
import type { Identity } from '#interpreter'
import type { EndedExecution, NewDelivery, TurnRecord } from '#store'

/** An execution that has begun, was redriven (both: RUNNING) or has ended. */
export interface StatusChange {
  readonly identity: Identity
  readonly type: 'STANDARD' | 'EXPRESS'
  /** A child of a Map Run. */
  readonly isChild: boolean
  readonly at: Instant
  /** Absent where it runs. */
  readonly ended?: EndedExecution
}

/** Says what has to be delivered for a change. Answers at once: it is asked within a turn. */
export interface StatusEvents {
  /** Whether anybody may want changes of such executions. */
  wants(at: Namespace, type: StatusChange['type']): boolean
  deliveriesFor(change: StatusChange): readonly NewDelivery[]
  /** They are durable. */
  written(deliveries: readonly NewDelivery[]): void
}

export type Announced = Pick<StatusChange, 'identity' | 'type' | 'isChild'>

export class Announcer {
  readonly #events: StatusEvents | undefined

  constructor(events: StatusEvents | undefined) {
    this.#events = events
  }

  /** The turn with what has to be delivered for the changes that it makes. */
  announce(turn: TurnRecord, of: Announced): TurnRecord {
    const events = this.#events
    if (!events || !(turn.created ?? turn.redriven ?? turn.ended)) return turn
    if (!events.wants(of.identity, of.type)) return turn
    const deliveries = changesOf(turn, of).flatMap((change) => events.deliveriesFor(change))
    return deliveries.length === 0 ? turn : { ...turn, deliveries }
  }

  /** The turn is durable. */
  written({ deliveries }: TurnRecord): void {
    if (deliveries) this.#events?.written(deliveries)
  }
}

function changesOf({ created, redriven, ended }: TurnRecord, of: Announced): readonly StatusChange[] {
  const begunAt = created?.startedAt ?? redriven?.at
  return [
    ...(begunAt === undefined ? [] : [{ ...of, at: begunAt }]),
    ...(ended ? [{ ...of, at: ended.stoppedAt, ended }] : []),
  ]
}
