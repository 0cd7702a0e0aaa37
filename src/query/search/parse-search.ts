/**
 * Parses the language of searches: `status = FAILED and startedAt > -2h and input.orderId = "A-17"`.
 *
 * ```
 * search  = and { "or" and }            test = field operator value
 * and     = unary { "and" unary }            | field [ "not" ] "in" "(" value { "," value } ")"
 * unary   = "not" unary | "(" search ")"     | field [ "not" ] "between" value "and" value
 *         | test                             | field [ "not" ] "like" text
 * ```
 *
 * Words of the language may be written in capitals, too. `docs/searching.md` is for people.
 */
import type { Instant } from '#base'
import { Cursor } from '../cursor.ts'
import { nearestName } from '../nearest-name.ts'
import { SyntaxFault } from '../query-syntax-error.ts'
import { kindOfField, operatorsOf, plainFields, type Operator } from './field-kinds.ts'
import { readFieldPath } from './field-path.ts'
import { readValue } from './read-value.ts'
import { kindOfScalar, type SearchScalar } from './scalar.ts'
import { SearchError } from './search-error.ts'
import {
  fieldText,
  type SearchBound,
  type SearchExpression,
  type SearchField,
  type SearchRange,
  type SearchTest,
} from './search-expression.ts'

const charactersMax = 4096
const depthMax = 32
const testsMax = 64
/** Values of one `in`. */
const valuesMax = 100

/** The search, or what is wrong with its text; undefined where the text is blank: everything is meant. */
export function parseSearch(text: string, now: Instant): SearchExpression | SearchError | undefined {
  if (text.length > charactersMax)
    return new SearchError(`the search has ${text.length} characters; at most ${charactersMax} are read`, 0)
  const cursor = new Cursor(text)
  if (cursor.done) return undefined
  try {
    const parser = new SearchParser(cursor, now)
    const expression = parser.search()
    if (cursor.done) return expression
    throw new SyntaxFault(`expected "and", "or" or the end, found ${cursor.found()}`, cursor.at)
  } catch (fault) {
    if (fault instanceof SyntaxFault) return new SearchError(fault.message, fault.offset)
    throw fault
  }
}

const word = /[A-Za-z]+/y
const symbol = /!=|<=|>=|=|<|>/y
const tagKey = /[\p{L}\p{N}_][\p{L}\p{N}_:/+@-]*/uy

class SearchParser {
  readonly #cursor: Cursor
  readonly #now: Instant
  #tests = 0

  constructor(cursor: Cursor, now: Instant) {
    this.#cursor = cursor
    this.#now = now
  }

  search(): SearchExpression {
    return this.#joined('or', () => this.#joined('and', () => this.#unary()))
  }

  #joined(kind: 'and' | 'or', part: () => SearchExpression): SearchExpression {
    const parts = [part()]
    while (this.#takeWord(kind)) parts.push(part())
    return parts.length === 1 ? parts[0]! : { kind, parts }
  }

  #unary(): SearchExpression {
    const cursor = this.#cursor
    cursor.skipBlanks()
    if (this.#takeWord('not')) return { kind: 'not', part: cursor.nested(depthMax, () => this.#unary()) }
    if (!cursor.take('(')) return this.#test()
    const inner = cursor.nested(depthMax, () => this.search())
    cursor.skipBlanks()
    if (!cursor.take(')'))
      throw new SyntaxFault(`expected "and", "or" or ")", found ${cursor.found()}`, cursor.at)
    return inner
  }

  #test(): SearchTest {
    const offset = this.#cursor.at
    if (++this.#tests > testsMax) throw new SyntaxFault(`a search has at most ${testsMax} tests`, offset)
    const field = this.#field()
    const isNegatedWord = this.#takeWord('not')
    const operator = this.#operator(field, isNegatedWord)
    const anyOf = this.#ranges(field, operator)
    return { kind: 'test', field, anyOf, isNegated: isNegatedWord || operator === '!=', offset }
  }

