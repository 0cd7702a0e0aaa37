import { test } from 'node:test'
import assert from 'node:assert/strict'
import { AslError, parseJson, printJson, type Json } from '#base'
import { compileTemplate } from './compile-template.ts'
import type { Template, TemplateProblem } from './template.ts'
import { testScope } from './test-scope.ts'

const input = parseJson('{"name":"Ada","list":[1,2],"none":null,"big":12345678901234567890,"one":1.0}')

function compiled(value: Json): Template {
  const template = compileTemplate(value)
  if ('evaluate' in template) return template
  return assert.fail(JSON.stringify(template))
}

function evaluated(value: Json): string {
  const result = compiled(value).evaluate(testScope(input))
  return result instanceof AslError ? `${result.error}: ${result.cause}` : printJson(result)
}

test('the members whose name ends with .$ are evaluated, wherever they stand', () => {
  const cases: readonly (readonly [Json, string])[] = [
    [{ 'a.$': '$.name' }, '{"a":"Ada"}'],
    [
      { a: { b: [{ 'c.$': '$.list[1]' }, 'x', [{ 'd.$': '$' }]] } },
      `{"a":{"b":[{"c":2},"x",[{"d":${printJson(input)}}]]}}`,
    ],
    [{ 'a.$': "States.Format('Hi {}', $.name)", b: '$.name' }, '{"a":"Hi Ada","b":"$.name"}'],
    [{ 'a.$': '$$.Execution.Id', 'b.$': '$order.id' }, '{"a":"run-1","b":7}'],
    [{ 'a.$': '$.none' }, '{"a":null}'],
    [
      { 'a.$': '$.big', 'b.$': '$.one', 'c.$': 'States.Array($.one, 1.50)' },
      '{"a":12345678901234567890,"b":1.0,"c":[1.0,1.50]}',
    ],
    [{ 'a.$': '$.list[9:]' }, '{"a":[]}'],
    [{ 'a.b.$': '$.name', $: 1, 'x.$y': 2 }, '{"a.b":"Ada","$":1,"x.$y":2}'],
    [{ z: 1, 'a.$': '$.none', b: 2 }, '{"z":1,"a":null,"b":2}'],
    ['$.name', '"$.name"'],
    [[{ 'a.$': '$.name' }], '[{"a":"Ada"}]'],
    [parseJson('{"__proto__.$":"$.name","x":{"__proto__":1}}'), '{"__proto__":"Ada","x":{"__proto__":1}}'],
  ]
  for (const [template, expected] of cases) assert.equal(evaluated(template), expected, printJson(template))
})

test('what has no .$ inside is the definition itself', () => {
  const literal = parseJson('{"a":[1.0,{"b":null}],"c":12345678901234567890}')
  assert.equal(compiled(literal).evaluate(testScope({})), literal)
  assert.deepEqual(compiled(literal).expressions, [])
  const mixed = { literal: { deep: [1] }, 'x.$': '$' }
  const result = compiled(mixed).evaluate(testScope({})) as { literal: Json }
  assert.equal(result.literal, mixed.literal)
})

test('a path that finds nothing is States.Runtime with the cause that AWS recorded', () => {
  const result = compiled({ deep: [{ 'value.$': '$.nam' }] }).evaluate(testScope({ name: 1 }))
  assert.ok(result instanceof AslError)
  assert.equal(result.error, 'States.Runtime')
  assert.equal(
    result.cause,
    `The JSONPath '$.nam' specified for the field 'value.$' could not be found in the input '{"name":1}'`,
  )
  assert.deepEqual(result.teaching, { expression: '$.nam', met: { name: 1 }, nearest: 'name' })
})

test('all that is wrong with a template is told at once, each with its place', () => {
  const problems = compileTemplate({
    'parsed.$': 'nonsense',
    fine: { 'x.$': '$' },
    'a/b~': [{ 'n.$': 5 }, { 'm.$': { p: 1 } }],
    'f.$': 'States.Nope()',
  }) as readonly TemplateProblem[]
  assert.deepEqual(
    problems.map(({ pointer, message }) => [pointer, message]),
    [
      [
        '/parsed.$',
        "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call",
      ],
      [
        '/a~1b~0/0/n.$',
        "The value for the field 'n.$' must be a valid JSONPath or a valid intrinsic function call",
      ],
      [
        '/a~1b~0/1/m.$',
        "The value for the field 'm.$' must be a valid JSONPath or a valid intrinsic function call",
      ],
      ['/f.$', "The value for the field 'f.$' must be a valid JSONPath or a valid intrinsic function call"],
    ],
  )
  assert.match(problems[0]!.detail!.message, /A path starts with '\$'/)
  assert.equal(problems[1]!.detail, undefined)
})

test('a template lists its expressions with their pointers', () => {
  const { expressions } = compiled({ a: [{ 'b.$': "States.Format('{}', $.x.y, $$.z)" }], 'c.$': '$.q' })
  assert.deepEqual(
    expressions?.map(({ pointer, expression }) => [
      pointer,
      expression.functions,
      expression.paths?.map(({ root, leadingNames }) => `${root} ${leadingNames.join('.')}`),
    ]),
    [
      ['/a/0/b.$', ['States.Format'], ['input x.y', 'context z']],
      ['/c.$', [], ['input q']],
    ],
  )
})
