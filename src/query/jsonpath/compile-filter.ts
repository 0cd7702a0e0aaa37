/** Filters as closures, with the semantics of Jayway's evaluators: what does not compare is not equal, not an error. */
import { isArray, isNumber, isObject, jsonEquals, kindOf, toNumber, type Json } from '#base'
import { javaText } from '../java-text.ts'
import type { FilterOperator, FilterSyntax, Operand, Pattern } from './syntax.ts'
import { compileOperand, compileRead } from './walk.ts'
import { charge, costOf, type Walk } from './walk-budget.ts'

type Test = (candidate: Json, walk: Walk) => boolean

/** An operand's value; undefined where its path finds nothing. */
type Side = Json | undefined

export function compileFilter(filter: FilterSyntax): Test {
  switch (filter.kind) {
    case 'or': {
      const parts = filter.parts.map((part) => compileFilter(part))
      return (candidate, walk) => parts.some((part) => part(candidate, walk))
    }
    case 'and': {
      const parts = filter.parts.map((part) => compileFilter(part))
      return (candidate, walk) => parts.every((part) => part(candidate, walk))
    }
    case 'not': {
      const part = compileFilter(filter.part)
      return (candidate, walk) => !part(candidate, walk)
    }
    case 'exists': {
      const read = compileRead(filter.path)
      return (candidate, walk) => read(candidate, walk) !== undefined
    }
    case 'compare':
      return compileComparison(filter)
    case 'matches':
      return compileMatch(filter.operand, filter.pattern)
  }
}

function compileComparison({
  operator,
  left,
  right,
}: {
  readonly operator: FilterOperator
  readonly left: Operand
  readonly right: Operand
}): Test {
  const readLeft = compileOperand(left)
  const readRight = compileOperand(right)
  const compare = comparisons[operator]
  // Only the operators of two lists compare each item with each; what they pay is the most that it can cost.
  const pays = ofTwoLists.has(operator) ? product : sum
  return (candidate, walk) => {
    const a = readLeft(candidate, walk)
    const b = readRight(candidate, walk)
    charge(walk, pays(costOf(a), costOf(b)))
    return compare(a, b)
  }
}

function compileMatch(operand: Operand, pattern: Pattern): Test {
  const read = compileOperand(operand)
  return (candidate, walk) => {
    const value = read(candidate, walk)
    for (const item of isArray(value) ? value : [value]) charge(walk, costOf(item))
    return isArray(value) ? value.some((item) => matches(item, pattern)) : matches(value, pattern)
  }
}

// What is no text, number or boolean is matched as the empty text.
function matches(value: Side, pattern: Pattern): boolean {
  const text =
    typeof value === 'string' || typeof value === 'boolean' || isNumber(value) ? javaText(value) : ''
  return pattern.matches(text)
}

const ofTwoLists: ReadonlySet<FilterOperator> = new Set(['all', 'subsetof', 'anyof', 'noneof'])

function product(a: number, b: number): number {
  return a * b
}

function sum(a: number, b: number): number {
  return a + b
}

const comparisons: Readonly<Record<FilterOperator, (left: Side, right: Side) => boolean>> = {
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '===': strictlyEquals,
  '!==': (left, right) => !strictlyEquals(left, right),
  '<': (left, right) => ordered(left, right, (order) => order < 0),
  '<=': (left, right) => ordered(left, right, (order) => order <= 0),
  '>': (left, right) => ordered(left, right, (order) => order > 0),
  '>=': (left, right) => ordered(left, right, (order) => order >= 0),
  in: (left, right) => contains(right, left),
  nin: (left, right) => !contains(right, left),
  all: (left, right) => isArray(left) && isArray(right) && right.every((item) => contains(left, item)),
  contains: (left, right) =>
    typeof left === 'string' ? typeof right === 'string' && left.includes(right) : contains(left, right),
  subsetof: (left, right) => isArray(left) && isArray(right) && left.every((item) => contains(right, item)),
  anyof: (left, right) => sharesAny(left, right),
  noneof: (left, right) => !sharesAny(left, right),
  size: (left, right) => isNumber(right) && sizeOf(left) === toNumber(right),
  empty: (left, right) => {
    const size = isObject(left) ? Object.keys(left).length : sizeOf(left)
    return size !== undefined && (size === 0) === (right === true)
  },
}

// A number and a text are equal where the text reads as the number does; the left side decides how.
function equals(left: Side, right: Side): boolean {
  if (left === undefined || right === undefined) return false
  if (isNumber(left) && typeof right === 'string') return right !== '' && Number(right) === toNumber(left)
  if (typeof left === 'string' && isNumber(right)) return left === javaText(right)
  return jsonEquals(left, right)
}

function strictlyEquals(left: Side, right: Side): boolean {
  return left !== undefined && right !== undefined && kindOf(left) === kindOf(right) && equals(left, right)
}

function ordered(left: Side, right: Side, holds: (order: number) => boolean): boolean {
  if (isNumber(left) && isNumber(right)) return holds(toNumber(left) - toNumber(right))
  if (typeof left !== 'string' || typeof right !== 'string') return false
  return holds(left < right ? -1 : left > right ? 1 : 0)
}

function contains(list: Side, value: Side): boolean {
  return isArray(list) && list.some((item) => equals(item, value))
}

function sharesAny(left: Side, right: Side): boolean {
  return isArray(left) && isArray(right) && left.some((item) => contains(right, item))
}

function sizeOf(value: Side): number | undefined {
  return typeof value === 'string' || isArray(value) ? value.length : undefined
}
