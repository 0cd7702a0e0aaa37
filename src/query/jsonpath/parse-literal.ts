/** The literals of a filter and of a path function: JSON, with single quotes as well as double ones. */
import { setMember, tryParseJson, type Json } from '#base'
import type { Cursor } from '../cursor.ts'
import { pathNestingMax } from './syntax.ts'

const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const word = /[A-Za-z]+/y
const words: Readonly<Record<string, Json>> = { null: null, true: true, false: false }
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

export function parseLiteral(cursor: Cursor): Json {
  const start = cursor.at
  const char = cursor.peek()
  if (char === "'" || char === '"') return parseQuoted(cursor)
  if (char === '[') return cursor.nested(pathNestingMax, () => parseList(cursor))
  if (char === '{') return cursor.nested(pathNestingMax, () => parseObject(cursor))
  const digits = cursor.match(number)
  if (digits !== '') return tryParseJson(digits) ?? cursor.fail(`'${digits}' is not a number`, start)
  const name = cursor.match(word)
  if (Object.hasOwn(words, name)) return words[name]!
  return cursor.fail(
    `Expected a path, a text in quotes, a number, true, false, null, a list or an object but found ${
      name === '' ? cursor.found() : `'${name}'`
    }`,
    start,
  )
}

/** The text between two quotes of the kind at the cursor. */
export function parseQuoted(cursor: Cursor): string {
  const start = cursor.at
  const quote = cursor.text[cursor.at++]!
  let text = ''
  let from = cursor.at
  while (!cursor.done) {
    const char = cursor.text[cursor.at]!
    if (char === quote) {
      text += cursor.text.slice(from, cursor.at++)
      return text
    }
    if (char === '\\') {
      text += cursor.text.slice(from, cursor.at) + parseEscape(cursor)
      from = cursor.at
    } else cursor.at++
  }
  return cursor.fail(`The quote ${quote} is never closed; it opens`, start)
}

function parseEscape(cursor: Cursor): string {
  const escaped = cursor.text[cursor.at + 1] ?? ''
  cursor.at += 2
  const hex = escaped === 'u' ? /[\da-fA-F]{4}/y : undefined
  const code = hex ? cursor.match(hex) : ''
  return code === '' ? (escapes[escaped] ?? escaped) : String.fromCharCode(Number.parseInt(code, 16))
}

function parseList(cursor: Cursor): readonly Json[] {
  cursor.at++
  const items: Json[] = []
  cursor.skipBlanks()
  if (cursor.take(']')) return items
  for (;;) {
    cursor.skipBlanks()
    items.push(parseLiteral(cursor))
    cursor.skipBlanks()
    if (cursor.take(']')) return items
    cursor.expect(',', "or ']' in a list")
  }
}

function parseObject(cursor: Cursor): Json {
  cursor.at++
  const members: Record<string, Json> = {}
  cursor.skipBlanks()
  if (cursor.take('}')) return members
  for (;;) {
    cursor.skipBlanks()
    if (cursor.peek() !== '"' && cursor.peek() !== "'") cursor.fail(`Expected a key in quotes`)
    const key = parseQuoted(cursor)
    cursor.skipBlanks()
    cursor.expect(':', 'after a key')
    cursor.skipBlanks()
    setMember(members, key, parseLiteral(cursor))
    cursor.skipBlanks()
    if (cursor.take('}')) return members
    cursor.expect(',', "or '}' in an object")
  }
}
