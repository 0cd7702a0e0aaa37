/**
 * The errors of JSONata, in AWS's words: `States.QueryEvaluationError` with a cause that names expression and field.
 *
 * The sentences are recorded (evaluate_jsonata, scenarios), but for those of the limits, which were observed on AWS.
 * The sentence about the state, which comes before them in a cause, is the caller's.
 */
import { AslError, kindOf, printJson, type ErrorTeaching, type Json } from '#base'
import { QuerySyntaxError } from '../query-syntax-error.ts'

/** An error of an evaluation, with the field for the event EvaluationFailed. */
export class JsonataError extends AslError {
  /** The field as AWS names it: `Output/result`, `Items`. */
  readonly location: string

  constructor(cause: string, { location, teaching }: { location: string; teaching: ErrorTeaching }) {
    super('States.QueryEvaluationError', cause, teaching)
    this.location = location
  }
}

/** An expression that cannot be compiled, with the code of AWS's diagnostic. */
export class JsonataSyntaxError extends QuerySyntaxError {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION'

  constructor(code: JsonataSyntaxError['code'], message: string, offset: number) {
    super(message, offset)
    this.code = code
  }
}

/** Which expression, in which field. */
export interface Site {
  readonly text: string
  readonly field: string
}

/** The named limits of an evaluation, with AWS's words for each. */
export const limitTexts = {
  time: 'Expression evaluation timeout: Check for infinite loop',
  depth:
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  memory: 'Expression evaluation memory limit exceeded: Check for excessive memory usage',
} as const

export type LimitName = keyof typeof limitTexts

/**
 * The error of an expression that has no result where one is needed.
 *
 * @param teaching what else is known of why: the value that a path ended in, and the key that it may have meant
 */
export function jsonataNothing(
  expression: { readonly text: string },
  field: string,
  teaching: ErrorTeaching = {},
): JsonataError {
  return failure({ text: expression.text, field }, 'returned nothing (undefined).', teaching)
}

/** The error of a result that is not of the type that the field needs: `array`, `number`, `boolean`, `string`. */
export function jsonataUnexpectedType(found: {
  readonly expression: { readonly text: string }
  readonly field: string
  readonly expected: string
  readonly value: Json
}): JsonataError {
  const { expression, field, expected, value } = found
  return failure(
    { text: expression.text, field },
    `returned an unexpected result type. Expected '${expected}', but was '${kindOf(value)}' for value: ${printJson(value)}`,
  )
}

export function unsupportedResult(site: Site): JsonataError {
  return failure(site, 'returned an unsupported result type.')
}

/** A fault with one of JSONata's codes: `T1006: Attempted to invoke a non-function`. */
export function codedFault(site: Site, { code, message }: { code: string; message: string }): JsonataError {
  return failure(site, `threw an error during evaluation. ${code}: ${message}`)
}

/** A fault without a code: limits, and arguments that AWS's own functions refuse. */
export function plainFault(site: Site, message: string): JsonataError {
  return failure(site, `threw an error during evaluation: ${message}`)
}

/** A fault inside of the package or of JavaScript that the expression's author could not foresee. */
export function internalFault(site: Site, message: string): JsonataError {
  return failure(site, `threw an internal error during evaluation. ${message}`)
}

export function limitReached(site: Site, limit: LimitName): JsonataError {
  return plainFault(site, limitTexts[limit])
}

function failure({ text, field }: Site, end: string, teaching: ErrorTeaching = {}): JsonataError {
  return new JsonataError(`The JSONata expression '${text}' specified for the field '${field}' ${end}`, {
    location: field,
    teaching: { ...teaching, expression: text },
  })
}
