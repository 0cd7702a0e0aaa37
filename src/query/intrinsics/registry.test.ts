import { test } from 'node:test'
import assert from 'node:assert/strict'
import { AslError, defaultLimits, parseJson, printJson, seededRandom, type Json } from '#base'
import { compileTextExpression } from '../compile-text-expression.ts'
import { QuerySyntaxError } from '../query-syntax-error.ts'
import { tableOf, testScope } from '../test-scope.ts'
import { intrinsicNames } from './registry.ts'

function call(text: string, input: Json = {}): Json {
  const expression = compileTextExpression(text, 'f')
  if (expression instanceof QuerySyntaxError) return assert.fail(`${text}: ${expression.message}`)
  const value = expression.evaluate(testScope(input))
  if (!(value instanceof AslError)) return value
  assert.equal(value.error, 'States.IntrinsicFailure', text)
  return `fails ${value.cause?.split(' had the following error: ')[1]}`
}

function check(table: string, input: Json = {}): void {
  for (const [text, expected] of tableOf(table)) {
    const value = call(text, input)
    const shown = typeof value === 'string' && value.startsWith('fails ') ? value : printJson(value)
    assert.equal(shown, expected, text)
  }
}

function textOf(value: Json): string {
  assert.equal(typeof value, 'string')
  return value as string
}

// The function of arguments that the input brings, for values that a call cannot write.
function applied(name: string, ...args: readonly Json[]): Json {
  return call(
    `${name}(${args.map((_, i) => `$.x${i}`).join(', ')})`,
    Object.fromEntries(args.map((arg, i) => [`x${i}`, arg])),
  )
}

test('there are the eighteen functions of AWS', () => {
  assert.equal(intrinsicNames.length, 18)
})

test('Array makes a list of what it is given', () => {
  const value = { Arg1: 1, Arg2: [] }
  assert.deepEqual(applied('States.Array', '', ' ', null, 1.1, value), ['', ' ', null, 1.1, value])
})

test('ArrayContains compares deeply', () => {
  check(
    `
    States.ArrayContains($.none, null)               => false
    States.ArrayContains($.none, $.none)             => false
    States.ArrayContains($.mixed, $.mixed[0])        => true
    States.ArrayContains($.mixed, null)              => false
    States.ArrayContains($.mixed, 2)                 => true
    States.ArrayContains($.mixed, 2.0)               => true
    States.ArrayContains($.mixed, '2')               => false
    States.ArrayContains($.mixed, $.other)           => true
    States.ArrayContains($.flags, true)              => true
    States.ArrayContains('text', 1)                  => fails Argument 1 must be a list but is the string "text"
  `,
    parseJson('{"none":[],"mixed":[[1,2,3],2,{"1":2,"2":[]}],"other":{"2":[],"1":2.0},"flags":[true]}'),
  )
})

test('ArrayGetItem counts from zero and does not leave the list', () => {
  check(
    `
    States.ArrayGetItem($.a, 0)    => "x"
    States.ArrayGetItem($.a, 2)    => null
    States.ArrayGetItem($.a, 2.0)  => null
    States.ArrayGetItem($.a, 3)    => fails The index 3 is out of bounds of a list of 3
    States.ArrayGetItem($.a, -1)   => fails The index -1 is out of bounds of a list of 3
    States.ArrayGetItem($.a, 0.5)  => fails Argument 2 must be an integer but is the number 0.5
    States.ArrayGetItem($.a, '0')  => fails Argument 2 must be an integer but is the string "0"
    States.ArrayGetItem(5, 0)      => fails Argument 1 must be a list but is the number 5
  `,
    { a: ['x', 'y', null] },
  )
})

test('ArrayLength counts all items, equal ones too', () => {
  check(
    `
    States.ArrayLength($.a)   => 3
    States.ArrayLength($.b)   => fails Argument 1 must be a list but is the object {"c":1}
  `,
    { a: [1, 1, [1]], b: { c: 1 } },
  )
})

test('ArrayPartition cuts a list in chunks', () => {
  check(
    `
    States.ArrayPartition($.a, 1)    => [[0],[1],[2],[3]]
    States.ArrayPartition($.a, 3)    => [[0,1,2],[3]]
    States.ArrayPartition($.a, 4)    => [[0,1,2,3]]
    States.ArrayPartition($.a, 99)   => [[0,1,2,3]]
    States.ArrayPartition($.a, 2.5)  => [[0,1,2],[3]]
    States.ArrayPartition($.none, 4) => []
    States.ArrayPartition($.a, 0)    => fails Argument 2 must be a positive integer but is the number 0
    States.ArrayPartition($.a, -1)   => fails Argument 2 must be a positive integer but is the number -1
    States.ArrayPartition($.a, '1')  => fails Argument 2 must be a number but is the string "1"
    States.ArrayPartition(1, 1)      => fails Argument 1 must be a list but is the number 1
  `,
    { a: [0, 1, 2, 3], none: [] },
  )
})

