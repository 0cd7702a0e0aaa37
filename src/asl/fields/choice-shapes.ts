/** The fields of a choice rule, and what each operator compares with (Amazon States Language, "Choice State"). */
import type { ChoiceOperator } from '../machine.ts'
import { assignField, outputField } from './data-fields.ts'
import type { Field, Shape } from './field.ts'

const comparisons = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const

const flag: Field = { kind: 'boolean' }

/** What each operator's own value is: `StringEquals` a text, `IsPresent` a boolean. */
const literalOperators: Readonly<Record<ChoiceOperator, Field>> = {
  ...compared('String', { kind: 'text' }),
  ...compared('Numeric', { kind: 'number' }),
  ...compared('Timestamp', { kind: 'timestamp' }),
  BooleanEquals: flag,
  StringMatches: { kind: 'text' },
  IsNull: flag,
  IsPresent: flag,
  IsNumeric: flag,
  IsString: flag,
  IsBoolean: flag,
  IsTimestamp: flag,
}

/** The operators that have a twin ending in `Path`. */
function hasPathForm(operator: string): boolean {
  return !operator.startsWith('Is') && operator !== 'StringMatches'
}

export interface OperatorField {
  readonly operator: ChoiceOperator
  readonly byPath: boolean
  readonly field: Field
}

/** Every operator field of a choice rule by its name, the `…Path` forms included. */
export const operatorFields: ReadonlyMap<string, OperatorField> = new Map(
  (Object.entries(literalOperators) as [ChoiceOperator, Field][]).flatMap(operatorForms),
)

function operatorForms([operator, field]: [ChoiceOperator, Field]): [string, OperatorField][] {
  const literal: [string, OperatorField] = [operator, { operator, byPath: false, field }]
  if (!hasPathForm(operator)) return [literal]
  return [literal, [`${operator}Path`, { operator, byPath: true, field: { kind: 'path' } }]]
}

const combiners: Shape['fields'] = {
  And: { kind: 'array', nonEmpty: true, elements: 'object', language: 'JSONPath' },
  Or: { kind: 'array', nonEmpty: true, elements: 'object', language: 'JSONPath' },
  Not: { kind: 'object', language: 'JSONPath' },
}

const condition: Shape['fields'] = {
  Variable: { kind: 'path', language: 'JSONPath' },
  ...combiners,
  ...Object.fromEntries(
    [...operatorFields].map(([name, { field }]) => [name, { ...field, language: 'JSONPath' }]),
  ),
  Comment: { kind: 'text' },
}

/** The names of which a rule has exactly one: an operator, or And, Or, Not. */
export const conditionNames: readonly string[] = [...Object.keys(combiners), ...operatorFields.keys()]

export const choiceRuleShape: Shape = {
  what: 'a choice rule',
  fields: {
    ...condition,
    Condition: { kind: 'boolean', language: 'JSONata', jsonata: 'expression' },
    Output: outputField,
    Assign: assignField,
    Next: { kind: 'text', required: true },
  },
}

/** A rule inside And, Or or Not: it has no Next. */
export const nestedRuleShape: Shape = { what: 'a nested choice rule', fields: condition }

type Prefix = 'String' | 'Numeric' | 'Timestamp'

function compared<P extends Prefix>(
  prefix: P,
  field: Field,
): Record<`${P}${(typeof comparisons)[number]}`, Field> {
  return Object.fromEntries(comparisons.map((comparison) => [`${prefix}${comparison}`, field])) as Record<
    `${P}${(typeof comparisons)[number]}`,
    Field
  >
}
