import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseJson, type Json, type JsonObject } from '#base'
import { chain, detailsOf, tableOf } from '../test-machine.ts'
import { play } from '../test-play.ts'

const ends = {
  Yes: { Type: 'Pass', Result: true, End: true },
  No: { Type: 'Pass', Result: false, End: true },
}

/** Whether a rule holds for an input; an error's name and cause where it fails. */
function decide(rule: JsonObject, input: Json): Json | undefined {
  const choice = { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' }
  const { output, error, cause } = play(chain({ C: choice, ...ends }), input)
  return error === undefined ? output : `${error}: ${cause?.replace(/^An error .*? #\d+\). /, '')}`
}

/** `$.v operator operand => whether it holds`; each operator with values of other types. */
const comparisons = tableOf(`
  "a"    StringEquals            "a"   => true
  "a"    StringEquals            "A"   => false
  1      StringEquals            "1"   => false
  null   StringEquals            ""    => false
  "a"    StringLessThan          "b"   => true
  "b"    StringLessThan          "b"   => false
  1      StringLessThan          "b"   => false
  "Z"    StringLessThan          "a"   => true
  "b"    StringLessThanEquals    "b"   => true
  "c"    StringLessThanEquals    "b"   => false
  "c"    StringGreaterThan       "b"   => true
  "b"    StringGreaterThan       "b"   => false
  true   StringGreaterThan       "b"   => false
  "b"    StringGreaterThanEquals "b"   => true
  "a"    StringGreaterThanEquals "b"   => false
  1      NumericEquals           1     => true
  1.0    NumericEquals           1     => true
  1e2    NumericEquals           100   => true
  "1"    NumericEquals           1     => false
  true   NumericEquals           1     => false
  null   NumericEquals           0     => false
  1      NumericLessThan         1.5   => true
  2      NumericLessThan         1.5   => false
  "0"    NumericLessThan         1.5   => false
  -1     NumericLessThanEquals   -1    => true
  0      NumericLessThanEquals   -1    => false
  2      NumericGreaterThan      1     => true
  1      NumericGreaterThan      1     => false
  [2]    NumericGreaterThan      1     => false
  1      NumericGreaterThanEquals 1    => true
  0      NumericGreaterThanEquals 1    => false
  true   BooleanEquals           true  => true
  false  BooleanEquals           true  => false
  false  BooleanEquals           false => true
  "true" BooleanEquals           true  => false
  null   BooleanEquals           false => false
  "2026-01-01T00:00:00Z"           TimestampEquals            "2026-01-01T01:00:00+01:00" => true
  "2026-01-01T00:00:00Z"           TimestampEquals            "2026-01-01T00:00:00.001Z"  => false
  "2026-01-01T00:00:00.000000001Z" TimestampGreaterThan       "2026-01-01T00:00:00Z"      => true
  "2026-01-01T00:00:00Z"           TimestampGreaterThan       "2026-01-01T00:00:00Z"      => false
  "2026-01-01T00:00:00Z"           TimestampGreaterThanEquals "2026-01-01T00:00:00Z"      => true
  "2025-12-31T23:59:59Z"           TimestampGreaterThanEquals "2026-01-01T00:00:00Z"      => false
  "2025-12-31T23:59:59Z"           TimestampLessThan          "2026-01-01T00:00:00Z"      => true
  "yesterday"                      TimestampLessThan          "2026-01-01T00:00:00Z"      => false
  1                                TimestampLessThan          "2026-01-01T00:00:00Z"      => false
  "2026-01-01T00:00:00Z"           TimestampLessThanEquals    "2026-01-01T00:00:00Z"      => true
  "2026-01-02T00:00:00Z"           TimestampLessThanEquals    "2026-01-01T00:00:00Z"      => false
`)

suite('a comparison', () => {
  for (const [text, expected] of comparisons) {
    const [, value, operator, operand] = /^(\S+)\s+(\S+)\s+(\S+)$/.exec(text)!
    test(`of ${text} is ${expected}, also with its operand at a path`, () => {
      const v = parseJson(value!)
      const other = parseJson(operand!)
      assert.equal(decide({ Variable: '$.v', [operator!]: other }, { v }), expected === 'true')
      const atPath = { Variable: '$.v', [`${operator!}Path`]: '$.other' }
      assert.equal(decide(atPath, { v, other }), expected === 'true')
    })
  }

  for (const [operator, expected] of [
    ['StringEqualsPath', 'text'],
    ['NumericLessThanPath', 1],
    ['BooleanEqualsPath', true],
    ['TimestampEqualsPath', '2026-01-01T00:00:00Z'],
  ] as const) {
    test(`${operator} with an operand of another type is false`, () => {
      const rule = { Variable: '$.v', [operator]: '$.other' }
      assert.equal(decide(rule, { v: expected, other: [] }), false)
      assert.equal(decide(rule, { v: expected, other: null }), false)
    })
  }

  test('compares with what lies in the context object', () => {
    assert.equal(decide({ Variable: '$.v', StringEqualsPath: '$$.Execution.Name' }, { v: 'run' }), true)
    assert.equal(decide({ Variable: '$$.Execution.Name', StringEquals: 'run' }, {}), true)
  })
})

const patterns = tableOf(String.raw`
  log-1.txt   log-*.txt       => true
  log-.txt    log-*.txt       => true
  log-1.txt.x log-*.txt       => false
  xlog-1.txt  log-*.txt       => false
  abc         *               => true
  abc         a*b*c           => true
  aXbYbZc     a*b*c           => true
  acb         a*b*c           => false
  aa          a*a             => true
  a           a*a             => false
  abab        *ab*ab          => true
  ab          *ab*ab          => false
  a*c         a\\*c           => true
  abc         a\\*c           => false
  a\\c        a\\\\c          => true
  a\\bc       a\\\\*c         => true
  a.c         a.c             => true
  abc         a.c             => false
  a?c         a?c             => true
`)

suite('StringMatches', () => {
  for (const [text, expected] of patterns) {
    const [, value, pattern] = /^(\S+)\s+(\S+)$/.exec(text)!
    test(`${text} is ${expected}`, () => {
      const rule = { Variable: '$', StringMatches: parseJson(`"${pattern}"`) }
      assert.equal(decide(rule, parseJson(`"${value}"`)), expected === 'true')
    })
  }

  test('a value that is no text does not match', () => {
    assert.equal(decide({ Variable: '$', StringMatches: '*' }, 1), false)
    assert.equal(decide({ Variable: '$', StringMatches: '*' }, null), false)
  })

  test('many stars on a long text are not a matter of time', () => {
    const pattern = `${'a*'.repeat(2000)}b`
    assert.equal(decide({ Variable: '$', StringMatches: pattern }, 'a'.repeat(50_000)), false)
  })
})

/** What each type test says of these values. */
const kinds: Readonly<Record<string, readonly Json[]>> = {
  IsNull: [null],
  IsNumeric: [0, 1.5, -3],
  IsString: ['', 'text', '2026-01-01T00:00:00Z', '2026-02-30T00:00:00Z'],
  IsBoolean: [true, false],
  IsTimestamp: ['2026-01-01T00:00:00Z'],
  IsPresent: [],
}
const values: readonly Json[] = [...new Set(Object.values(kinds).flat()), {}, []]

suite('a type test', () => {
  for (const [operator, holding] of Object.entries(kinds)) {
    test(`${operator} of every kind of value, and its opposite`, () => {
      for (const v of values) {
        const holds = operator === 'IsPresent' || holding.includes(v)
        assert.equal(decide({ Variable: '$.v', [operator]: true }, { v }), holds, JSON.stringify(v))
        assert.equal(decide({ Variable: '$.v', [operator]: false }, { v }), !holds, JSON.stringify(v))
      }
    })
  }

  test('IsPresent alone may look at what is not there', () => {
    assert.equal(decide({ Variable: '$.x', IsPresent: true }, {}), false)
    assert.equal(decide({ Variable: '$.x', IsPresent: false }, {}), true)
    const cause = "Invalid path '$.x': The choice state's condition path references an invalid value."
    const error = `States.Runtime: ${cause}`
    assert.equal(decide({ Variable: '$.x', IsNull: true }, {}), error)
    assert.equal(decide({ Variable: '$.x', StringEquals: '' }, {}), error)
    assert.equal(decide({ Variable: '$.v', StringEqualsPath: '$.x' }, { v: '' }), error)
  })
})

suite('And, Or and Not', () => {
  const isOne = { Variable: '$.v', NumericEquals: 1 }
  const isTwo = { Variable: '$.v', NumericEquals: 2 }
  const missing = { Variable: '$.x', NumericEquals: 2 }

  const logic: readonly [rule: JsonObject, input: Json, expected: boolean][] = [
    [{ And: [isOne, isOne] }, { v: 1 }, true],
    [{ And: [isOne, isTwo] }, { v: 1 }, false],
    [{ Or: [isOne, isTwo] }, { v: 2 }, true],
    [{ Or: [isOne, isTwo] }, { v: 3 }, false],
    [{ Not: isOne }, { v: 1 }, false],
    [{ Not: isOne }, { v: 2 }, true],
    [{ Not: { Or: [isOne, { And: [isTwo, { Not: isOne }] }] } }, { v: 2 }, false],
    // They stop at the first condition that decides, so a guard may come first.
    [{ And: [{ Variable: '$.x', IsPresent: true }, missing] }, { v: 1 }, false],
    [{ Or: [isOne, missing] }, { v: 1 }, true],
    [{ Or: [{ Not: { Variable: '$.x', IsPresent: true } }, missing] }, { v: 1 }, true],
  ]
  for (const [rule, input, expected] of logic) {
    test(`${JSON.stringify(rule)} of ${JSON.stringify(input)} is ${expected}`, () => {
      assert.equal(decide(rule, input), expected)
    })
  }

  test('a path that finds nothing fails the whole rule, wherever it stands', () => {
    for (const rule of [{ And: [isOne, missing] }, { Or: [isTwo, missing] }, { Not: missing }]) {
      assert.match(String(decide(rule, { v: 1 })), /^States\.Runtime: Invalid path '\$\.x'/)
    }
  })
})

suite('a Choice state', () => {
  const rule = (value: number, next: string) => ({ Variable: '$', NumericEquals: value, Next: next })

  test('takes the first rule that holds', () => {
    const choice = { Type: 'Choice', Choices: [rule(1, 'No'), rule(1, 'Yes')] }
    const { output, sequence } = play(chain({ C: choice, ...ends }), 1)
    assert.equal(output, false)
    assert.equal(
      sequence,
      '1<0:ExecutionStarted 2<0:ChoiceStateEntered 3<2:ChoiceStateExited 4<3:PassStateEntered 5<4:PassStateExited 6<5:ExecutionSucceeded',
    )
  })

  test('without a rule that holds and without a Default, fails with States.NoChoiceMatched', () => {
    const choice = { Type: 'Choice', Choices: [rule(1, 'Yes'), rule(2, 'No')] }
    const { error, cause, sequence } = play(chain({ C: choice, ...ends }), 3)
    assert.equal(error, 'States.NoChoiceMatched')
    assert.equal(
      cause,
      "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    )
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:ChoiceStateEntered 3<2:ExecutionFailed')
  })

  test('in a branch, fails so that the Parallel around it can catch it', () => {
    const branch = chain({ C: { Type: 'Choice', Choices: [rule(1, 'D')] }, D: { Type: 'Pass' } })
    const catchers = [{ ErrorEquals: ['States.NoChoiceMatched'], Next: 'Yes' }]
    const states = {
      P: { Type: 'Parallel', Branches: [branch], Catch: catchers, Next: 'Yes' },
      Yes: ends.Yes,
    }
    assert.equal(play(chain(states), 3).output, true)
  })

  test('hands its input on', () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.v', IsNull: true, Next: 'Last' }] }
    const { history } = play(chain({ C: choice, Last: { Type: 'Succeed' } }), { v: null })
    assert.deepEqual(detailsOf(history, 'ChoiceStateExited'), [{ name: 'C', output: { v: null } }])
  })
})
