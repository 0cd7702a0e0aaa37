/** What the functions of one evaluation share. */
import type { Instant, Random } from '#base'
import type { Budget } from './budget.ts'
import type { Focus } from './library.ts'
import type { Tokens } from './tokens.ts'

export interface Run {
  /** What `$now` and `$millis` answer. */
  readonly at: Instant
  /** This evaluation's own randomness. */
  readonly random: () => Random
  readonly budget: Budget
  /** Raw numbers on the way; absent where the syntax tree is not prepared for them. */
  readonly tokens: Tokens | undefined
  /** Whether the process that it runs in is ended when it takes too long. */
  readonly isBoundedOutside: boolean
}

/** A function of ours in the place of one of the package's, or beside them. */
export interface OwnFunction {
  /** In the package's notation: `<s-s?:s>`. */
  readonly signature: string
  /** The names of its parameters, which the package asks for when it is applied in part. */
  readonly parameters: readonly string[]
  /** Whether it carries values without looking into them, so that it may be given tokens. */
  readonly passes?: boolean
  apply(run: Run, args: readonly unknown[], focus: Focus): unknown
}

/** A fault of an expression: with one of JSONata's codes, whose message the package makes, or with a message of its own. */
export class ExpressionFault extends Error {
  readonly code: string | undefined
  /** What the code's message shows. */
  readonly value: unknown
  readonly index: number | undefined

  constructor(fault: { code?: string; message?: string; value?: unknown; index?: number }) {
    super(fault.message)
    this.code = fault.code
    this.value = fault.value
    this.index = fault.index
  }
}

/** Thrown where an evaluation meets a raw number that it was not prepared for; it begins again, prepared. */
export class NeedsTokens extends Error {}

/** Thrown where a value would be larger than memory allows. */
export class TooLarge extends Error {}
