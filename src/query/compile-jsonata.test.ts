import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, printJson } from '#base'
import { compileJsonata, isJsonataText } from './compile-jsonata.ts'
import { JsonataError, JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import { document, jsonataScope, outcomeText } from './test-jsonata.ts'
import { tableOf } from './test-scope.ts'

async function checkTable(table: string): Promise<void> {
  for (const [expression, expected] of tableOf(table)) {
    assert.equal(await outcomeText(expression, jsonataScope(document)), expected, expression)
  }
}

test('a text is an expression only if its braces are its ends', () => {
  assert.ok(isJsonataText('{% 1 %}'))
  assert.ok(isJsonataText('{%%}'))
  for (const text of [' {% 1 %}', '{% 1 %} ', '{%}', '{% 1', '1 %}', ''])
    assert.equal(isJsonataText(text), false, text)
})

test('paths, variables, operators and functions', () =>
  checkTable(`
    $states.input.a => 1
    $states.input.items.id => [1,3]
    $states.input.items[price > 1.8].id => 1
    $states.input.none => []
    $states.input.missing => undefined
    $states.input.text.length => undefined
    $states.context.Execution.Id => "run-1"
    $customer.name => "Ada"
    $customer.tags[-1] => "b"
    $größe + 1 => 4
    $nobody => undefined
    'Hello ' & $customer.name => "Hello Ada"
    $variable := 1 => 1
    $sum($states.input.items.price) => 3.5
    $map([1..3], $string) => ["1","2","3"]
    $states.input.items.{"id": id} => [{"id":1},{"id":3}]
    $states.input.items{$string(id): price} => {"1":2,"3":1.50}
    $states.input.items^(>id).id => [3,1]
    $states.input.items[id = 3].price => 1.50
    $sort([3, 1, 2]) => [1,2,3]
    $sort(["b", "a"]) => ["a","b"]
    $sort($states.input.items, function($l, $r) { $l.price > $r.price }).id => [3,1]
    $uppercase(?)("a") => "A"
    $states.input.items ~> $count() => 2
    $customer ~> |$|{"age": 36}, ["tags"]| => {"name":"Ada","age":36}
    $states.input.object.* => [1.0,2]
    $spread({"a": 1, "b": 2}) => [{"a":1},{"b":2}]
    $match("abcabc", /b(c)/)[1].index => 4
    $replace("aaa", /a/, "bb") => "bbbbbb"
    $split("a1b22c", /[0-9]+/) => ["a","b","c"]
    $contains("hello$world", /^hello\\$/) => true
    $max([1, 5, 2]) & $min([4, 3]) => "53"
    $type(function($x) { $x }) => "function"
  `))

test("AWS's own functions", () =>
  checkTable(`
    $partition([0], 1) => [[0]]
    $partition([1, 2, 3], 2) => [[1,2],[3]]
    $partition([1, 2, 3], 2.9) => [[1,2],[3]]
    $partition([1], -1) => threw an error during evaluation: The partition size must be positive, but was -1
    $range(0, 10, 3) => [0,3,6,9]
    $range(1, 9, 9) => 1
    $range(5, 1, -2) => [5,3,1]
    $range(-1.7, 2, 1) => [-1,0,1,2]
    $range(5, 1, 1) => undefined
    $range(1, 2, 0) => undefined
    $hash("input", "SHA-1") => "140f86aae51ab9e1cda9b4254fe98a74eb54c1a1"
    $hash("input") => "140f86aae51ab9e1cda9b4254fe98a74eb54c1a1"
    $hash("input", "MD5") => "a43c1b0aa53a0c908810c06ab1ff3967"
    $random(42) => 0.7275636800328681
    $random(42.9) => 0.7275636800328681
    $exists($random()) and $random() < 1 => true
    $length($uuid()) => 36
    $parse("-0") => 0
    $parse("[1, 2, \\"x\\"]") => [1,2,"x"]
    $parse("{\\"a\\": {\\"b\\": 1}}").a.b => 1
    $parse($states.input.missing) => undefined
    $eval("1+1") => threw an error during evaluation. T1006: Attempted to invoke a non-function
  `))

test("faults have JSONata's codes and AWS's words", () =>
  checkTable(`
    "a" + 1 => threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number
    $sum(["a"]) => threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"
    $abs("a") => threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature
    $states.input.a() => threw an error during evaluation. T1006: Attempted to invoke a non-function
    $error("boom") => threw an error during evaluation. D3137: boom
    $number("x") => threw an error during evaluation. D3030: Unable to cast value to a number: "x"
    [1.5..2] => threw an error during evaluation. T2003: The left side of the range operator (..) must evaluate to an integer
    function($x) { $x } => returned an unsupported result type.
    $sum => returned an unsupported result type.
    {"f": $sum} => returned an unsupported result type.
    /a/ => returned an unsupported result type.
  `))

test('numbers that JSON does not have are texts, as on AWS', () =>
  checkTable(`
    1/0 => "Infinity"
    [-1/0] => ["-Infinity"]
    {"k": 0/0} => {"k":"NaN"}
    $formatNumber(1e308 * 10, "0.0e0") => threw an error during evaluation. D1001: Number out of range: null
  `))

test('what AWS refuses at creation is refused', () =>
  checkTable(`
    phone => UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported.
    $uppercase(name) => UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'name' at the top level is not supported.
    $ => UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$' at the top level is not supported.
    $states.input.($$.a) => UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' at the top level is not supported.
    ** => UNSUPPORTED_JSONATA_EXPRESSION: Reference to '**' at the top level is not supported.
    ($states := 1) => UNSUPPORTED_JSONATA_EXPRESSION: The variable '$states' is reserved and cannot be assigned.
    1 + => INVALID_JSONATA_EXPRESSION: Unexpected end of expression
    {"a":} => INVALID_JSONATA_EXPRESSION: The symbol "}" cannot be used as a unary operator
    "unterminated => INVALID_JSONATA_EXPRESSION: String literal must be terminated by a matching quote
    $states.input.items.($ ~> $keys()) => ["id","price","id","price"]
    $states.input.items[$.id = 1].id => 1
  `))

test('an expression tells what it reads', () => {
  const readings: readonly [string, readonly string[], readonly string[]][] = [
    ['$states.input.a + $customer.age', ['customer'], ['input']],
    ['($x := $y; $x + $z)', ['y', 'z'], []],
    ['($x; $x := 1; $x)', ['x'], []],
    ['$map($list, function($v, $i) { $v * $factor })', ['list', 'factor'], []],
    ['($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(3))', [], []],
    ['$states.result.Payload & $states.context.Execution.Id', [], ['result', 'context']],
    ['$states', [], []],
    ['$sum($eval)', [], []],
    ['$orders@$o.items#$i[$o.id = $i].{"o": $o, "x": $other}', ['orders', 'other'], []],
    ["'$quoted' & /$pattern/", [], []],
  ]
  for (const [text, variables, statesMembers] of readings) {
    const compiled = compileJsonata(text)
    assert.ok(!(compiled instanceof JsonataSyntaxError), text)
    assert.deepEqual(compiled.variables, variables, text)
    assert.deepEqual(compiled.statesMembers, statesMembers, text)
  }
})

test('a variable may have the name of a function', async () => {
  const variables = new Map([['count', 4]])
  for (const [text, expected] of [
    ['$count', '4'],
    ['$count + 1', '5'],
    ['$sum([$count, 1])', '5'],
  ] as const) {
    assert.equal(await outcomeText(text, jsonataScope(null, { variables })), expected)
    const compiled = compileJsonata(text)
    assert.ok(!(compiled instanceof JsonataSyntaxError))
    assert.deepEqual(compiled.functionsAsValues, ['count'])
  }
})

test('a refusal has its place in the text, braces included', () => {
  const found = compileJsonata('{%  1 +  %}')
  assert.ok(found instanceof JsonataSyntaxError)
  assert.equal(found.offset, '{%  1 +'.length)
})

test('an error names expression and field, and its location', async () => {
  const compiled = compileJsonata('{% "a" * 2 %}')
  assert.ok(!(compiled instanceof JsonataSyntaxError))
  const outcome = await compiled.evaluate(jsonataScope(null), 'Output/x')
  assert.ok(outcome instanceof JsonataError)
  assert.equal(outcome.error, 'States.QueryEvaluationError')
  assert.equal(outcome.location, 'Output/x')
  assert.match(outcome.cause!, /^The JSONata expression '"a" \* 2' specified for the field 'Output\/x' threw/)
})

test('an expression that is only a path is answered at once and shares what it finds', () => {
  const compiled = compileJsonata('$states.input.object')
  assert.ok(!(compiled instanceof JsonataSyntaxError))
  assert.equal(compiled.evaluate(jsonataScope(document), 'Output'), (document as { object: unknown }).object)
})

test('no expression changes its input', async () => {
  const text = '{"list":[],"rows":[[],{"a":[]}],"object":{"a":1},"n":null}'
  for (const expression of [
    '$states.input.object()',
    '$states.input.list{"a": 1}',
    '$states.input.rows.{"a": 1}',
    '$states.input ~> |$|{"z": 1}|',
    '{} ~> |$states.input.object|{"z": 1}|',
    '($f := $states.input.object; $f(1))',
    '(function($g) { $g(1) })($states.input.object)',
    '$states.input.list[]',
    '$keys(1)',
  ]) {
    const input = parseJson(text)
    const keys = new Map(Array.isArray(input) ? [['', input]] : Object.entries(input as object))
    const outcome = await outcomeText(
      expression,
      jsonataScope(input, { variables: new Map([['keys', input]]) }),
    )
    assert.equal(printJson(input), text, `${expression}: ${outcome}`)
    assert.deepEqual(Object.keys(input as object), [...keys.keys()])
  }
})

test('nothing of the host is reached', () =>
  checkTable(`
    $states.input.__proto__ => undefined
    $states.input.constructor => undefined
    $states.input.items.constructor => undefined
    $lookup($states.input, "toString") => undefined
    $sum.implementation => undefined
    $keys($sum) => undefined
    $states.input.n.rawJSON => undefined
    ({}).{"__proto__": {"x": 1}} => {"__proto__":{"x":1}}
    $merge([{"__proto__": 1}, {"constructor": 2}]) => {"__proto__":1,"constructor":2}
    $parse("{\\"__proto__\\": {\\"x\\": 1}}").x => undefined
  `))
