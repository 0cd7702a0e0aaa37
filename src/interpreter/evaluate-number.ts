/** Numbers that a field takes from an expression: of the right kind and within the field's range. */
import { AslError, isNumber, printJson, toNumber, type Json, type Outcome, type RawNumber } from '#base'
import { JsonataError, jsonataUnexpectedType, type Jsonata } from '#query'
import type { Draft } from './draft.ts'
import { evaluateAs } from './evaluate.ts'
import type { Evaluated } from './evaluated.ts'

export interface NumberField {
  readonly field: string
  readonly kind: 'integer' | 'float'
  readonly min: number
  readonly max: number
}

/** The number that an expression gives; another value is a `States.QueryEvaluationError`. */
export function evaluateNumber(
  draft: Draft,
  expression: Jsonata,
  of: Evaluated & NumberField,
): Outcome<number> {
  const { field, kind, min, max } = of
  const value = evaluateAs(draft, expression, { ...of, expected: 'number', is: isAnyNumber })
  if (value instanceof AslError) return value
  const number = toNumber(value)
  if (kind === 'integer' && !Number.isInteger(number))
    return jsonataUnexpectedType({ expression, field, expected: 'integer', value })
  if (number >= min && number <= max) return number
  return new JsonataError(
    `The JSONata expression '${expression.text}' specified for the field '${field}' returned a value that is out of range. Expected a number from ${min} to ${max}, but was: ${printJson(value)}`,
    { location: field, teaching: { expression: expression.text, met: value } },
  )
}

function isAnyNumber(value: Json): value is number | RawNumber {
  return isNumber(value)
}
