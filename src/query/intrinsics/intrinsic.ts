/** What an intrinsic function is, and how it takes its arguments. Each function has a file of its own beside this one. */
import { isArray, isNumber, isObject, kindOf, printJson, toNumber } from '#base'
import type { Json, JsonObject } from '#base'
import type { QueryScope } from '../scope.ts'

/** A function `States.X`: pure, but for the randomness that its scope brings. */
export interface Intrinsic {
  readonly name: string
  /** The fewest and the most arguments. */
  readonly arity: readonly [min: number, max: number]
  /**
   * The argument whose literal keeps its escapes, because the function reads them itself (the template of
   * States.Format, where `\{` is a brace and `{}` a place).
   */
  readonly keepsEscapesOf?: number
  apply(args: readonly Json[], scope: QueryScope): Json | IntrinsicFault
}

/** Why a function cannot be computed; the caller makes it a `States.IntrinsicFailure`. */
export class IntrinsicFault {
  readonly detail: string

  constructor(detail: string) {
    this.detail = detail
  }
}

export function textArgument(args: readonly Json[], at: number): string | IntrinsicFault {
  const value = args[at]!
  return typeof value === 'string' ? value : wrongArgument(args, at, 'a text')
}

export function listArgument(args: readonly Json[], at: number): readonly Json[] | IntrinsicFault {
  const value = args[at]
  return isArray(value) ? value : wrongArgument(args, at, 'a list')
}

export function objectArgument(args: readonly Json[], at: number): JsonObject | IntrinsicFault {
  const value = args[at]
  return isObject(value) ? value : wrongArgument(args, at, 'an object')
}

/** A number, rounded as AWS documents it and Java's `Math.round` does: halves go up (recorded: -1.5 is -1). */
export function integerArgument(args: readonly Json[], at: number): number | IntrinsicFault {
  const value = args[at]
  if (!isNumber(value)) return wrongArgument(args, at, 'a number')
  const rounded = Math.round(toNumber(value)) + 0
  return Number.isFinite(rounded) ? rounded : wrongArgument(args, at, 'a number that a double can hold')
}

/** The fault of an argument that is not what it has to be. */
export function wrongArgument(args: readonly Json[], at: number, expected: string): IntrinsicFault {
  const value = args[at]!
  const text = printJson(value)
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  return new IntrinsicFault(`Argument ${at + 1} must be ${expected} but is the ${kindOf(value)} ${shown}`)
}

/** The fault of a text that is longer than AWS takes, or undefined. */
export function tooLong(text: string, scope: QueryScope): IntrinsicFault | undefined {
  const { intrinsicTextLengthMax } = scope.limits
  if (text.length <= intrinsicTextLengthMax) return undefined
  return new IntrinsicFault(
    `Argument 1 must have at most ${intrinsicTextLengthMax} characters but has ${text.length}`,
  )
}
