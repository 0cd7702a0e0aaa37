import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonDepthMax } from './limits.ts'
import {
  isNumber,
  isObject,
  isRawNumber,
  jsonEquals,
  JsonTooDeep,
  kindOf,
  parseJson,
  printJson,
  setMember,
} from './json.ts'

test('numbers that only pass through keep their digits', () => {
  for (const text of [
    '1.0',
    '-0',
    '1e3',
    '1E-7',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
    '[9007199254740993,1.50]',
    '{"a":{"b":[1.0,2,3.25]}}',
  ]) {
    assert.equal(printJson(parseJson(text)), text)
  }
})

test('a number that prints as it was written is an ordinary number', () => {
  for (const text of ['0', '-1', '3.25', '123456', '1e21'])
    assert.equal(typeof parseJson(text), text === '1e21' ? 'object' : 'number', text)
  assert.ok(isRawNumber(parseJson('1.0')))
  assert.ok(isNumber(parseJson('1.0')))
  assert.equal(isObject(parseJson('1.0')), false)
  assert.equal(kindOf(parseJson('1.0')), 'number')
})

test('equality is of values: how a number was written and the order of keys do not matter', () => {
  assert.ok(jsonEquals(parseJson('{"a":1.0,"b":[1e1]}'), parseJson('{"b":[10],"a":1}')))
  assert.equal(jsonEquals(parseJson('{"a":1}'), parseJson('{"a":1,"b":null}')), false)
  assert.equal(jsonEquals(parseJson('[1]'), parseJson('["1"]')), false)
})

test('a document may nest to the limit and no deeper, and brackets in texts do not count', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  assert.doesNotThrow(() => parseJson(nested(jsonDepthMax)))
  assert.throws(() => parseJson(nested(jsonDepthMax + 1)), JsonTooDeep)
  assert.doesNotThrow(() => parseJson(JSON.stringify('['.repeat(5000))))
})

test('__proto__ is a member like any other', () => {
  const object: Record<string, never> = {}
  setMember(object, '__proto__', 1)
  assert.equal(printJson(object), '{"__proto__":1}')
  assert.equal(printJson(parseJson('{"__proto__":{"a":1.0}}')), '{"__proto__":{"a":1.0}}')
})
