import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, awsLimits, Payload, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, parallelOf } from './test-machine.ts'
import { play, playJsonata } from './test-play.ts'
import { variablePayloadsMax, VariableScope } from './variables.ts'

const pass = (more: JsonObject): JsonObject => ({ Type: 'Pass', ...more })
const show = (...names: readonly string[]): JsonObject =>
  pass({ Parameters: Object.fromEntries(names.map((name) => [`${name}.$`, `$${name}`])) })

suite('variables', () => {
  for (const forgetful of [false, true]) {
    const memory = forgetful ? 'read from the store' : 'in memory'

    test(`are assigned together, from the values that they had before, ${memory}`, () => {
      const played = play(
        chain({
          A: pass({ Assign: { 'a.$': '$.n', b: 2 } }),
          B: pass({ Assign: { 'a.$': '$b', 'b.$': '$a', 'c.$': '$$.State.Name' } }),
          C: show('a', 'b', 'c'),
        }),
        { n: 1 },
        { forgetful },
      )
      assert.deepEqual(played.output, { a: 2, b: 1, c: 'B' })
    })

    test(`of an iteration and of a branch end with it, and read the ones around, ${memory}`, async () => {
      const inner = (name: string) =>
        mapOf({
          [`${name}1`]: pass({ Assign: { total: '{% $outer + $factor * $states.input %}' } }),
          [`${name}2`]: { Type: 'Wait', Seconds: 1 },
          [`${name}3`]: pass({ Output: '{% $total %}' }),
        })
      const played = await playJsonata(
        chain(
          {
            A: pass({ Assign: { outer: 100 } }),
            P: parallelOf([
              { B1: pass({ Assign: { factor: 2 } }), M1: inner('I') },
              { B2: pass({ Assign: { factor: 3 } }), M2: inner('J') },
            ]),
            End: pass({ Output: '{% [$outer, $states.input] %}' }),
          },
          { QueryLanguage: 'JSONata' },
        ),
        [1, 2],
        { forgetful },
      )
      assert.deepEqual(played.output, [100, [102, 104], [103, 106]])
    })
  }

  test('are read by paths of every kind of field', () => {
    const played = play(
      chain({
        A: pass({ Assign: { list: [3, 4], seconds: 5, name: 'n', limit: 1 } }),
        W: { Type: 'Wait', SecondsPath: '$seconds' },
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$name', StringEqualsPath: '$name', Assign: { hit: true }, Next: 'M' }],
          Default: 'M',
        },
        M: mapOf(
          { I: pass({ InputPath: '$name' }) },
          { ItemsPath: '$list', MaxConcurrencyPath: '$limit', ResultSelector: { 'r.$': '$', 'h.$': '$hit' } },
        ),
      }),
    )
    assert.deepEqual(played.output, { r: ['n', 'n'], h: true })
    assert.equal(played.history.at(-1)!.at - played.history[0]!.at, 5000)
  })

  test('take from a task its result, from a Choice its effective input, from a Catch the error', () => {
    const { output } = play(
      chain({
        T: {
          Type: 'Task',
          Resource: 'f',
          ResultSelector: { 'v.$': '$.value' },
          ResultPath: null,
          Assign: { 'result.$': '$' },
        },
        C: {
          Type: 'Choice',
          InputPath: '$.in',
          Choices: [{ Variable: '$.no', IsPresent: true, Next: 'X', Assign: { input: 'rule' } }],
          Default: 'X',
          Assign: { 'input.$': '$' },
        },
        X: {
          Type: 'Task',
          Resource: 'g',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End', Assign: { 'error.$': '$.Error' } }],
        },
        End: show('result', 'input', 'error'),
      }),
      { in: { k: 1 } },
      { tasks: ({ name }) => (name === 'f' ? { value: 7 } : new AslError('Boom', undefined)) },
    )
    assert.deepEqual(output, { result: { v: 7 }, input: { k: 1 }, error: 'Boom' })
  })

  test('stand in the Exited event of the state that assigned them, and nowhere where none did', () => {
    const { history } = play(chain({ A: pass({ Assign: { a: { b: [1] } } }), B: pass({ Assign: {} }) }))
    assert.deepEqual(detailsOf(history, 'PassStateExited'), [
      { name: 'A', output: {}, assignedVariables: { a: { b: [1] } } },
      { name: 'B', output: {} },
    ])
  })

  test('that are not there are an error that names what is', () => {
    const played = play(
      chain({
        C: {
          Type: 'Choice',
          Choices: [{ Variable: '$.skip', IsPresent: true, Next: 'B' }],
          Default: 'A',
        },
        A: pass({ Assign: { customer: 1 }, Next: 'B' }),
        B: show('customer'),
      }),
      { skip: true },
    )
    assert.equal(played.error, 'States.Runtime')
    assert.equal(played.history.at(-1)!.teaching?.expression, '$customer')
  })

  test('of a loop stay where they are: one chunk for a turn, and none for the states that assign nothing', () => {
    const { turns } = play(
      chain({
        A: pass({ Assign: { n: 1 } }),
        B: pass({ Assign: { 'n.$': 'States.MathAdd($n, 1)' } }),
        W: { Type: 'Wait', Seconds: 1 },
        V: { Type: 'Wait', Seconds: 1 },
      }),
    )
    assert.deepEqual(
      turns.map(({ items }) => items.map(({ items: [names, n] }) => [names!.text, n!.text])),
      [[['["n"]', '2']], [], []],
    )
  })
})

