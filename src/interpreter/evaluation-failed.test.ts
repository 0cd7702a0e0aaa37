import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, oneLine, parallelOf, task } from './test-machine.ts'
import { playJsonata, startedAt, type PlayOptions } from './test-play.ts'

const run = async (
  states: Readonly<Record<string, JsonObject>>,
  input: Json = {},
  options: PlayOptions = {},
) => playJsonata(chain(states, { QueryLanguage: 'JSONata' }), input, options)

/** How long the execution took, in seconds. */
const seconds = ({ at }: { readonly at: number }) => (at - startedAt) / 1000

const undefinedResult = (expression: string, field: string) =>
  `The JSONata expression '${expression}' specified for the field '${field}' returned nothing (undefined).`
const nothing = '{% $states.input.nothing %}'
const unknown = '$states.input.nothing'

/** A state, what is wrong in it, and where; the state is entered at event 2. */
const failures: readonly [what: string, state: JsonObject, cause: string, location: string][] = [
  [
    'a Pass state',
    { Type: 'Pass', Output: { a: [1, nothing] } },
    undefinedResult(unknown, 'Output/a[1]'),
    'Output/a[1]',
  ],
  ['an Assign', { Type: 'Pass', Assign: { x: nothing } }, undefinedResult(unknown, 'Assign/x'), 'Assign/x'],
  ['a Succeed state', { Type: 'Succeed', Output: nothing }, undefinedResult(unknown, 'Output'), 'Output'],
  [
    'a Choice rule',
    {
      Type: 'Choice',
      Choices: [
        { Condition: '{% false %}', Next: 'End' },
        { Condition: nothing, Next: 'End' },
      ],
    },
    undefinedResult(unknown, 'Choices[1]/Condition'),
    'Choices[1]/Condition',
  ],
  [
    'the Output of a Choice rule',
    { Type: 'Choice', Choices: [{ Condition: '{% true %}', Output: { v: nothing }, Next: 'End' }] },
    undefinedResult(unknown, 'Choices[0]/Output/v'),
    'Choices[0]/Output/v',
  ],
  [
    'a condition that is no boolean',
    { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'End' }] },
    `The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes"`,
    'Choices[0]/Condition',
  ],
  [
    'a Wait for a text',
    { Type: 'Wait', Seconds: "{% '5' %}" },
    `The JSONata expression ''5'' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "5"`,
    'Seconds',
  ],
  [
    'a Wait for less than nothing',
    { Type: 'Wait', Seconds: '{% -1 %}' },
    "The JSONata expression '-1' specified for the field 'Seconds' returned a value that is out of range. Expected a number from 0 to 99999999, but was: -1",
    'Seconds',
  ],
  [
    'a Fail state without a text',
    { Type: 'Fail', Error: '{% 5 %}' },
    "The JSONata expression '5' specified for the field 'Error' returned an unexpected result type. Expected 'string', but was 'number' for value: 5",
    'Error',
  ],
  [
    'the Arguments of a task',
    task('f', { Arguments: { n: nothing } }),
    undefinedResult(unknown, 'Arguments/n'),
    'Arguments/n',
  ],
  [
    'a role that is no text',
    task('f', { Credentials: { RoleArn: '{% 5 %}' } }),
    'The RoleArn of the Credentials has to be a text, but was: 5',
    'Credentials/RoleArn',
  ],
  [
    'a timeout of half a second',
    task('f', { TimeoutSeconds: '{% 0.5 %}' }),
    "The JSONata expression '0.5' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'integer', but was 'number' for value: 0.5",
    'TimeoutSeconds',
  ],
]

