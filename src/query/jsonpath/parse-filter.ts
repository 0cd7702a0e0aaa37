/**
 * Filters: `@.price < 10 && (@.x == 'y' || !@.z)`, with Jayway's operators. `&&` binds closer than `||`, a `!` only
 * what follows it. Regular expressions run in linear time, whatever their author wrote.
 */
import { RE2JS, RE2JSException } from 're2js'
import type { Cursor } from '../cursor.ts'
import { parseLiteral } from './parse-literal.ts'
import { parsePath } from './parse-path.ts'
import {
  filterOperators,
  pathNestingMax,
  type FilterOperator,
  type FilterSyntax,
  type Operand,
  type Pattern,
} from './syntax.ts'

const operatorSymbol = /=~|[=!]==?|[<>]=?|[A-Za-z]+/y
const patternSource = /(?:[^/\\]|\\[^])*/y
const patternFlags = /[A-Za-z]*/y
const operators: ReadonlySet<string> = new Set(filterOperators)
const flagValues: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
  m: RE2JS.MULTILINE,
}

export function parseFilter(cursor: Cursor): FilterSyntax {
  return parseChain(cursor, 'or', () => parseChain(cursor, 'and', () => parseUnary(cursor)))
}

function parseChain(cursor: Cursor, kind: 'or' | 'and', parsePart: () => FilterSyntax): FilterSyntax {
  const parts = [parsePart()]
  for (;;) {
    cursor.skipBlanks()
    if (!cursor.take(kind === 'or' ? '||' : '&&')) break
    parts.push(parsePart())
  }
  return parts.length === 1 ? parts[0]! : { kind, parts }
}

function parseUnary(cursor: Cursor): FilterSyntax {
  cursor.skipBlanks()
  if (cursor.take('!')) {
    return { kind: 'not', part: cursor.nested(pathNestingMax, () => parseUnary(cursor)) }
  }
  if (!cursor.take('(')) return parseComparison(cursor)
  const filter = cursor.nested(pathNestingMax, () => parseFilter(cursor))
  cursor.skipBlanks()
  cursor.expect(')', 'to close a parenthesis')
  return filter
}

function parseComparison(cursor: Cursor): FilterSyntax {
  const start = cursor.at
  const left = parseOperand(cursor)
  cursor.skipBlanks()
  const at = cursor.at
  const symbol = cursor.match(operatorSymbol)
  if (symbol === '') {
    if (left.kind === 'path') return { kind: 'exists', path: left.path }
    return cursor.fail('A filter is a path or a comparison but only a literal was found', start)
  }
  cursor.skipBlanks()
  if (symbol === '=~') return { kind: 'matches', operand: left, pattern: parsePattern(cursor) }
  const operator = symbol.toLowerCase()
  if (!operators.has(operator)) {
    cursor.fail(`There is no operator '${symbol}'; there are =~, ${filterOperators.join(', ')}`, at)
  }
  return { kind: 'compare', operator: operator as FilterOperator, left, right: parseOperand(cursor) }
}

function parseOperand(cursor: Cursor): Operand {
  const char = cursor.peek()
  return char === '@' || char === '$'
    ? { kind: 'path', path: parsePath(cursor, 'filter') }
    : { kind: 'value', value: parseLiteral(cursor) }
}

function parsePattern(cursor: Cursor): Pattern {
  const start = cursor.at
  cursor.expect('/', 'after =~, as in @.name =~ /a.*/i')
  const source = cursor.match(patternSource)
  if (!cursor.take('/')) cursor.fail('The regular expression is never closed; it opens', start)
  let flags = 0
  for (const flag of cursor.match(patternFlags)) {
    flags |= flagValues[flag] ?? cursor.fail(`The flag '${flag}' is not one of i, s and m`, start)
  }
  return compilePattern(cursor, { source: source.replaceAll('\\/', '/'), flags, start })
}

function compilePattern(
  cursor: Cursor,
  { source, flags, start }: { readonly source: string; readonly flags: number; readonly start: number },
): Pattern {
  try {
    return RE2JS.compile(source, flags)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return cursor.fail(`The regular expression is not one: ${error.message}; it opens`, start)
  }
}
