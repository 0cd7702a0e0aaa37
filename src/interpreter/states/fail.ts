/** Fail: ends its block with an error; both parts are optional. */
import { AslError, type Json, type Outcome } from '#base'
import type { FailState } from '#asl'
import type { Jsonata, TextExpression } from '#query'
import type { Draft } from '../draft.ts'
import { evaluateAs, isJsonata, queryScope } from '../evaluate.ts'
import type { Frame } from '../frame.ts'
import { failState } from '../outcome.ts'

export function runFail(draft: Draft, frame: Frame, state: FailState): void {
  draft.note('afterInputPath', frame.visit.input)
  const error = textOf(draft, frame, { state, value: state.error, field: 'Error' })
  if (error instanceof AslError) return failState(draft, frame, error)
  const cause = textOf(draft, frame, { state, value: state.cause, field: 'Cause' })
  if (cause instanceof AslError) return failState(draft, frame, cause)
  failState(draft, frame, new AslError(error, cause))
}

function textOf(
  draft: Draft,
  frame: Frame,
  of: { state: FailState; value: string | TextExpression | Jsonata | undefined; field: string },
): Outcome<string | undefined> {
  const { state, value, field } = of
  if (value === undefined || typeof value === 'string') return value
  if (isJsonata(value))
    return evaluateAs(draft, value, { frame, state, field, expected: 'string', is: isText })
  const found = value.evaluate(queryScope(draft, { frame, state }, frame.visit.input.value))
  if (found instanceof AslError || typeof found === 'string') return found
  return new AslError('States.Runtime', `The value at the ${field}Path '${value.text}' has to be a string`, {
    expression: value.text,
    met: found,
  })
}

function isText(value: Json): value is string {
  return typeof value === 'string'
}
