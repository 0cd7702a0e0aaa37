import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { AslError, jsonEquals, parseJson, printJson, type Json } from '#base'
import { compileJsonata } from './compile-jsonata.ts'
import { compileJsonataTemplate } from './compile-jsonata-template.ts'
import { JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import { jsonataScope } from './test-jsonata.ts'

const key = fc.constantFrom(
  'a',
  'b',
  'c',
  '__proto__',
  'sequence',
  'constructor',
  '_jsonata_lambda',
  'rawJSON',
)
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 1, -1, 2.5, '', 'a', JSON.rawJSON('1.0'), JSON.rawJSON('-0')),
    fc.constantFrom<Json>(JSON.rawJSON('12345678901234567890'), []),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value

const builtins = (
  'sum count max min average string substring length trim pad match contains replace split join formatNumber ' +
  'formatBase formatInteger parseInteger number floor round abs sqrt power boolean not map zip filter single reduce ' +
  'sift keys lookup append exists spread merge reverse each error type sort shuffle distinct base64encode ' +
  'encodeUrl now toMillis fromMillis clone partition range hash random uuid parse eval nothing'
).split(' ')

const expression = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression')
  const pair = fc.tuple(inner, inner)
  return {
    expression: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true, maxDepth: 5 },
      fc.constantFrom(
        '$states.input',
        '$v',
        '$missing',
        '1',
        '-2.5',
        '0',
        '"a"',
        '"[0]"',
        'null',
        '[]',
        '{}',
      ),
      fc.constantFrom(
        '$sum',
        '/a+/',
        'function($x){$x}',
        'function($x, $y){$x & $y}',
        '"a1#,0.0e0"',
        '$states',
      ),
      fc.tuple(inner, key).map(([from, name]) => `${from}.\`${name}\``),
      fc
        .tuple(inner, fc.constantFrom('.*', '.**', '[0]', '[-1]', '[]', '^($)', '.$', '{"a": $}'))
        .map((parts) => parts.join('')),
      fc
        .tuple(pair, fc.constantFrom(...'+ - * / % = != < <= > >= & and or in ~>'.split(' ')))
        .map(([[left, right], operator]) => `(${left} ${operator} ${right})`),
      pair.map(([from, filter]) => `${from}[${filter}]`),
      pair.map(([from, step]) => `${from}.(${step})`),
      pair.map(([first, second]) => `[${first}, ${second}]`),
      pair.map(([first, second]) => `{"a": ${first}, "b": ${second}}`),
      fc
        .tuple(inner, inner, inner)
        .map(([condition, then, otherwise]) => `(${condition} ? ${then} : ${otherwise})`),
      pair.map(([bound, rest]) => `($x := ${bound}; ${rest})`),
      inner.map((range) => `[$count(${range})..4]`),
      pair.map(([from, update]) => `${from} ~> |$|{"z": ${update}}|`),
      fc
        .tuple(fc.constantFrom(...builtins), fc.array(inner, { maxLength: 3 }))
        .map(([name, args]) => `$${name}(${args.join(', ')})`),
    ),
  }
}).expression

test('any expression over any value gives a value, nothing or an error, and leaves its input as it was', async () => {
  await fc.assert(
    fc.asyncProperty(expression, value, async (text, input) => {
      const compiled = compileJsonata(text)
      if (compiled instanceof JsonataSyntaxError) {
        assert.ok(compiled.offset >= 0 && compiled.offset <= text.length)
        return
      }
      const before = printJson(input)
      const scope = jsonataScope(input, { variables: new Map([['v', input]]) })
      const outcome = await compiled.evaluate(scope, 'Output')
      assert.equal(printJson(input), before, 'the input was changed')
      if (outcome instanceof AslError) {
        assert.equal(outcome.error, 'States.QueryEvaluationError')
        assert.doesNotMatch(outcome.cause!, /BigInt/)
      } else if (outcome !== undefined) {
        assert.ok(jsonEquals(parseJson(printJson(outcome)), outcome), 'the result is no plain JSON')
      }
    }),
    { numRuns: 1500 },
  )
})

