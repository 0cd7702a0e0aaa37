/**
 * Reading a path that can name many places, or that computes: wildcards, slices, deep scans, filters, functions.
 *
 * Each token becomes a closure once, when the path is compiled, that hands what it finds to the next one.
 *
 * 1. A step that does not apply (a name on a text, a slice of an object) finds nothing and is no error: on AWS
 *    `$.items[*]` of an input without `items` is `[]` (recorded).
 * 2. Every loop pays into the walk's budget (`walk-budget.ts`), so every evaluation ends.
 */
import { isArray, isObject, setMember, type Json } from '#base'
import { compileFilter } from './compile-filter.ts'
import { pathFunction } from './path-functions.ts'
import { plainSteps, readPlain, readStep } from './read-plain.ts'
import { isDefinite, type Operand, type PathRoot, type PathSyntax, type PathToken } from './syntax.ts'
import { charge, costOf, type Walk } from './walk-budget.ts'

/** The value or list of a path in a filter or among arguments; undefined where a definite path finds nothing. */
export type Read = (candidate: Json, walk: Walk) => Json | undefined

type Visit = (value: Json, walk: Walk, found: Json[]) => void

/** A path from its own root. */
export function compileRead({ root, tokens }: PathSyntax): Read {
  const origin = compileRoot(root)
  const read = compileTokens(tokens)
  return (candidate, walk) => {
    const from = origin(candidate, walk)
    return from === undefined ? undefined : read(from, walk)
  }
}

/** The steps of a path, from the value that they start at. */
export function compileTokens(tokens: readonly PathToken[]): Read {
  const steps = plainSteps(tokens)
  if (steps.length === tokens.length) return (value) => readPlain(value, steps)
  const visit = chain(withScannedArgument(tokens))
  const definite = definiteResult(tokens)
  return (value, walk) => {
    const found: Json[] = []
    visit(value, walk, found)
    return definite ? found[0] : found
  }
}

/** Whether the path gives a value of its own and not a list; a function over a deep scan does too. */
export function definiteResult(tokens: readonly PathToken[]): boolean {
  return isDefinite(withScannedArgument(tokens))
}

/** The value of an operand of a filter or of an argument. */
export function compileOperand(operand: Operand): Read {
  if (operand.kind === 'path') return compileRead(operand.path)
  const { value } = operand
  return () => value
}

function compileRoot(root: PathRoot): Read {
  switch (root.kind) {
    case 'candidate':
      return (candidate) => candidate
    case 'document':
      return (_candidate, walk) => walk.document
    case 'context':
      return (_candidate, walk) => walk.scope.context()
    case 'variable':
      return (_candidate, walk) => walk.scope.variables?.get(root.name)
  }
}

// `$..price.sum()` is the sum of all that `$..price` finds, not of each (Jayway turns it round the same way).
function withScannedArgument(tokens: readonly PathToken[]): readonly PathToken[] {
  const at = tokens.findIndex((token) => token.kind === 'call')
  const call = tokens[at]
  if (tokens[0]?.kind !== 'scan' || call?.kind !== 'call') return tokens
  const scanned: PathSyntax = { root: { kind: 'candidate' }, tokens: tokens.slice(0, at) }
  return [{ ...call, args: [{ kind: 'path', path: scanned }] }, ...tokens.slice(at + 1)]
}

function chain(tokens: readonly PathToken[]): Visit {
  let next: Visit = (value, _walk, found) => {
    found.push(value)
  }
  for (let i = tokens.length - 1; i >= 0; i--) next = compileToken(tokens[i]!, next, i === tokens.length - 1)
  return counting(next)
}

function counting(visit: Visit): Visit {
  return (value, walk, found) => {
    charge(walk, 1)
    visit(value, walk, found)
  }
}

function compileToken(token: PathToken, next: Visit, last: boolean): Visit {
  switch (token.kind) {
    case 'name':
      return step(token.name, next)
    case 'index':
      return step(token.index, next)
    case 'indexes':
      return each(token.indexes.map((index) => step(index, next)))
    case 'names':
      return last ? merged(token.names, next) : each(token.names.map((name) => step(name, next)))
    case 'slice':
      return slice(token, counting(next))
    case 'wildcard':
      return children(counting(next))
    case 'scan':
      return scan(next)
    case 'filter':
      return filter(compileFilter(token.filter), counting(next))
    case 'call':
      return applied(token, next)
  }
}

function step(key: string | number, next: Visit): Visit {
  return (value, walk, found) => {
    const inner = readStep(value, key)
    if (inner !== undefined) next(inner, walk, found)
  }
}

function each(visits: readonly Visit[]): Visit {
  return (value, walk, found) => {
    for (const visit of visits) visit(value, walk, found)
  }
}

// Several names at the end give one object of those that there are.
function merged(names: readonly string[], next: Visit): Visit {
  return (value, walk, found) => {
    if (!isObject(value)) return
    const members: Record<string, Json> = {}
    for (const name of names) {
      const inner = readStep(value, name)
      if (inner !== undefined) setMember(members, name, inner)
    }
    next(members, walk, found)
  }
}

// Jayway's arithmetic (ArraySliceToken): with both ends given neither is counted from the end beforehand, so [1:-1] is
// empty and [-2:1] begins with the last two items.
function slice(
  { from, to }: { readonly from: number | undefined; readonly to: number | undefined },
  next: Visit,
): Visit {
  return (value, walk, found) => {
    if (!isArray(value)) return
    const { length } = value
    const start = from === undefined ? 0 : to === undefined && from < 0 ? Math.max(0, length + from) : from
    const end = to === undefined ? length : Math.min(length, from === undefined && to < 0 ? length + to : to)
    for (let i = Math.max(start, -length); i < end; i++) next(value[i < 0 ? length + i : i]!, walk, found)
  }
}

function children(next: Visit): Visit {
  return (value, walk, found) => {
    if (isArray(value)) for (const item of value) next(item, walk, found)
    else if (isObject(value)) for (const key of Object.keys(value)) next(value[key]!, walk, found)
  }
}

// The step behind the dots is taken at the value, then at all that is in it, outer before inner.
function scan(next: Visit): Visit {
  const visit: Visit = counting((value, walk, found) => {
    if (typeof value !== 'object' || value === null) return
    next(value, walk, found)
    deeper(value, walk, found)
  })
  const deeper = children(visit)
  return visit
}

// A filter picks the items of a list; an object is kept or not as a whole.
function filter(test: (candidate: Json, walk: Walk) => boolean, next: Visit): Visit {
  return (value, walk, found) => {
    if (isArray(value)) {
      for (const item of value) if (test(item, walk)) next(item, walk, found)
    } else if (isObject(value) && test(value, walk)) next(value, walk, found)
  }
}

function applied(token: { readonly name: string; readonly args: readonly Operand[] }, next: Visit): Visit {
  const apply = pathFunction(token.name)
  const args = token.args.map((arg) => compileOperand(arg))
  return (value, walk, found) => {
    const values: Json[] = []
    charge(walk, costOf(value))
    for (const arg of args) {
      const argument = arg(value, walk)
      if (argument === undefined) return
      charge(walk, costOf(argument))
      values.push(argument)
    }
    const result = apply(value, values)
    if (result !== undefined) next(result, walk, found)
  }
}
