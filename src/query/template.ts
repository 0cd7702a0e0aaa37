/** The surface of payload templates and text expressions. (Contract; `compile-template.ts` and its neighbour make them.) */
import type { Json, Outcome } from '#base'
import type { Path } from './path.ts'
import type { QuerySyntaxError } from './query-syntax-error.ts'
import type { QueryScope } from './scope.ts'

/** A payload template: Parameters, ResultSelector, ItemSelector, … */
export interface Template {
  /** What it evaluates, in the order of the text; none in a template that is only a literal. */
  readonly expressions?: readonly TemplateExpression[]
  evaluate(scope: QueryScope): Outcome<Json>
}

/** One `.$` field of a template. */
export interface TemplateExpression {
  /** JSON pointer of the field, relative to the template: `/Payload/id.$`. */
  readonly pointer: string
  readonly expression: TextExpression
}

/** Why a value is no template. */
export interface TemplateProblem {
  /** JSON pointer of the field, relative to the template. */
  readonly pointer: string
  /** AWS's sentence: `The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call`. */
  readonly message: string
  /** What exactly is wrong with the text, where it is a text. */
  readonly detail?: QuerySyntaxError
}

/** A path or an intrinsic function where a field takes either (`ErrorPath`, a template's `.$` value). */
export interface TextExpression {
  readonly text: string
  /** All paths that it reads, in the order of the text. */
  readonly paths?: readonly Path[]
  /** The intrinsic functions that it calls, outermost first: `['States.Format', 'States.UUID']`. */
  readonly functions?: readonly string[]
  /** Calls that can only fail (a wrong number of arguments), told before anything runs. */
  readonly warnings?: readonly string[]
  evaluate(scope: QueryScope): Outcome<Json>
}
