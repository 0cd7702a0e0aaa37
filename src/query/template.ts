/** The surface of payload templates and text expressions. (Contract.) */
import type { Json, Outcome } from '#base'
import type { QueryScope } from './scope.ts'

/** A payload template: Parameters, ResultSelector, ItemSelector, … */
export interface Template {
  evaluate(scope: QueryScope): Outcome<Json>
}

/** A path or an intrinsic function where a field takes either (`ErrorPath`, a template's `.$` value). */
export interface TextExpression {
  readonly text: string
  evaluate(scope: QueryScope): Outcome<Json>
}
