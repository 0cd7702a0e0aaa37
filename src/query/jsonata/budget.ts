/**
 * What one evaluation has left: the steps of its functions on the event loop. (Time and depth are watched by the
 * package itself, at each node of the expression; see `limits.ts`.)
 */
import { stepsAloneMax, stepsOnLoopMax } from './limits.ts'

/**
 * Thrown when an evaluation has used what it may on the event loop; it is run again elsewhere. Where there is no elsewhere,
 * it is the limit of memory that one large step meets, and that of time that many small ones meet.
 */
export class OutOfBudget extends Error {
  readonly limit: 'memory' | 'time'

  constructor(limit: 'memory' | 'time', message?: string) {
    super(message)
    this.limit = limit
  }
}

const stepsMax = { loop: stepsOnLoopMax, alone: stepsAloneMax, elsewhere: Number.POSITIVE_INFINITY } as const

export class Budget {
  readonly #max: number
  #steps = 0

  constructor(place: keyof typeof stepsMax) {
    this.#max = stepsMax[place]
  }

  /** Called before work whose size is known. */
  pay(steps: number): void {
    this.#steps += steps
    if (this.#steps > this.#max) throw new OutOfBudget(steps > this.#max / 2 ? 'memory' : 'time')
  }

  /** The steps that are left. */
  get left(): number {
    return this.#max - this.#steps
  }
}
