/** From the text of an intrinsic function call to its syntax tree: `States.Format('{}', States.UUID())`. */
import { tryParseJson, type Json } from '#base'
import { bindPath } from './compile-path.ts'
import { Cursor } from './cursor.ts'
import type { Intrinsic } from './intrinsics/intrinsic.ts'
import { findIntrinsic, intrinsicNames } from './intrinsics/registry.ts'
import { parsePath } from './jsonpath/parse-path.ts'
import { nearestName } from './nearest-name.ts'
import type { Path } from './path.ts'

/** How deep calls may stand in one another (AWS's limit). */
export const callNestingMax = 10

export type Argument =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Call }

export interface Call {
  readonly intrinsic: Intrinsic
  readonly args: readonly Argument[]
}

const functionName = /[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[A-Za-z]+/y
const textInside = /(?:[^'\\]|\\[^])*/y
const words: Readonly<Record<string, Json>> = { null: null, true: true, false: false }

/** The whole text is the call. */
export function parseWholeCall(text: string): Call {
  const cursor = new Cursor(text)
  const call = parseCall(cursor)
  if (!cursor.done) cursor.fail(`Expected the end behind the call but found ${cursor.found()}`)
  return call
}

function parseCall(cursor: Cursor): Call {
  const intrinsic = parseFunction(cursor)
  cursor.skipBlanks()
  cursor.expect('(', `after ${intrinsic.name}`)
  return { intrinsic, args: cursor.nested(callNestingMax, () => parseArguments(cursor, intrinsic)) }
}

function parseFunction(cursor: Cursor): Intrinsic {
  const start = cursor.at
  const name = cursor.match(functionName)
  const found = findIntrinsic(name)
  if (found) return found
  const nearest = nearestName(name, intrinsicNames)
  const hint = nearest === undefined ? `there are ${intrinsicNames.join(', ')}` : `did you mean ${nearest}?`
  return cursor.fail(`There is no intrinsic function '${name}'; ${hint}`, start)
}

function parseArguments(cursor: Cursor, intrinsic: Intrinsic): readonly Argument[] {
  const args: Argument[] = []
  cursor.skipBlanks()
  if (cursor.take(')')) return args
  for (;;) {
    cursor.skipBlanks()
    args.push(parseArgument(cursor, intrinsic.keepsEscapesOf === args.length))
    cursor.skipBlanks()
    if (cursor.take(')')) return args
    cursor.expect(',', `or ')' in the arguments of ${intrinsic.name}`)
  }
}

function parseArgument(cursor: Cursor, keepsEscapes: boolean): Argument {
  const start = cursor.at
  const char = cursor.peek()
  if (char === '$') {
    const syntax = parsePath(cursor, 'argument')
    return { kind: 'path', path: bindPath(cursor.text.slice(start, cursor.at), syntax) }
  }
  if (char === "'") return { kind: 'value', value: parseText(cursor, keepsEscapes) }
  if (cursor.text.startsWith('States.', start)) return { kind: 'call', call: parseCall(cursor) }
  const digits = cursor.match(number)
  if (digits !== '') {
    return { kind: 'value', value: tryParseJson(digits) ?? cursor.fail(`'${digits}' is not a number`, start) }
  }
  const name = cursor.match(word)
  if (Object.hasOwn(words, name)) return { kind: 'value', value: words[name]! }
  return cursor.fail(
    `Expected a path, a text in single quotes, a number, true, false, null or a function call but found ${
      name === '' ? cursor.found() : `'${name}'`
    }`,
    start,
  )
}

// Only a quote, a brace and a backslash can be escaped; before any other character a backslash is one.
function parseText(cursor: Cursor, keepsEscapes: boolean): string {
  const start = cursor.at++
  const inside = cursor.match(textInside)
  if (!cursor.take("'")) cursor.fail("The quote ' is never closed; it opens", start)
  return keepsEscapes ? inside : inside.replaceAll(/\\([{}'\\])/g, '$1')
}
