/** A choice rule in a few words, for the edge that it leads along. */
import { printJson } from '#base'
import { operatorFields } from '../fields/choice-shapes.ts'
import { objectItems } from '../outline.ts'
import { stringOf, toJson, valueOf, type Member, type ObjectNode } from '../syntax/node.ts'

/** How much of a rule is written; what is longer ends in `…`. */
const lengthMax = 48

/** The rule as a text, cut to a length that fits beside an edge. */
export function conditionText(rule: ObjectNode): string {
  const text = conditionOf(rule).replaceAll(/\s+/g, ' ').trim()
  return text.length > lengthMax ? `${text.slice(0, lengthMax - 1).trimEnd()}…` : text
}

function conditionOf(rule: ObjectNode): string {
  const expression = valueOf(rule, 'Condition')
  if (expression?.kind === 'boolean') return String(expression.value)
  if (expression?.kind === 'string') return expression.value.replace(/^\{%\s*|\s*%\}$/g, '')
  const and = valueOf(rule, 'And')
  if (and) return objectItems(and).map(conditionOf).join(' and ')
  const or = valueOf(rule, 'Or')
  if (or) return objectItems(or).map(conditionOf).join(' or ')
  const not = valueOf(rule, 'Not')
  if (not?.kind === 'object') return `not (${conditionOf(not)})`
  return testText(rule)
}

const signs: Readonly<Record<string, string>> = {
  Equals: '=',
  LessThan: '<',
  GreaterThan: '>',
  LessThanEquals: '≤',
  GreaterThanEquals: '≥',
  Matches: '~',
}

function testText(rule: ObjectNode): string {
  const test = rule.members.find(({ key }) => operatorFields.has(key))
  const variable = stringOf(rule, 'Variable') ?? '?'
  if (!test) return variable
  const { operator, byPath } = operatorFields.get(test.key)!
  if (operator.startsWith('Is')) return typeTest(variable, operator, test)
  const sign = signs[operator.replace(/^(String|Numeric|Timestamp|Boolean)/, '')] ?? operator
  const operand = byPath ? stringOf(rule, test.key) : printJson(toJson(test.value))
  return `${variable} ${sign} ${operand ?? '?'}`
}

/** `$.a is present`, `$.a is not null`. */
function typeTest(variable: string, operator: string, { value }: Member): string {
  const negated = value.kind === 'boolean' && !value.value
  return `${variable} is ${negated ? 'not ' : ''}${operator.slice(2).toLowerCase()}`
}
