/**
 * The paths of indexed fields: `input.customer.email`, `output.items[0]["unit price"]`.
 *
 * A path has names and indexes only, so it names one value at most. Its text is canonical: two paths to one place have
 * one text, which is what the store keeps.
 */
import { isArray, isObject, member, type Json } from '#base'
import type { Cursor } from '../cursor.ts'
import { SyntaxFault } from '../query-syntax-error.ts'

export interface FieldPath {
  /** The document that it reads. */
  readonly source: 'input' | 'output'
  readonly steps: readonly (string | number)[]
  /** As in `input.customer.email`. */
  readonly text: string
}

/** Names and indexes in one path. */
const stepsMax = 16
/** Characters of a canonical text: paths are kept with the index. */
const pathCharactersMax = 256

const plainName = /[\p{L}_][\p{L}\p{N}_-]*/uy
const wholePlainName = /^[\p{L}_][\p{L}\p{N}_-]*$/u
const arrayIndex = /\d{1,6}/y
const quotedName = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y

/** Reads the steps behind `input` or `output` (or behind `$`). Throws SyntaxFault. */
export function readFieldPath(cursor: Cursor, source: FieldPath['source']): FieldPath {
  const begin = cursor.at
  const steps: (string | number)[] = []
  for (;;) {
    if (cursor.take('.')) steps.push(readName(cursor))
    else if (cursor.take('[')) steps.push(readBracket(cursor))
    else break
  }
  if (steps.length === 0)
    throw new SyntaxFault(`expected a path behind "${source}", as in ${source}.orderId`, begin)
  const path = fieldPath(source, steps)
  if (steps.length > stepsMax || path.text.length > pathCharactersMax) {
    const found = `${steps.length} names and indexes in ${path.text.length} characters`
    throw new SyntaxFault(
      `the path has ${found}; at most ${stepsMax} in ${pathCharactersMax} characters are indexed`,
      begin,
    )
  }
  return path
}

function fieldPath(source: FieldPath['source'], steps: readonly (string | number)[]): FieldPath {
  return { source, steps, text: source + steps.map(stepText).join('') }
}

/** The value at the path's place; undefined where there is none. */
export function readField(document: Json, steps: FieldPath['steps']): Json | undefined {
  let value: Json | undefined = document
  for (const step of steps) {
    if (typeof step === 'number') value = isArray(value) ? value[step] : undefined
    else value = isObject(value) ? member(value, step) : undefined
    if (value === undefined) return undefined
  }
  return value
}

function readName(cursor: Cursor): string {
  const name = cursor.match(plainName)
  if (name !== '') return name
  throw new SyntaxFault(
    `expected a name behind the dot, found ${cursor.found()}; other names are written ["unit price"]`,
    cursor.at,
  )
}

function readBracket(cursor: Cursor): string | number {
  const at = cursor.at
  const index = cursor.match(arrayIndex)
  const quoted = index === '' ? cursor.match(quotedName) : ''
  if ((index === '' && quoted === '') || !cursor.take(']')) {
    throw new SyntaxFault(
      'expected an index or a name within the brackets, as in [0] or ["unit price"]; wildcards, slices and filters cannot be indexed',
      at,
    )
  }
  return index === '' ? readQuoted(quoted, at) : Number(index)
}

/** The text of a JSON string, in either quotation mark. Throws SyntaxFault. */
export function readQuoted(quoted: string, at: number): string {
  const inner = quoted.slice(1, -1)
  const json = quoted.startsWith("'") ? inner.replaceAll("\\'", "'").replaceAll(/(?<!\\)"/g, '\\"') : inner
  try {
    return JSON.parse(`"${json}"`) as string
  } catch {
    throw new SyntaxFault(`${quoted} is no text: write \\\\ for a backslash, as in JSON`, at)
  }
}

function stepText(step: string | number): string {
  if (typeof step === 'number') return `[${step}]`
  return wholePlainName.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
