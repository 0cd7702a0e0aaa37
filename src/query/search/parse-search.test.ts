import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseIndexTag } from './index-tag.ts'
import { parseSearch } from './parse-search.ts'
import { searchAlternatives } from './search-alternatives.ts'
import { SearchError } from './search-error.ts'
import { fieldText, type SearchTest } from './search-expression.ts'

const now = 1_000_000_000_000

function alternatives(text: string): readonly (readonly SearchTest[])[] {
  const expression = parseSearch(text, now)
  assert.ok(!(expression instanceof SearchError), expression instanceof SearchError ? expression.message : '')
  const spread = searchAlternatives(expression)
  assert.ok(!(spread instanceof SearchError))
  return spread
}

function only(text: string): SearchTest {
  const [[found] = []] = alternatives(text)
  assert.ok(found)
  return found
}

function mistake(text: string): SearchError {
  const expression = parseSearch(text, now)
  const error = expression instanceof SearchError ? expression : searchAlternatives(expression)
  assert.ok(error instanceof SearchError, `${text} is refused`)
  return error
}

const equals = (value: unknown) => [{ kind: 'equals', value }]

test('values are read as their field wants them', () => {
  assert.deepEqual(only('status = failed').anyOf, equals('FAILED'))
  assert.deepEqual(only('name = order-17').anyOf, equals('order-17'))
  assert.deepEqual(only(`name = 'it\\'s "so"'`).anyOf, equals(`it's "so"`))
  assert.deepEqual(only('redriven = true').anyOf, equals(true))
  assert.deepEqual(only('input.a = 17').anyOf, equals(17))
  assert.deepEqual(only('input.a = "17"').anyOf, equals('17'))
  assert.deepEqual(only('input.a = 9007199254740993').anyOf, equals({ digits: '9007199254740993' }))
  assert.deepEqual(only('input.a = null').anyOf, equals(null))
  const range = (from: number, isInclusive: boolean) => [
    { kind: 'between', from: { value: from, isInclusive } },
  ]
  assert.deepEqual(only('startedAt > -2h').anyOf, range(now - 7_200_000, false))
  assert.deepEqual(only('startedAt >= 1970-01-02').anyOf, range(86_400_000, true))
  assert.deepEqual(only('stoppedAt >= 1970-01-01T01:00:00+01:00').anyOf, range(0, true))
  assert.deepEqual(only('duration >= 1.5m').anyOf, range(90_000, true))
})

test('paths have one text, however they are written', () => {
  const texts = ['input.a.b', 'input["a"].b', `input['a']["b"]`]
  for (const text of texts) assert.equal(fieldText(only(`${text} = 1`).field), 'input.a.b')
  assert.equal(fieldText(only('output.items[0]["unit price"] = 1').field), 'output.items[0]["unit price"]')
})

test('operators come to ranges', () => {
  assert.deepEqual(only('error like "States.%"').anyOf, [{ kind: 'prefix', prefix: 'States.' }])
  assert.deepEqual(only('name in (a, "b")').anyOf, [...equals('a'), ...equals('b')])
  assert.equal(only('name not in (a)').isNegated, true)
  assert.equal(only('name != a').isNegated, true)
  const bound = (value: number) => ({ value, isInclusive: true })
  assert.deepEqual(only('input.n between 1 and 5').anyOf, [{ kind: 'between', from: bound(1), to: bound(5) }])
})

test('and binds closer than or, and not goes to the tests', () => {
  const shape = (text: string) =>
    alternatives(text).map((tests) =>
      tests.map(({ field, isNegated }) => `${isNegated ? '!' : ''}${fieldText(field)}`).join('&'),
    )
  assert.deepEqual(shape('name = a or name = b AND error = c'), ['name', 'name&error'])
  assert.deepEqual(shape('(name = a or status = FAILED) and error = c'), ['name&error', 'status&error'])
  assert.deepEqual(shape('not (name = a and not error = c)'), ['!name', 'error'])
  assert.deepEqual(shape(''), [''])
})

const mistakes: readonly (readonly [text: string, column: number, message: RegExp])[] = [
  ['statsu = FAILED', 1, /did you mean status\?.*fields are status, name/],
  ['status = DONE', 10, /expected RUNNING, .*found "DONE"/],
  ['status > FAILED', 8, /expected =, !=, in behind status, found ">"/],
  ['name = a name = b', 10, /expected "and", "or" or the end/],
  ['(name = a', 10, /expected "and", "or" or "\)"/],
  ['name = "a', 8, /quotation mark is missing/],
  ['error like "%x"', 12, /no index answers/],
  ['input = 1', 6, /expected a path behind "input"/],
  ['input.a[*] = 1', 9, /wildcards/],
  ['input.a = abc', 11, /a text stands in quotation marks/],
  ['startedAt > yesterday', 13, /expected a time/],
  ['input.a > true', 11, /has no order/],
  ['input.a between 1 and "b"', 19, /two kinds/],
  [`${'('.repeat(40)}name = a`, 34, /Nested deeper/],
  [Array(17).fill('name = a').join(' or '), 1, /more than 16 alternatives/],
]

test('a mistake is told with its column, and what is expected there', () => {
  for (const [text, column, message] of mistakes) {
    const found = mistake(text)
    assert.match(found.message, message, text)
    assert.equal(found.column, column, text)
  }
})

test('any text is read or refused', () => {
  const parts = [
    'status',
    '=',
    'in',
    '(',
    ')',
    '"',
    'not',
    'and',
    'input.a',
    '[',
    '0',
    ',',
    '-2h',
    '\\',
    '%',
    '😀',
  ]
  for (let seed = 1; seed < 3000; seed++) {
    const text = Array.from(
      { length: seed % 12 },
      (_, i) => parts[(seed * (i + 7) * 2_654_435_761) % parts.length],
    )
    assert.doesNotThrow(() => parseSearch(text.join(' '), now))
  }
})

test('the tag of indexed fields takes names as searches have them, and JSONPaths', () => {
  const texts = (tag: string) => {
    const paths = parseIndexTag(tag)
    assert.ok(!(paths instanceof SearchError), JSON.stringify(paths))
    return paths.map(({ text }) => text)
  }
  assert.deepEqual(texts('input.orderId output.total'), ['input.orderId', 'output.total'])
  assert.deepEqual(texts('$.orderId, output:$.total,$["orderId"]'), ['input.orderId', 'output.total'])
  assert.deepEqual(texts(' '), [])
  const refused: readonly (readonly [string, RegExp])[] = [
    ['orderId', /expected a path such as input.orderId/],
    ['$', /expected a path behind "input"/],
    ['$..a', /expected a name behind the dot/],
    ['$.a[*]', /wildcards/],
    ['output:total', /expected a JSONPath behind the colon/],
    ['$.a$.b', /expected a blank or a comma/],
    [Array.from({ length: 17 }, (_, i) => `$.a${i}`).join(' '), /at most 16/],
  ]
  for (const [tag, message] of refused) {
    const error = parseIndexTag(tag)
    assert.ok(error instanceof SearchError, tag)
    assert.match(error.message, message)
  }
})
