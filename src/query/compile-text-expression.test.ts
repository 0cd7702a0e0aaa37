import { test } from 'node:test'
import assert from 'node:assert/strict'
import { AslError, printJson, type Json } from '#base'
import { compileTextExpression, isIntrinsicCall } from './compile-text-expression.ts'
import { QuerySyntaxError } from './query-syntax-error.ts'
import type { TextExpression } from './template.ts'
import { tableOf, testScope } from './test-scope.ts'

const input = {
  a: { b: [1, 2] },
  'x y': { 'q,r)': 5 },
  items: [
    { id: 1, v: 'one' },
    { id: 2, v: 'two' },
  ],
  id: 2,
}

function compiled(text: string): TextExpression {
  const expression = compileTextExpression(text, 'CausePath')
  if (expression instanceof QuerySyntaxError) assert.fail(`${text}: ${expression.message}`)
  return expression
}

test('arguments are texts, numbers, words, paths and calls', () => {
  for (const [text, expected] of tableOf(String.raw`
    States.Array()                                        => []
    States.Array( 1 , -2.5,1e3, 'x' ,null,true,false)     => [1,-2.5,1e3,"x",null,true,false]
    States.Array(12345678901234567890, 1.0)               => [12345678901234567890,1.0]
    States.Array('it\'s', '\{\}', 'a\\b', 'a\nb', ',)(')  => ["it's","{}","a\\b","a\\nb",",)("]
    States.Array($.a.b[0], $['x y']['q,r)'], $$.Execution.Id, $order.id) => [1,5,"run-1",7]
    States.Array($.a.b, $.a.b.length())                   => [[1,2],2]
    States.ArrayGetItem($.items[?(@.id==$.id)].v, 0)      => "two"
    States.ArrayGetItem($.items[?(@.v == 'one, (two)' || @.id == 1)].v,0) => "one"
    States.ArrayLength( States.Array( States.Array( ) ) ) => 1
    $.items[?(@.id == 1)].v                               => ["one"]
    States.Array ($.id)                                   => [2]
  `)) {
    const value = compiled(text).evaluate(testScope(input))
    if (value instanceof AslError) assert.fail(`${text}: ${value.cause}`)
    assert.equal(printJson(value), expected, text)
  }
})

test('a call that cannot be read is told with its place', () => {
  for (const [text, expected] of tableOf(String.raw`
    States.Array                => 12 Expected '(' after States.Array
    States.Array(               => 13 Expected a path
    States.Array(1,             => 15 Expected a path
    States.Array(1,)            => 15 Expected a path
    States.Array(1 2)           => 15 Expected ',' or ')'
    States.Array(1))            => 15 Expected the end
    States.Array(1)[0]          => 15 Expected the end
    States.Array('x)            => 13 quote ' is never closed
    States.Array("x")           => 13 Expected a path
    States.Array(foo)           => 13 found 'foo'
    States.Array(01)            => 13 '01' is not a number
    States.Array($.a[)          => 17 Expected a name in quotes
    States.Array($.)            => 15 Expected a name
    States.Array(States.Nope()) => 13 There is no intrinsic function
    States.Formatt('x')         => 0 did you mean States.Format?
    States.                     => 0 There is no intrinsic function
    foo()                       => 0 A path starts with '$'
  `)) {
    const fault = compileTextExpression(text, 'f')
    assert.ok(fault instanceof QuerySyntaxError, `${text} is an expression`)
    const [offset, ...words] = expected.split(' ')
    assert.ok(fault.message.includes(words.join(' ')), `${text}: ${fault.message}`)
    assert.equal(fault.offset, Number(offset), `${text}: ${fault.message}`)
  }
})

test('calls nest ten deep and no deeper', () => {
  const nested = (depth: number) => `${'States.Array('.repeat(depth)}${')'.repeat(depth)}`
  assert.equal(
    printJson(compiled(nested(10)).evaluate(testScope({})) as never),
    `${'['.repeat(10)}${']'.repeat(10)}`,
  )
  for (const depth of [11, 100_000]) {
    const fault = compileTextExpression(nested(depth), 'f')
    assert.ok(fault instanceof QuerySyntaxError)
    assert.match(fault.message, /Nested deeper than 10/)
  }
})

test('a path that finds nothing names the field, without the sentence about the state', () => {
  const error = compiled('$.ErrorX').evaluate(testScope({ Error: 'e' }))
  assert.ok(error instanceof AslError)
  assert.equal(error.error, 'States.Runtime')
  assert.equal(
    error.cause,
    `The JSONPath '$.ErrorX' specified for the field 'CausePath' could not be found in the input '{"Error":"e"}'`,
  )
  assert.equal(error.teaching?.nearest, 'Error')
})

test('a missing argument is States.Runtime and names the whole call as it was written', () => {
  const error = compiled("States.Array( States.Format('{}',$.nope) )").evaluate(testScope({ a: 1 }))
  assert.ok(error instanceof AslError)
  assert.equal(error.error, 'States.Runtime')
  assert.equal(
    error.cause,
    "The function 'States.Array( States.Format('{}',$.nope) )' had the following error: " +
      `The JsonPath argument for the field '$.nope' could not be found in the input '{"a":1}'`,
  )
})

test('a wrong number of arguments fails when it runs, and is told before', () => {
  for (const [text, expected] of tableOf(`
    States.UUID(1)                            => States.UUID takes 0 arguments but is given 1
    States.ArrayLength()                      => States.ArrayLength takes 1 argument but is given 0
    States.MathRandom(1)                      => States.MathRandom takes 2 to 3 arguments but is given 1
    States.Format()                           => States.Format takes at least 1 arguments but is given 0
    States.Array(States.JsonMerge($, $))      => States.JsonMerge takes 3 arguments but is given 2
  `)) {
    const expression = compiled(text)
    assert.deepEqual(expression.warnings, [expected], text)
    const error = expression.evaluate(testScope({}))
    assert.ok(error instanceof AslError)
    assert.equal(error.error, 'States.IntrinsicFailure')
    assert.equal(error.cause, `The function '${text}' had the following error: ${expected}`)
  }
})

test('a value deeper than the stack is a failure of the call, never an exception', () => {
  let deep: Json = []
  for (let i = 0; i < 100_000; i++) deep = [deep]
  for (const text of ['States.JsonToString($)', "States.Format('{}', $)", 'States.ArrayUnique($)']) {
    const error = compiled(text).evaluate(testScope(deep))
    assert.ok(error instanceof AslError, text)
    assert.equal(error.error, 'States.IntrinsicFailure')
    assert.match(error.cause ?? '', /too large or nests too deep/)
  }
})

test('an expression lists the functions that it calls and the paths that it reads', () => {
  const expression = compiled("States.Format('{}{}', States.UUID(), States.Array($.a, $$.b))")
  assert.deepEqual(expression.functions, ['States.Format', 'States.UUID', 'States.Array'])
  assert.deepEqual(
    expression.paths?.map(({ text }) => text),
    ['$.a', '$$.b'],
  )
  assert.deepEqual(expression.warnings, [])
})

test('a call is told from a path by how it starts', () => {
  assert.ok(isIntrinsicCall("States.Format('x')"))
  assert.ok(isIntrinsicCall(' States.Nope'))
  assert.ok(!isIntrinsicCall('$.States.Format'))
  assert.ok(!isIntrinsicCall('$states.x'))
})