test('ArrayRange includes its last number where a step lands on it', () => {
  check(`
    States.ArrayRange(0, 9, 3)       => [0,3,6,9]
    States.ArrayRange(0, 10, 3)      => [0,3,6,9]
    States.ArrayRange(1, 9, 9)       => [1]
    States.ArrayRange(1, 9, 2)       => [1,3,5,7,9]
    States.ArrayRange(9, -1, -2)     => [9,7,5,3,1,-1]
    States.ArrayRange(1, 9, -2)      => []
    States.ArrayRange(9, 1, 2)       => []
    States.ArrayRange(4, 4, 1)       => [4]
    States.ArrayRange(1.5, 4.4, 1)   => [2,3,4]
    States.ArrayRange(1, 1001, 1)    => fails The range has 1001 items but may have at most 1000
    States.ArrayRange(1, 1e300, 1)   => fails The range has 1e+300 items but may have at most 1000
    States.ArrayRange(1, 9, 0)       => fails Argument 3 must be an integer other than zero but is the number 0
    States.ArrayRange(1, 9, 0.4)     => fails Argument 3 must be an integer other than zero but is the number 0.4
    States.ArrayRange('1', 9, 1)     => fails Argument 1 must be a number but is the string "1"
    States.ArrayRange(1, 1e999, 1)   => fails Argument 2 must be a number that a double can hold but is the number 1e999
  `)
  assert.equal((call('States.ArrayRange(1, 1000, 1)') as Json[]).length, 1000)
})

test('ArrayUnique keeps the first of equal values, in order', () => {
  check(
    `
    States.ArrayUnique($.a)    => [null,true,1,1.1,"1",[],[null],{"a":1,"b":2},{"a":1}]
    States.ArrayUnique('a')    => fails Argument 1 must be a list but is the string "a"
  `,
    parseJson(
      '{"a":[null,null,true,1,1.0,1.1,"1","1",[],[],[null],{"a":1,"b":2},{"b":2,"a":1},{"a":1},-0]}'.replace(
        ',-0',
        '',
      ),
    ),
  )
})

test('Base64 goes both ways, of any text', () => {
  check(String.raw`
    States.Base64Encode('Data to encode')               => "RGF0YSB0byBlbmNvZGU="
    States.Base64Encode('')                             => ""
    States.Base64Encode('aé€😀')                         => "YcOp4oKs8J+YgA=="
    States.Base64Decode('RGF0YSB0byBlbmNvZGU=')         => "Data to encode"
    States.Base64Decode('RGF0YSB0byBlbmNvZGU')          => "Data to encode"
    States.Base64Decode('YcOp4oKs8J+YgA==')             => "aé€😀"
    States.Base64Decode('')                             => ""
    States.Base64Decode('a')                            => fails Argument 1 must be a text in Base64 but is the string "a"
    States.Base64Decode('YQ=')                          => fails Argument 1 must be a text in Base64 but is the string "YQ="
    States.Base64Decode('Y Q=')                         => fails Argument 1 must be a text in Base64 but is the string "Y Q="
    States.Base64Decode('YQ-_')                         => fails Argument 1 must be a text in Base64 but is the string "YQ-_"
    States.Base64Encode(1)                              => fails Argument 1 must be a text but is the number 1
    States.Base64Decode(false)                          => fails Argument 1 must be a text but is the boolean false
  `)
  const { intrinsicTextLengthMax } = defaultLimits
  const longest = 'a'.repeat(intrinsicTextLengthMax)
  assert.equal(
    applied('States.Base64Decode', applied('States.Base64Encode', 'a'.repeat(7500))),
    'a'.repeat(7500),
  )
  for (const name of ['States.Base64Encode', 'States.Base64Decode']) {
    assert.equal(
      applied(name, `${longest}aaaa`),
      `fails Argument 1 must have at most ${intrinsicTextLengthMax} characters but has ${intrinsicTextLengthMax + 4}`,
    )
  }
})

