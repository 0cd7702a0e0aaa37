/** The Conditions of a template, and the functions that give true or false. */
import { resolveValue } from './resolve-value.ts'
import type { Scope } from './scope.ts'
import { templateError } from './template-error.ts'
import { isList, isObject, objectAt, type Path, type TemplateValue } from './template.ts'

/** Conditions that refer to conditions, at most so deep: a circle is a mistake. */
const depthMax = 50

/** Whether the condition of that name holds. Throws TemplateError where there is none, or it is no condition. */
export function conditionHolds(name: string, scope: Scope, from: Path): boolean {
  return named(name, scope, { path: from, depth: 0 })
}

interface Where {
  readonly path: Path
  readonly depth: number
}

function named(name: string, scope: Scope, { path, depth }: Where): boolean {
  const conditions = objectAt(scope.template.document, 'Conditions')
  const condition = conditions[name]
  if (condition === undefined) {
    const known = Object.keys(conditions).join(', ') || 'none'
    throw templateError(scope.template, path, `there is no condition ${name}; Conditions has ${known}.`)
  }
  return holds(condition, scope, { path: ['Conditions', name], depth: depth + 1 })
}

function holds(value: TemplateValue, scope: Scope, { path, depth }: Where): boolean {
  if (depth > depthMax)
    throw templateError(scope.template, path, 'the conditions refer to each other in a circle.')
  if (typeof value === 'boolean') return value
  const [name, argument] = isObject(value) ? (Object.entries(value)[0] ?? []) : []
  const inner = { path: name === undefined ? path : [...path, name], depth: depth + 1 }
  const each = isList(argument) ? argument : []
  const part = (item: TemplateValue, i: number): boolean =>
    holds(item, scope, { path: [...inner.path, i], depth: inner.depth })
  switch (name) {
    case 'Fn::And':
      return each.every(part)
    case 'Fn::Or':
      return each.some(part)
    case 'Fn::Not':
      return each.length === 1 && !part(each[0]!, 0)
    case 'Fn::Equals':
      return equals(each, scope, inner.path)
    case 'Condition':
      if (typeof argument === 'string') return named(argument, scope, inner)
      break
    case undefined:
      break
  }
  const found = JSON.stringify(value)?.slice(0, 80)
  throw templateError(
    scope.template,
    path,
    `found ${found}; expected Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition.`,
  )
}

/** CloudFormation compares texts: 1 and "1" are equal. */
function equals(values: readonly TemplateValue[], scope: Scope, path: Path): boolean {
  const [left, right] = values.map((value, i) => resolveValue(value, [...path, i], scope))
  return values.length === 2 && comparable(left) === comparable(right)
}

function comparable(value: TemplateValue | undefined): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
