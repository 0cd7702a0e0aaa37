import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, printJson, seededRandom, type Json } from '#base'
import { compileJsonata } from './compile-jsonata.ts'
import type { Jsonata, JsonataScope } from './jsonata.ts'
import { jsonataScope, outcomeText } from './test-jsonata.ts'

function compiled(text: string): Jsonata {
  const expression = compileJsonata(text)
  assert.ok('evaluate' in expression)
  return expression
}

test('time is an argument, for every function that has one', async () => {
  const scope = jsonataScope(null, { at: Date.UTC(2001, 1, 3, 4, 5, 6, 7) })
  assert.equal(await outcomeText('$now()', scope), '"2001-02-03T04:05:06.007Z"')
  assert.equal(await outcomeText('$now("[Y0001]/[M01]")', scope), '"2001/02"')
  assert.equal(await outcomeText('$millis()', scope), String(scope.at))
  assert.equal(
    await outcomeText('$fromMillis($toMillis("10:20", "[H]:[m]"))', scope),
    '"2001-02-03T10:20:00.000Z"',
  )
  assert.equal(
    await outcomeText('$fromMillis($toMillis("2020-01-01T00:00:00"))', scope),
    '"2020-01-01T00:00:00.000Z"',
  )
})

test('chance is an argument: the same seed gives the same answer', async () => {
  const text = '[$random(), $uuid(), $shuffle([1..20])]'
  const answer = (seed: string) => {
    const random = seededRandom(seed)
    return outcomeText(text, jsonataScope(null, { random: () => random }))
  }
  assert.equal(await answer('one'), await answer('one'))
  assert.notEqual(await answer('one'), await answer('two'))
})

test('two evaluations of one turn draw different numbers', async () => {
  const scope = jsonataScope(null)
  const expression = compiled('$random()')
  assert.notEqual(await expression.evaluate(scope, 'x'), await expression.evaluate(scope, 'x'))
})

test('interleaved evaluations of one expression do not disturb each other', async () => {
  const expression = compiled(
    `($check := function($n) { $n = 0 ? $millis() : $check($n - 1) };
      {"id": $states.input.id, "at": $millis(), "later": $check($states.input.n), "now": $now(),
       "words": $match($states.input.text, /[a-z]+/).match, "random": $random(7),
       "sorted": $sort($states.input.list, function($l, $r) { $l > $r }), "who": $who})`,
  )
  const scopeOf = (id: number): JsonataScope =>
    jsonataScope(
      { id, n: id * 3, text: 'one two three '.repeat(id), list: [3, 1, id] },
      { at: id * 1000, variables: new Map([['who', `user ${id}`]]) },
    )
  const ids = Array.from({ length: 12 }, (_, i) => i + 1)
  const alone: string[] = []
  for (const id of ids) alone.push(printJson((await expression.evaluate(scopeOf(id), 'Output')) as Json))
  const together = await Promise.all(ids.map(async (id) => expression.evaluate(scopeOf(id), 'Output')))
  assert.deepEqual(
    together.map((outcome) => printJson(outcome as Json)),
    alone,
  )
})

test('an evaluation that failed leaves nothing behind for those that run beside it', async () => {
  const expression = compiled(
    `[$states.input.fails ? $error("no") : 1, $map([1..20], function($v) { $v + $random() }), $random()]`,
  )
  const fresh = () => ({ random: () => seededRandom('same') })
  const alone = printJson((await expression.evaluate(jsonataScope({ fails: false }, fresh()), 'x')) as Json)
  for (let round = 0; round < 5; round++) {
    const [, ...others] = await Promise.all(
      [true, false, true, false].map(async (fails) =>
        expression.evaluate(jsonataScope({ fails }, fresh()), 'x'),
      ),
    )
    assert.equal(printJson(others[0] as Json), alone)
    assert.equal(printJson(others[2] as Json), alone)
  }
})

test('the same function in another expression keeps its name in messages', async () => {
  const scope = jsonataScope(null)
  await outcomeText('($alias := $sum; $alias("x"))', scope)
  assert.match(await outcomeText('["a"] ~> $sum', scope), /T0412/)
  assert.doesNotMatch(await outcomeText('["a"] ~> $sum', scope), /alias/)
})

test('an evaluation reads raw numbers of an input that it shares with others', async () => {
  const input = parseJson('{"n": 1.0, "list": [{"n": 2.50}]}')
  const text = '{"same": $states.input.n, "sum": $sum($states.input.list.n)}'
  const outcomes = await Promise.all([1, 2, 3].map(() => outcomeText(text, jsonataScope(input))))
  assert.deepEqual(new Set(outcomes), new Set(['{"same":1.0,"sum":2.5}']))
})