suite('the limits of variables', () => {
  const text = (characters: number) => 'x'.repeat(characters - 2)
  const limits = awsLimits
  const run = (states: Readonly<Record<string, JsonObject>>, input: Json) =>
    play(chain(states), input, { limits })
  const wait = { Type: 'Wait', Seconds: 1 }
  const half = limits.payloadBytesMax / 2

  test('one Assign holds as much as a payload, whatever other variables hold', () => {
    const assigns = (names: readonly string[]) =>
      pass({ Assign: Object.fromEntries(names.map((name) => [`${name}.$`, '$'])) })
    const { status, turns } = run({ A: assigns(['a', 'b']), B: assigns(['c', 'd']), W: wait }, text(half))
    assert.deepEqual([status, turns[0]!.header.variableBytes], ['SUCCEEDED', 4 * half])
    const { error, cause, sequence } = run({ A: assigns(['a', 'b', 'c']) }, text(half))
    assert.equal(error, 'States.DataLimitExceeded')
    assert.match(cause!, /^The state\/task 'A' returned a result with a size exceeding/)
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:PassStateEntered 3<2:ExecutionFailed')
  })

  test('all together hold forty payloads, and what has ended does not count', () => {
    const names = Array.from({ length: variablePayloadsMax * 2 }, (_, index) => `v${index}`)
    const assigns = (name: string) => pass({ Assign: { [`${name}.$`]: '$' } })
    const full = Object.fromEntries(names.map((name) => [`in ${name}`, assigns(`in_${name}`)]))
    const inBranch = { P: parallelOf([full], { ResultPath: null }) }
    assert.equal(run(inBranch, text(half)).status, 'SUCCEEDED')
    const again = Object.fromEntries(names.map((name) => [`again ${name}`, assigns(name)]))
    assert.equal(run({ ...inBranch, ...again }, text(half)).status, 'SUCCEEDED')
    const more = run({ ...again, X: assigns('more') }, text(half))
    assert.equal(more.error, 'States.DataLimitExceeded')
    assert.match(more.cause!, /'X'/)
  })
})

test('a scope reads its own variables first, and lists each name once', () => {
  const outer = new VariableScope(
    new Map([
      ['a', Payload.fromText('1')],
      ['b', Payload.fromText('2')],
    ]),
  )
  const scope = new VariableScope(new Map([['a', Payload.fromText('3')]]), outer)
  assert.deepEqual(
    [...scope],
    [
      ['a', 3],
      ['b', 2],
    ],
  )
  assert.deepEqual([...scope.values()], [3, 2])
  assert.deepEqual([scope.size, scope.has('b'), scope.has('c'), scope.get('c')], [2, true, false, undefined])
  const seen: unknown[] = []
  scope.forEach((value, name) => seen.push([name, value]))
  assert.deepEqual(seen, [...scope])
})