test('how a number is written changes no result but the digits that pass through', async () => {
  const usual = (input: Json): Json =>
    JSON.parse(JSON.stringify(parseJsonAsDoubles(printJson(input)))) as Json
  await fc.assert(
    fc.asyncProperty(expression, value, async (text, input) => {
      const compiled = compileJsonata(text)
      if (compiled instanceof JsonataSyntaxError || /now|string|&|eval|\$v\b/.test(text)) return
      const raw = await compiled.evaluate(jsonataScope(input), 'Output')
      const plain = await compiled.evaluate(jsonataScope(usual(input)), 'Output')
      if (raw instanceof AslError || plain instanceof AslError || raw === undefined || plain === undefined) {
        assert.equal(raw instanceof AslError ? 'error' : raw, plain instanceof AslError ? 'error' : plain)
      } else assert.ok(jsonEquals(raw, plain), `${printJson(raw)} and ${printJson(plain)}`)
    }),
    { numRuns: 1500 },
  )
})

function parseJsonAsDoubles(text: string): unknown {
  return JSON.parse(text)
}

test('any text compiles or is refused with a place in it', () => {
  const noise = fc.string({
    unit: fc.constantFrom(...Array.from(`$@.[](){}'"*?:,-0123 ab/=<>!&|%^~;#\n`)),
    maxLength: 30,
  })
  fc.assert(
    fc.property(noise, (text) => {
      for (const given of [text, `{%${text}%}`, `$states.input.${text}`]) {
        const compiled = compileJsonata(given)
        if (compiled instanceof JsonataSyntaxError) {
          assert.ok(compiled.message.length > 0)
          assert.ok(compiled.offset >= 0 && compiled.offset <= given.length)
        }
      }
    }),
    { numRuns: 3000 },
  )
})

test('a template of any value evaluates to a value of the same shape', async () => {
  await fc.assert(
    fc.asyncProperty(value, key, async (input, name) => {
      const template = compileJsonataTemplate({ literal: input, [name]: ['{% $states.input %}'] })
      assert.ok('evaluate' in template)
      const outcome = await template.evaluate(jsonataScope(input), 'Output')
      assert.ok(!(outcome instanceof AslError))
      assert.ok(jsonEquals((outcome as { literal: Json }).literal, input))
    }),
    { numRuns: 300 },
  )
})

test('a number of unusual form is a number to functions that take none', async () => {
  const raw = JSON.rawJSON('1.0')
  const calls = [
    '$i ~> |$|{"z": 1}|',
    '$clone($i)',
    '$merge($i)',
    '$each($i, function($v) {$v})',
    '$sift($i)',
  ]
  for (const call of calls) {
    const compiled = compileJsonata(call.replace('$i', '$states.input'))
    assert(!(compiled instanceof JsonataSyntaxError))
    const [unusual, usual] = await Promise.all(
      [raw, 1].map(async (input) => compiled.evaluate(jsonataScope(input), 'Output')),
    )
    assert(unusual instanceof AslError && usual instanceof AslError, call)
    assert.equal(unusual.cause, usual.cause)
  }
})

test('functions that carry numbers keep how they are written', async () => {
  for (const [call, expected] of [
    ['$reduce([2], function($a, $b) {$a}, $i)', '1.0'],
    ['$append(1, $i)', '[1,1.0]'],
    ['$merge([{"a": $i}])', '{"a":1.0}'],
    ['$clone({"a": $i})', '{"a":1.0}'],
    ['$zip($i, $i)', '[[1.0,1.0]]'],
  ] as const) {
    const compiled = compileJsonata(call.replaceAll('$i', '$states.input'))
    assert(!(compiled instanceof JsonataSyntaxError))
    const result = await compiled.evaluate(jsonataScope(JSON.rawJSON('1.0')), 'Output')
    assert.equal(result instanceof AslError ? result.cause : printJson(result!), expected, call)
  }
})
