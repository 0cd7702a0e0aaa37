import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { AslError, isArray, jsonEquals, printJson, type Json } from '#base'
import { compilePath } from './compile-path.ts'
import { compileReferencePath } from './compile-reference-path.ts'
import { compileTemplate } from './compile-template.ts'
import { compileTextExpression } from './compile-text-expression.ts'
import { PathMiss } from './path.ts'
import { QuerySyntaxError } from './query-syntax-error.ts'
import { testScope } from './test-scope.ts'

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'length', 'rawJSON', '日本')
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(
      null,
      true,
      false,
      0,
      1,
      -1,
      2.5,
      '',
      'a',
      'text',
      JSON.rawJSON('1.0'),
      JSON.rawJSON('-0'),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value

const operand = fc.constantFrom(
  '@',
  '@.a',
  '@.b[0]',
  '$.a',
  "'a'",
  '1',
  'null',
  '[1,2]',
  '@.c.length()',
  '$order.id',
)
const operator = fc.constantFrom(
  ...'== != < <= > >= === !== in nin all size empty contains subsetof anyof noneof'.split(' '),
)
const filter = fc.oneof(
  fc.tuple(operand, operator, operand).map((parts) => parts.join(' ')),
  fc.constantFrom('@', '@.a', '!@.b', '@.a =~ /a.*/', '@.a && (@.b || !@.c)', '@..a', '@[*]'),
)
const step = fc.oneof(
  key.map((name) => `.${name}`),
  key.map((name) => `['${name}']`),
  fc.tuple(key, key).map(([a, b]) => `['${a}','${b}']`),
  fc.integer({ min: -4, max: 4 }).map((index) => `[${index}]`),
  fc.tuple(fc.integer(), fc.integer()).map(([from, to]) => `[${from}:${to}]`),
  fc.constantFrom(
    '[*]',
    '.*',
    '..*',
    '..a',
    '..[0]',
    '[0,1]',
    '[-1:]',
    '[:2]',
    '.length()',
    '.sum()',
    '.keys()',
    '.last()',
  ),
  filter.map((text) => `[?(${text})]`),
)
const root = fc.constantFrom('$', '$', '$', '$$', '$order', '$missing')
const path = fc.tuple(root, fc.array(step, { maxLength: 5 })).map(([from, steps]) => from + steps.join(''))
const noise = fc.string({
  unit: fc.constantFrom(...Array.from(`$@.[]()'"*?:,-0123 abSt\\/=<>!&|{}\n日`)),
  maxLength: 30,
})

test('every path of the grammar compiles, and reading any value never throws', () => {
  fc.assert(
    fc.property(path, value, (text, document) => {
      const compiled = compilePath(text)
      if (compiled instanceof QuerySyntaxError) return assert.fail(`${text}: ${compiled.message}`)
      const found = compiled.read(testScope(document))
      if (found instanceof PathMiss) {
        assert.ok(compiled.definite || compiled.root === 'variable', `${text} is indefinite but has a miss`)
        assert.ok(found.reason.length > 0)
      } else {
        assert.ok(compiled.definite || isArray(found), `${text} is indefinite but gives no list`)
        printJson(found)
      }
    }),
    { numRuns: 2000 },
  )
})

test('any text is a path or a fault with a place in it', () => {
  fc.assert(
    fc.property(noise, value, (text, document) => {
      for (const given of [
        text,
        `$${text}`,
        `$.a[?(${text})]`,
        `States.Array(${text})`,
        `States.Format('${text}')`,
      ]) {
        const compiled = compileTextExpression(given, 'x.$')
        if (compiled instanceof QuerySyntaxError) {
          assert.ok(compiled.offset >= 0 && compiled.offset <= given.length, `${given}: ${compiled.offset}`)
        } else compiled.evaluate(testScope(document))
      }
    }),
    { numRuns: 2000 },
  )
})

test('what a reference path writes is read back at the same path, and the document is untouched', () => {
  const names = fc.array(
    fc.oneof(
      key.map((name) => `['${name}']`),
      fc.constantFrom('[0]', '[1]'),
    ),
    { minLength: 1, maxLength: 4 },
  )
  fc.assert(
    fc.property(names, value, value, (steps, document, written) => {
      const text = `$${steps.join('')}`
      const reference = compileReferencePath(text)
      const reader = compilePath(text)
      assert.ok(!(reference instanceof QuerySyntaxError) && !(reader instanceof QuerySyntaxError))
      const before = printJson(document)
      const after = reference.write(document, written)
      assert.equal(printJson(document), before)
      if (after instanceof PathMiss) return
      const found = reader.read(testScope(after))
      assert.ok(!(found instanceof PathMiss) && jsonEquals(found, written), text)
    }),
    { numRuns: 1000 },
  )
})

test('a template of any shape compiles to problems or evaluates without throwing', () => {
  const field = fc.oneof(
    path,
    noise,
    fc.constantFrom("States.Format('{}', $.a)", 'States.UUID()', 'States.ArrayLength($)'),
  )
  fc.assert(
    fc.property(key, field, value, (name, text, document) => {
      const template = compileTemplate({ literal: document, nested: [{ [`${name}.$`]: text }] })
      if (!('evaluate' in template)) return assert.equal(template[0]?.pointer, `/nested/0/${name}.$`)
      const result = template.evaluate(testScope(document))
      if (!(result instanceof AslError)) printJson(result)
    }),
    { numRuns: 1000 },
  )
})