test('Format fills its places with what Java prints', () => {
  check(
    String.raw`
    States.Format('Your name is {}, we are in {}', 'Foo', 2020) => "Your name is Foo, we are in 2020"
    States.Format('no place')                            => "no place"
    States.Format('\{{}\}', 'Foo')                       => "{Foo}"
    States.Format('{} - \'\{\}\\', 'Foo')                => "Foo - '{}\\"
    States.Format('{}{}{}{}', true, null, 1.5, 'x')      => "truenull1.5x"
    States.Format('{} {}', $.object, $.list)             => "{Arg1=1, Arg2=[]} [a, {b=null}]"
    States.Format('{}', $.text)                          => "{\"Arg1\": 1}"
    States.Format('{} {} {}', $.big, $.one, $.exponent)  => "12345678901234567890 1.0 1.0E10"
    States.Format($.template, 'a', 'b')                  => "a and b {}"
    States.Format('a { b } c {x} {', 1)                  => fails The template has 0 places {} but there are 1 arguments for them
    States.Format('a { b } {x} {}', 1)                   => "a { b } {x} 1"
    States.Format('{}')                                  => fails The template has 1 places {} but there are 0 arguments for them
    States.Format('{}', 1, 2)                            => fails The template has 1 places {} but there are 2 arguments for them
    States.Format(1, 4)                                  => fails Argument 1 must be a text but is the number 1
    States.Format('{}', '{}')                            => "{}"
  `,
    parseJson(String.raw`{"object":{"Arg1":1,"Arg2":[]},"list":["a",{"b":null}],"text":"{\"Arg1\": 1}",
    "big":12345678901234567890,"one":1.0,"exponent":1e10,"template":"{} and {} \\{\\}"}`),
  )
})

test('Hash gives the digest of a text, or of the JSON of any other value', () => {
  check(
    `
    States.Hash('input data', 'MD5')       => "812f45842bc6d66ee14572ce20db8e86"
    States.Hash('input data', 'SHA-1')     => "aaff4a450a104cd177d28d18d74485e8cae074b7"
    States.Hash('input data', 'SHA-256')   => "b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"
    States.Hash($.one, 'SHA-1')            => "356a192b7913b04c54574d18c28d46e6395428ab"
    States.Hash($.list, 'SHA-1')           => "9ef50cc82ae474279fb8e82896142702bccbb33a"
    States.Hash('x', 'sha-1')              => fails Argument 2 must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512 but is the string "sha-1"
    States.Hash('x', 'toString')           => fails Argument 2 must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512 but is the string "toString"
    States.Hash('x', 1)                    => fails Argument 2 must be a text but is the number 1
  `,
    { one: 1, list: [1, 2, 3] },
  )
  assert.equal(textOf(call("States.Hash('Test string', 'SHA-384')")).length, 96)
  assert.equal(textOf(call("States.Hash('Test string', 'SHA-512')")).length, 128)
  assert.match(
    textOf(applied('States.Hash', 'a'.repeat(10_001), 'MD5')),
    /must have at most 10000 characters/,
  )
})

test('JsonMerge merges one level', () => {
  check(
    `
    States.JsonMerge($.a, $.b, false)   => {"a":{"a3":1},"b":2,"d":4,"c":3}
    States.JsonMerge($.a, $.b, true)    => fails Argument 3 must be false, because only shallow merging is supported, but is the boolean true
    States.JsonMerge($.a, 'x', false)   => fails Argument 2 must be an object but is the string "x"
    States.JsonMerge($.list, $.b, false) => fails Argument 1 must be an object but is the array [1]
  `,
    { a: { a: { a1: 1 }, b: 2, d: 3 }, b: { a: { a3: 1 }, c: 3, d: 4 }, list: [1] },
  )
})

test('JsonToString prints compact JSON, with the digits that came in', () => {
  const cases = [
    'null',
    '0',
    '1.1',
    '1.0',
    '12345678901234567890',
    'true',
    '"Hello"',
    '[1,2,"x"]',
    '{"Arg1":1,"Arg2":[]}',
  ]
  for (const text of cases) assert.equal(applied('States.JsonToString', parseJson(text)), text)
})

