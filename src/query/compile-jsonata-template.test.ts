import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printJson, type Json } from '#base'
import { compileJsonataTemplate } from './compile-jsonata-template.ts'
import { JsonataError } from './jsonata/jsonata-error.ts'
import type { JsonataTemplate } from './jsonata.ts'
import { document, jsonataScope } from './test-jsonata.ts'

function template(value: Json): JsonataTemplate {
  const compiled = compileJsonataTemplate(value)
  assert.ok('evaluate' in compiled)
  return compiled
}

test('expressions are evaluated at any depth; everything else is as it stands', async () => {
  const value = {
    literal: ['$states.input', ' {% 1 %}', null, 0.1],
    path: '{% $states.input.a %}',
    list: [{ deep: '{% $states.input.a + 1 %}' }],
    'name.$': '$.x',
    ['__proto__']: '{% $customer.name %}',
  }
  assert.equal(
    printJson((await template(value).evaluate(jsonataScope(document), 'Output')) as Json),
    '{"literal":["$states.input"," {% 1 %}",null,0.1],"path":1,"list":[{"deep":2}],"name.$":"$.x","__proto__":"Ada"}',
  )
})

test('a template without expressions is the value itself, at once', () => {
  const value = { a: [1, { b: 'x' }] }
  assert.equal(template(value).evaluate(jsonataScope(null), 'Output'), value)
})

test('a template of paths is answered at once', () => {
  const outcome = template(['{% $states.input.a %}', '{% $customer.name %}'])
  assert.deepEqual(outcome.evaluate(jsonataScope(document), 'Output'), [1, 'Ada'])
})

test('an expression without a result is an error that names its place', async () => {
  const places: readonly [Json, string][] = [
    ['{% $nobody %}', 'Output'],
    [{ result: '{% $nobody %}' }, 'Output/result'],
    [{ a: { values: [1, { x: '{% $nobody + 1 %}' }] } }, 'Output/a/values[1]/x'],
  ]
  for (const [value, location] of places) {
    const outcome = await template(value).evaluate(jsonataScope(null), 'Output')
    assert.ok(outcome instanceof JsonataError)
    assert.equal(outcome.location, location)
    assert.match(outcome.cause!, new RegExp(`field '${location.replaceAll('[', '\\[')}' returned nothing`))
  }
})

test('an error shows where a path ended, and the key that may be meant', async () => {
  const teachings: readonly [string, object][] = [
    ['$states.input.object.kk', { met: { k: [1, 2] }, nearest: 'k' }],
    ['$custumer.name', { nearest: 'customer' }],
    ['$states.input.text.x.y', { met: 'x' }],
    ['$states.input.a[3]', {}],
  ]
  for (const [text, expected] of teachings) {
    const outcome = await template(`{% ${text} %}`).evaluate(
      jsonataScope({ a: [1], text: 'x', object: { k: [1, 2] } }),
      'Output',
    )
    assert.ok(outcome instanceof JsonataError)
    assert.deepEqual(outcome.teaching, { ...expected, expression: text })
  }
})

test('the first error in the order of the text is the one that counts', async () => {
  const outcome = await template({
    a: '{% $count([1..9]) %}',
    b: '{% $nobody %}',
    c: '{% 1 + "x" %}',
  }).evaluate(jsonataScope(null), 'Assign')
  assert.ok(outcome instanceof JsonataError)
  assert.equal(outcome.location, 'Assign/b')
})

test('all that is wrong is told, each with its pointer', () => {
  const problems = compileJsonataTemplate({ 'a/b': '{% 1 + %}', list: ['{% x %}'], fine: '{% 1 %}' })
  assert.ok(!('evaluate' in problems))
  assert.deepEqual(
    problems.map(({ pointer, message }) => `${pointer}: ${message}`),
    ['/a~1b: Unexpected end of expression', "/list/0: Reference to 'x' at the top level is not supported."],
  )
})

test('expressions are listed with their pointers', () => {
  const { expressions } = template({ a: ['{% $x %}'], b: '{% $y %}' })
  assert.deepEqual(
    expressions.map(({ pointer, expression }) => [pointer, ...expression.variables]),
    [
      ['/a/0', 'x'],
      ['/b', 'y'],
    ],
  )
})
