import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, parseJson, type Json } from '#base'
import { compileJsonata } from './compile-jsonata.ts'
import { JsonataSyntaxError } from './jsonata/jsonata-error.ts'
import type { JsonataRequest, JsonataScope } from './jsonata.ts'
import { jsonataScope, outcomeText } from './test-jsonata.ts'

const limitNames = /timeout|Stack overflow|memory limit exceeded/

/** A scope whose `elsewhere` keeps the request and answers at once. */
function scopeWithElsewhere(input: Json): { scope: JsonataScope; requests: JsonataRequest[] } {
  const requests: JsonataRequest[] = []
  const elsewhere = async (request: JsonataRequest) => {
    requests.push(request)
    return 'elsewhere'
  }
  return { scope: jsonataScope(input, { elsewhere }), requests }
}

const endless = [
  '($f := function($x) { $f($x + 1) }; $f(1))',
  '($f := function($x) { 1 + $f($x + 1) }; $f(1))',
  '$reduce([1..60], function($a, $b) { $a & $a }, "xx")',
  '$reduce([1..60], function($a, $b) { $append($a, $a) }, [1])',
  '($f := function($n) { $n = 0 ? 1 : ($x := $f($n - 1); {"a": $x, "b": $x}) }; $f(60))',
  '($f := function($n) { $n = 0 ? 1 : ($x := $f($n - 1); {"a": $x, "b": $x}) }; $f(60) = $f(60))',
  '($f := function($n) { $n = 0 ? 1 : ($x := $f($n - 1); {"a": $x, "b": $x}) }; $string($f(60)))',
  '($f := function($n) { $n = 0 ? 1 : ($x := $f($n - 1); {"a": $x, "b": $x}) }; $count($f(60).**))',
  '($f := function($n) { $n = 0 ? 0 : ($x := $f($n - 1); [[$x], [$x]]) }; $f(60) ? 1 : 2)',
  '$pad("x", 1000000000000)',
  '$now("[Y,300000000]")',
  '$fromMillis(0, "[M,300000000]")',
  '[1..1000000000]',
  '$range(1, 1000000000, 1)',
  '$distinct([1..200000])',
  '$match($pad("", -3000000, "a"), /a/)',
  '$join($map([1..1000], function($v) { $pad("x", 100000) }), "")',
  '$toMillis("1111111111111111111111111111111111111111111111x", "[Y][M][D][H][m][s][f]")',
]

test('what would not end within its time goes on elsewhere, with all that it depends on', async () => {
  for (const text of endless) {
    const { scope, requests } = scopeWithElsewhere(parseJson('{"n":1}'))
    const outcome = await outcomeText(text, scope)
    if (outcome === '"elsewhere"')
      assert.deepEqual(
        requests.map((request) => request.text),
        [text],
      )
    else assert.match(outcome, limitNames, text)
  }
})

test('where there is no elsewhere, it fails with the name of the limit', async () => {
  // One of each kind: the time, the depth, large texts, large lists.
  for (const text of endless.filter((_, i) => [0, 1, 2, 3, 9].includes(i) || i > 9)) {
    assert.match(await outcomeText(text, jsonataScope(null)), limitNames, text)
  }
})

test('a document that refers to itself without end is no result', async () => {
  const outcome = await outcomeText('$states.input ~> |$|{"self": $, "again": $}|', jsonataScope({ a: 1 }))
  assert.match(outcome, limitNames)
})

test('regular expressions take linear time', async () => {
  const scope = jsonataScope({ text: `${'a'.repeat(20_000)}!` })
  assert.equal(await outcomeText('$contains($states.input.text, /^(a+)+$/)', scope), 'false')
  assert.equal(await outcomeText('$contains($states.input.text, /(a|aa)+$/)', scope), 'false')
})

test('a regular expression that looks around is matched elsewhere', async () => {
  const { scope, requests } = scopeWithElsewhere(null)
  assert.equal(await outcomeText('$match("aa", /a(?=a)/)', scope), '"elsewhere"')
  assert.equal(requests.length, 1)
  assert.match(await outcomeText('$match("aa", /a(?=a)/)', jsonataScope(null)), /takes a process of its own/)
})

test('a request carries only what the expression reads, and its own seed', async () => {
  const { scope, requests } = scopeWithElsewhere({ list: [1] })
  await outcomeText(
    '($f := function($x) { $f($customer.name) }; $f($random() + $states.input.list[0]))',
    scope,
  )
  const [request] = requests
  assert.deepEqual(Object.keys(request!.states), ['input'])
  assert.deepEqual(Object.keys(request!.variables), ['customer'])
  assert.equal(request!.seed.length, 36)
  assert.equal(request!.at, scope.at)
})

test('an expression that nests deeper than the stack is refused, not crashed on', async () => {
  for (const text of [
    '('.repeat(100_000),
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    '-'.repeat(100_000),
  ]) {
    const compiled = compileJsonata(text)
    assert.ok(compiled instanceof JsonataSyntaxError)
  }
  const sum = compileJsonata(Array.from({ length: 20_000 }, () => '1').join('+'))
  if (sum instanceof JsonataSyntaxError) return assert.match(sum.message, /too deep/)
  const outcome = await sum.evaluate(jsonataScope(null), 'Output')
  assert.ok(outcome instanceof AslError || outcome === 20_000)
})