test('StringToJson parses; a blank text is null and minus zero is zero', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'null'],
    [' ', 'null'],
    ['-0', '0'],
    ['1', '1'],
    ['1.0', '1.0'],
    [' [1, 2, "x"] ', '[1,2,"x"]'],
    ['"HelloWorld"', '"HelloWorld"'],
    ['{"Arg1": 1, "Arg2": []}', '{"Arg1":1,"Arg2":[]}'],
    ['{"__proto__":1}', '{"__proto__":1}'],
  ]
  for (const [text, expected] of cases)
    assert.equal(printJson(applied('States.StringToJson', text)), expected, text)
  assert.match(
    textOf(applied('States.StringToJson', 'not json')),
    /must be a JSON text but is the string "not json"/,
  )
  assert.match(textOf(applied('States.StringToJson', '['.repeat(2000))), /must be a JSON text/)
  assert.match(textOf(applied('States.StringToJson', null)), /must be a text but is the null/)
})

test('MathAdd rounds each argument as Java does, halves up', () => {
  const cases =
    '-9 3 -6, 1.49 1.5 3, 1.5 1.51 4, -1.49 -1.5 -2, -1.5 -1.51 -3, 1.49 0 1, 1.49 -1.49 0, 1.5 0 2, 1.51 0 2, ' +
    '-1.49 0 -1, -1.5 0 -1, -1.51 0 -2, 0.5 0 1, 2.5 0 3, 3.5 0 4, -0.5 0.5 1, -0.5 0 0, -2.5 0 -2, -3.5 0 -3'
  for (const line of cases.split(', ')) {
    const [a, b, sum] = line.split(' ') as [string, string, string]
    assert.equal(printJson(call(`States.MathAdd(${a}, ${b})`)), sum, line)
  }
  assert.equal(call("States.MathAdd(3, 'x')"), 'fails Argument 2 must be a number but is the string "x"')
})

test('MathRandom stays between its bounds and repeats with its seed', () => {
  for (let i = 0; i < 200; i++) {
    const value = call('States.MathRandom(12.5, 15.51)') as number
    assert.ok(Number.isInteger(value) && value >= 13 && value < 16, String(value))
  }
  const scope = { ...testScope({}), random: () => seededRandom('one') }
  const expression = compileTextExpression('States.MathRandom(-99999, -9999)', 'f')
  assert.ok(!(expression instanceof QuerySyntaxError))
  assert.equal(expression.evaluate(scope), expression.evaluate(scope), 'the seed of the scope decides')
  assert.equal(call('States.MathRandom(1, 1000000, 7)'), call('States.MathRandom(1, 1000000, 7)'))
  assert.equal(call('States.MathRandom(5, 5)'), 'fails The start 5 must be less than the end 5')
  assert.equal(
    call("States.MathRandom(1, 2, 'x')"),
    'fails Argument 3 must be a number but is the string "x"',
  )
})

test('StringSplit cuts at each character of a set and leaves out empty pieces', () => {
  const cases: readonly (readonly [string, string, Json])[] = [
    [' ', ',', [' ']],
    [' , ', ',', [' ', ' ']],
    [', , ,', ',', [' ', ' ']],
    [',,,,', ',', []],
    ['1,2,3,4,5', ',', ['1', '2', '3', '4', '5']],
    ['This.is+a,test=string', '.+,=', ['This', 'is', 'a', 'test', 'string']],
    ['split on T and \nnew line', 'T\n', ['split on ', ' and ', 'new line']],
    ['1 - 2 - 3', ' - ', ['1', '2', '3']],
    ['abc', '', ['abc']],
    ['', ',', []],
    ['a😀b😁c', '😀', ['a', 'b😁c']],
  ]
  for (const [text, delimiters, expected] of cases) {
    assert.deepEqual(applied('States.StringSplit', text, delimiters), expected, text)
  }
  assert.deepEqual(call("States.StringSplit('Hello\nWorld', '\n')"), ['Hello', 'World'])
  assert.equal(call("States.StringSplit(1, ',')"), 'fails Argument 1 must be a text but is the number 1')
})

test('UUID is of version 4 and comes from the randomness of the scope', () => {
  assert.match(
    textOf(call('States.UUID()')),
    /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  )
  assert.equal(call('States.UUID()'), call('States.UUID()'), 'each call above starts the same seed anew')
  const pair = call('States.Array(States.UUID(), States.UUID())') as string[]
  assert.notEqual(pair[0], pair[1])
})

test('functions nest: the last piece of a split text', () => {
  const text = 'States.StringSplit($.name, $.dash)'
  assert.equal(
    call(`States.ArrayGetItem(${text}, States.MathAdd(States.ArrayLength(${text}), -1))`, {
      name: 'a-b-c',
      dash: '-',
    }),
    'c',
  )
})