suite('an evaluation that fails', () => {
  for (const [what, state, cause, location] of failures) {
    test(`in ${what} is an event and the end of the execution`, async () => {
      const type = String(state['Type'])
      const { history, sequence, error, ...played } = await run(
        type === 'Choice' ? { S: state, End: { Type: 'Pass' } } : { S: state },
      )
      const whole = `An error occurred while executing the state 'S' (entered at the event id #2). ${cause}`
      assert.equal(played.cause, whole)
      assert.equal(error, 'States.QueryEvaluationError')
      assert.deepEqual(detailsOf(history, 'EvaluationFailed'), [
        { error, cause: whole, location, state: 'S' },
      ])
      assert.equal(
        sequence,
        `1<0:ExecutionStarted 2<0:${type}StateEntered 3<0:EvaluationFailed 4<3:ExecutionFailed`,
      )
    })
  }

  test('tells more than AWS does: the expression, what it met, and what it may have meant', async () => {
    const states = [
      { Type: 'Pass', Output: '{% $states.input.colour %}' },
      { Type: 'Choice', Choices: [{ Condition: '{% $states.input.colour %}', Next: 'End' }], Default: 'End' },
    ]
    const teaching = { expression: '$states.input.colour', met: { color: 1 }, nearest: 'color' }
    for (const state of states) {
      const { history } = await run({ S: state, End: { Type: 'Pass' } }, { color: 1 })
      for (const event of history.slice(-2)) assert.deepEqual(event.teaching, teaching)
    }
  })

  test('because of a timestamp that cannot be read follows the Entered event', async () => {
    const { sequence, cause } = await run(
      { W: { Type: 'Wait', Timestamp: '{% $states.input %}' } },
      '2026-01-01',
    )
    assert.equal(
      cause,
      "An error occurred while executing the state 'W' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2026-01-01",
    )
    assert.equal(
      sequence,
      '1<0:ExecutionStarted 2<0:WaitStateEntered 3<2:EvaluationFailed 4<3:ExecutionFailed',
    )
  })

  test('in the items of a Map, or because there are none, fails the Map', async () => {
    const events =
      '1<0:ExecutionStarted 2<0:MapStateEntered 3<0:EvaluationFailed 4<3:MapStateFailed 5<4:ExecutionFailed'
    const states = { I: { Type: 'Pass' } }
    const wrong = await run({ M: mapOf(states, { Items: '{% $states.input.a %}' }) }, { a: 1 })
    assert.equal(wrong.sequence, events)
    assert.deepEqual(detailsOf(wrong.history, 'EvaluationFailed')[0]!['location'], 'Items')
    const none = await run({ M: mapOf(states) }, { a: 1 })
    assert.equal(none.sequence, events)
    assert.match(none.cause!, /Map state input must be an array but was: \{"a":1\}$/)
    assert.equal('location' in detailsOf(none.history, 'EvaluationFailed')[0]!, false)
  })

  test('after the work of a task, a Parallel or a Map follows their last event', async () => {
    const bad = { Output: nothing }
    assert.equal(
      (await run({ T: task('f', bad) }, {}, { tasks: () => 1 })).sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:LambdaFunctionScheduled 4<3:LambdaFunctionStarted
        5<4:LambdaFunctionSucceeded 6<5:EvaluationFailed 7<6:ExecutionFailed`),
    )
    assert.equal(
      (await run({ P: parallelOf([{ B: { Type: 'Pass' } }], bad) })).sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted 4<3:PassStateEntered
        5<4:PassStateExited 6<5:ParallelStateSucceeded 7<5:EvaluationFailed 8<7:ParallelStateFailed 9<8:ExecutionFailed`),
    )
  })

  test('when a wait is over follows the Entered event', async () => {
    assert.equal(
      (await run({ W: { Type: 'Wait', Seconds: 1, Output: nothing } })).sequence,
      '1<0:ExecutionStarted 2<0:WaitStateEntered 3<2:EvaluationFailed 4<3:ExecutionFailed',
    )
  })

  test('is tried again and caught like any error of the state', async () => {
    const retry = [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1, IntervalSeconds: 3 }]
    const handlers = { Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }] }
    const played = await run({ T: task('f', { Arguments: nothing, ...handlers }), End: { Type: 'Pass' } })
    assert.equal(
      played.sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered 3<0:EvaluationFailed 4<3:EvaluationFailed 5<4:TaskStateExited
        6<5:PassStateEntered 7<6:PassStateExited 8<7:ExecutionSucceeded`),
    )
    assert.equal(seconds(played), 3)
    assert.equal((played.output as { readonly Error: string }).Error, 'States.QueryEvaluationError')
  })

  test('in an iteration fails it once, and is tolerated like any other', async () => {
    const states = { I: { Type: 'Pass', Output: '{% $states.input.n %}' } }
    const map = mapOf(states, { MaxConcurrency: 1, ToleratedFailureCount: 1 })
    const { history, output } = await run({ M: map }, [{}, { n: 2 }])
    assert.equal(detailsOf(history, 'EvaluationFailed').length, 1)
    assert.equal((output as readonly Json[])[1], 2)
  })

  test('in a Catch is an error of its own, which the states around may catch', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B', Output: { v: nothing } }] }
    const around = { Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'End' }] }
    const inner = { A: task('f', caught), B: { Type: 'Pass' } }
    const { history, output } = await run(
      { P: parallelOf([inner], around), End: { Type: 'Pass', Output: '{% $states.input.Cause %}' } },
      {},
      { tasks: () => new AslError('Boom', 'x') },
    )
    assert.match(output as string, /specified for the field 'Catch\[0\]\/Output\/v' returned nothing/)
    assert.deepEqual(detailsOf(history, 'EvaluationFailed').length, 1)
  })
})