  #field(): SearchField {
    const cursor = this.#cursor
    const begin = cursor.at
    const name = cursor.match(word)
    if (name === 'input' || name === 'output') return { kind: 'indexed', path: readFieldPath(cursor, name) }
    if (name === 'tag' && cursor.take('.')) {
      const key = cursor.match(tagKey)
      if (key !== '') return { kind: 'tag', key }
      throw new SyntaxFault(`expected the key of a tag, as in tag.team, found ${cursor.found()}`, cursor.at)
    }
    const plain = plainFields.find((field) => field.toLowerCase() === name.toLowerCase())
    if (plain) return { kind: plain }
    const near = nearestName(name, plainFields)
    const found = name === '' ? cursor.found() : `"${name}"`
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`
    throw new SyntaxFault(
      `expected a field, found ${found}${hint}; fields are ${plainFields.join(', ')}, tag.KEY, input.PATH and output.PATH`,
      begin,
    )
  }

  #operator(field: SearchField, isNegated: boolean): Operator {
    const cursor = this.#cursor
    cursor.skipBlanks()
    const at = cursor.at
    const found = cursor.match(symbol) || cursor.match(word)
    const operator = found.toLowerCase() as Operator
    const allowed = operatorsOf(field).filter((one) => !isNegated || /^[a-z]/.test(one))
    if (allowed.includes(operator)) return operator
    const what = found === '' ? cursor.found() : `"${found}"`
    throw new SyntaxFault(
      `expected ${allowed.join(', ')} behind ${fieldText(field)}${isNegated ? ' not' : ''}, found ${what}`,
      at,
    )
  }

  #ranges(field: SearchField, operator: Operator): readonly SearchRange[] {
    switch (operator) {
      case 'in':
        return this.#list(field).map((value) => ({ kind: 'equals', value }))
      case 'like':
        return [this.#pattern()]
      case 'between':
        return [this.#between(field)]
      case '=':
      case '!=':
        return [{ kind: 'equals', value: this.#value(field) }]
      default: {
        const bound = { value: this.#bound(field), isInclusive: operator.endsWith('=') }
        return [operator.startsWith('<') ? { kind: 'between', to: bound } : { kind: 'between', from: bound }]
      }
    }
  }

  #list(field: SearchField): readonly SearchScalar[] {
    const cursor = this.#cursor
    cursor.skipBlanks()
    if (!cursor.take('('))
      throw new SyntaxFault(`expected "(" behind "in", found ${cursor.found()}`, cursor.at)
    const values: SearchScalar[] = []
    do {
      values.push(this.#value(field))
      if (values.length > valuesMax) throw new SyntaxFault(`"in" has at most ${valuesMax} values`, cursor.at)
      cursor.skipBlanks()
    } while (cursor.take(','))
    if (!cursor.take(')')) throw new SyntaxFault(`expected "," or ")", found ${cursor.found()}`, cursor.at)
    return values
  }

  #between(field: SearchField): SearchRange {
    const from = this.#bound(field)
    this.#cursor.skipBlanks()
    const at = this.#cursor.at
    if (!this.#takeWord('and'))
      throw new SyntaxFault(`expected "and" and the second bound, found ${this.#cursor.found()}`, at)
    const to = this.#bound(field)
    if (kindOfScalar(from) !== kindOfScalar(to))
      throw new SyntaxFault('the bounds are of two kinds: give two texts or two numbers', at)
    return { kind: 'between', from: { value: from, isInclusive: true }, to: { value: to, isInclusive: true } }
  }

  #bound(field: SearchField): SearchBound['value'] {
    this.#cursor.skipBlanks()
    const { at } = this.#cursor
    const value = this.#value(field)
    if (value !== null && typeof value !== 'boolean') return value
    throw new SyntaxFault(`${String(value)} has no order: compare it with = or !=`, at)
  }

  // An index finds what begins with a text; what contains one it does not.
  #pattern(): SearchRange {
    const cursor = this.#cursor
    cursor.skipBlanks()
    const { at } = cursor
    const pattern = readValue(cursor, 'text', this.#now) as string
    const prefix = pattern.slice(0, -1)
    if (pattern.endsWith('%') && prefix !== '' && !prefix.includes('%')) return { kind: 'prefix', prefix }
    throw new SyntaxFault(
      `"like" finds what begins with a text, as in "States.%": one % at the end and something before it; found "${pattern}", which no index answers`,
      at,
    )
  }

  #value(field: SearchField): SearchScalar {
    return readValue(this.#cursor, kindOfField(field), this.#now)
  }

  #takeWord(expected: string): boolean {
    const cursor = this.#cursor
    cursor.skipBlanks()
    const begin = cursor.at
    if (cursor.match(word).toLowerCase() === expected) return true
    cursor.at = begin
    return false
  }
}
