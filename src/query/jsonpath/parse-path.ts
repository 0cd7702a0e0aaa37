/**
 * From the text of a JSONPath to its syntax tree, as Jayway's JsonPath reads it (the library that AWS's messages show).
 *
 * Owns: roots, names and functions. `parse-bracket.ts` has what stands in brackets, `parse-filter.ts` the filters.
 *
 * 1. A text that is no path fails with the offset of the fault; it never hangs and never overflows the stack.
 * 2. A name after a dot ends where Jayway ends it; where the path stands inside a filter or among the arguments of a
 *    function, also at the characters that go on there.
 */
import { Cursor } from '../cursor.ts'
import { parseBracket } from './parse-bracket.ts'
import { parseLiteral } from './parse-literal.ts'
import { isPathFunction, pathFunctionNames } from './path-functions.ts'
import { pathNestingMax, pathStepsMax, type Operand, type PathRoot, type PathSyntax } from './syntax.ts'
import type { PathToken } from './syntax.ts'

/** Where a path stands: alone, in a filter, or among the arguments of a function. */
export type PathPlace = 'alone' | 'filter' | 'argument'

const names: Readonly<Record<PathPlace, RegExp>> = {
  alone: /[^.[(\]\s]+/y,
  filter: /[^.[(\]\s)<>=!~,&|]+/y,
  argument: /[^.[(\]\s),]+/y,
}

const variableName = /[\p{ID_Start}_][\p{ID_Continue}]*/uy

/** The whole text is the path. */
export function parseWholePath(text: string): PathSyntax {
  const cursor = new Cursor(text)
  const path = parsePath(cursor, 'alone')
  if (!cursor.done) cursor.fail(`Expected '.' or '[' but found ${cursor.found()}${blankHint(cursor)}`)
  return path
}

/** The path that starts at the cursor. */
export function parsePath(cursor: Cursor, place: PathPlace): PathSyntax {
  const root = parseRoot(cursor, place)
  const tokens: PathToken[] = []
  for (;;) {
    if (tokens.length > pathStepsMax) cursor.fail(`More than ${pathStepsMax} steps`)
    if (cursor.peek() === '[') tokens.push(parseBracket(cursor))
    else if (cursor.peek() === '.') parseDotted(cursor, place, tokens)
    else return { root, tokens }
  }
}

function parseRoot(cursor: Cursor, place: PathPlace): PathRoot {
  if (place === 'filter' && cursor.take('@')) return { kind: 'candidate' }
  if (!cursor.take('$')) cursor.fail(`A path starts with '$' but this one with ${cursor.found()}`)
  if (cursor.take('$')) return { kind: 'context' }
  const name = cursor.match(variableName)
  return name === '' ? { kind: 'document' } : { kind: 'variable', name }
}

function parseDotted(cursor: Cursor, place: PathPlace, tokens: PathToken[]): void {
  const scans = cursor.take('..')
  if (scans) tokens.push({ kind: 'scan' })
  else cursor.take('.')
  // `$.[0]` is Jayway's `$[0]`, and common in the wild.
  if (cursor.peek() === '[') tokens.push(parseBracket(cursor))
  else if (cursor.take('*')) tokens.push({ kind: 'wildcard' })
  else tokens.push(parseNameOrCall(cursor, place))
}

function parseNameOrCall(cursor: Cursor, place: PathPlace): PathToken {
  const start = cursor.at
  const name = cursor.match(names[place])
  if (name === '') {
    cursor.fail(
      cursor.done
        ? "A path must not end with '.'"
        : `Expected a name, '*' or '[' but found ${cursor.found()}`,
    )
  }
  if (!cursor.take('(')) return { kind: 'name', name }
  if (!isPathFunction(name)) {
    cursor.fail(`There is no path function '${name}'; there are ${pathFunctionNames.join(', ')}`, start)
  }
  return { kind: 'call', name, args: cursor.nested(pathNestingMax, () => parseArguments(cursor)) }
}

function parseArguments(cursor: Cursor): readonly Operand[] {
  const args: Operand[] = []
  cursor.skipBlanks()
  if (cursor.take(')')) return args
  for (;;) {
    cursor.skipBlanks()
    args.push(
      cursor.peek() === '$'
        ? { kind: 'path', path: parsePath(cursor, 'argument') }
        : { kind: 'value', value: parseLiteral(cursor) },
    )
    cursor.skipBlanks()
    if (cursor.take(')')) return args
    cursor.expect(',', "or ')' after an argument")
  }
}

function blankHint(cursor: Cursor): string {
  return cursor.peek().trim() === '' ? "; a name with blanks is written ['like this']" : ''
}
