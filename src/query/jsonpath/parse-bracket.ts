/** What stands in the brackets of a path: names, indexes, a slice, a wildcard or a filter. */
import type { Cursor } from '../cursor.ts'
import { parseFilter } from './parse-filter.ts'
import { parseQuoted } from './parse-literal.ts'
import { pathNestingMax, type PathToken } from './syntax.ts'

const integer = /-?\d{1,10}/y
const intMin = -(2 ** 31)
const intMax = 2 ** 31 - 1

export function parseBracket(cursor: Cursor): PathToken {
  const start = cursor.at
  cursor.at++
  cursor.skipBlanks()
  const token = parseInside(cursor, start)
  cursor.skipBlanks()
  if (!cursor.take(']')) {
    if (cursor.done) cursor.fail('The bracket [ is never closed; it opens', start)
    cursor.fail(`Expected ']' but found ${cursor.found()}`)
  }
  return token
}

function parseInside(cursor: Cursor, start: number): PathToken {
  const char = cursor.peek()
  if (char === "'" || char === '"') return parseNames(cursor)
  if (cursor.take('*')) return { kind: 'wildcard' }
  if (cursor.take('?')) return parseFilterToken(cursor)
  if (char === ':' || char === '-' || (char >= '0' && char <= '9')) return parseIndexes(cursor)
  if (cursor.done) cursor.fail('The bracket [ is never closed; it opens', start)
  return cursor.fail(
    `Expected a name in quotes, an index, a slice, '*' or '?(' in brackets but found ${cursor.found()}`,
  )
}

function parseNames(cursor: Cursor): PathToken {
  const names: string[] = []
  do {
    cursor.skipBlanks()
    if (cursor.peek() !== "'" && cursor.peek() !== '"') {
      cursor.fail(`Expected a name in quotes but found ${cursor.found()}`)
    }
    names.push(parseQuoted(cursor))
    cursor.skipBlanks()
  } while (cursor.take(','))
  return names.length === 1 ? { kind: 'name', name: names[0]! } : { kind: 'names', names }
}

function parseFilterToken(cursor: Cursor): PathToken {
  cursor.skipBlanks()
  cursor.expect('(', "after '[?'")
  const filter = cursor.nested(pathNestingMax, () => parseFilter(cursor))
  cursor.skipBlanks()
  cursor.expect(')', 'at the end of a filter')
  return { kind: 'filter', filter }
}

function parseIndexes(cursor: Cursor): PathToken {
  const start = cursor.at
  const first = parseInteger(cursor)
  cursor.skipBlanks()
  if (cursor.peek() === ':') return parseSlice(cursor, first, start)
  if (first === undefined) cursor.fail(`Expected an index but found ${cursor.found()}`)
  const indexes = [first]
  while (cursor.take(',')) {
    cursor.skipBlanks()
    indexes.push(parseInteger(cursor) ?? cursor.fail(`Expected an index but found ${cursor.found()}`))
    cursor.skipBlanks()
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes }
}

// Jayway reads a third part and ignores it (ArraySliceOperation), and needs one of the first two.
function parseSlice(cursor: Cursor, from: number | undefined, start: number): PathToken {
  cursor.take(':')
  cursor.skipBlanks()
  const to = parseInteger(cursor)
  cursor.skipBlanks()
  if (cursor.take(':')) {
    cursor.skipBlanks()
    parseInteger(cursor)
  }
  if (from === undefined && to === undefined) {
    cursor.fail(
      'A slice needs a start or an end, such as [1:], [:2] or [1:2]; for all items write [*]',
      start,
    )
  }
  return { kind: 'slice', from, to }
}

function parseInteger(cursor: Cursor): number | undefined {
  const start = cursor.at
  const digits = cursor.match(integer)
  if (digits === '') return undefined
  const value = Number(digits)
  if (value < intMin || value > intMax || /\d/.test(cursor.peek())) {
    cursor.fail('An index has at most 32 bits; this number is too large', start)
  }
  // Minus zero is zero.
  return value + 0
}
