import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, parallelOf, task } from './test-machine.ts'
import { playJsonata, startedAt, type PlayOptions } from './test-play.ts'

const run = async (
  states: Readonly<Record<string, JsonObject>>,
  input: Json = {},
  options: PlayOptions = {},
) => playJsonata(chain(states, { QueryLanguage: 'JSONata' }), input, options)

/** How long the execution took, in seconds. */
const seconds = ({ at }: { readonly at: number }) => (at - startedAt) / 1000

suite('in JSONata', () => {
  test('every state hands on its result, or its input where it has none', async () => {
    const { output } = await run(
      {
        A: { Type: 'Pass' },
        W: { Type: 'Wait', Seconds: 0 },
        C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'W' }], Default: 'T' },
        T: task('double'),
        M: mapOf({ I: { Type: 'Pass' } }),
        P: parallelOf([{ B: { Type: 'Pass' } }]),
        S: { Type: 'Succeed' },
      },
      4,
      { tasks: ({ parameters }) => [parameters, parameters] },
    )
    assert.deepEqual(output, [[4, 4]])
  })

  test('a task gets its Arguments, whatever they are, and its clocks and credentials by expression', async () => {
    const sent: Json[] = []
    const { history, output } = await run(
      {
        T: task('arn:aws:states:::sqs:sendMessage', {
          Arguments: { MessageBody: '{% $states.input.text %}', QueueUrl: 'q', n: [1, { m: '{% 1 + 1 %}' }] },
          TimeoutSeconds: '{% $states.input.seconds * 2 %}',
          HeartbeatSeconds: '{% $states.input.seconds %}',
          Credentials: { RoleArn: "{% 'arn:aws:iam::000000000000:role/' & $states.input.text %}" },
          Output: '{% {"in": $states.input.text, "out": $states.result.MessageId} %}',
        }),
      },
      { text: 'hello', seconds: 30 },
      {
        tasks: ({ parameters }) => {
          sent.push(parameters)
          return { MessageId: 'm' }
        },
      },
    )
    assert.deepEqual(sent, [{ MessageBody: 'hello', QueueUrl: 'q', n: [1, { m: 2 }] }])
    assert.deepEqual(output, { in: 'hello', out: 'm' })
    const [scheduled] = detailsOf(history, 'TaskScheduled')
    assert.equal(scheduled!['timeoutInSeconds'], 60)
    assert.equal(scheduled!['heartbeatInSeconds'], 30)
    assert.deepEqual(scheduled!['taskCredentials'], { roleArn: 'arn:aws:iam::000000000000:role/hello' })
  })

  test('the token of a task is in its context object', async () => {
    const sent: Json[] = []
    await run(
      {
        T: task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
          Arguments: { QueueUrl: 'q', MessageBody: '{% $states.context.Task.Token %}' },
        }),
      },
      {},
      { tasks: ({ parameters }) => void sent.push(parameters) },
    )
    assert.deepEqual(sent, [{ QueueUrl: 'q', MessageBody: 'token of run/1/3' }])
  })

  test('a Choice takes the fields of the rule that matches, else its own', async () => {
    const choice = {
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% $states.input > 5 %}',
          Output: { big: '{% $states.input %}' },
          Assign: { by: 'rule' },
          Next: 'End',
        },
        { Condition: '{% $states.input = 5 %}', Next: 'End' },
      ],
      Default: 'End',
      Output: 'small',
      Assign: { by: 'default' },
    }
    const end = { Type: 'Pass', Output: '{% [$states.input, $exists($by) ? $by : null] %}' }
    const outputs = []
    for (const input of [6, 5, 4]) outputs.push((await run({ C: choice, End: end }, input)).output)
    assert.deepEqual(outputs, [
      [{ big: 6 }, 'rule'],
      [5, null],
      ['small', 'default'],
    ])
  })

  test('a Wait takes its seconds or its moment from an expression, and its output when it ends', async () => {
    const wait = (fields: JsonObject) =>
      run({ W: { Type: 'Wait', ...fields } }, { s: 9, at: '2026-01-01T00:01:00Z' })
    assert.equal(seconds(await wait({ Seconds: '{% $states.input.s + 1 %}' })), 10)
    assert.equal(seconds(await wait({ Timestamp: '{% $states.input.at %}' })), 60)
    const { output, sequence } = await wait({ Seconds: 5, Output: '{% $now() %}' })
    assert.match(output as string, /^2026-01-01T00:00:05/)
    assert.equal(
      sequence,
      '1<0:ExecutionStarted 2<0:WaitStateEntered 3<2:WaitStateExited 4<3:ExecutionSucceeded',
    )
  })

  test('a Fail state says what its expressions say', async () => {
    const fail = {
      Type: 'Fail',
      Error: "{% 'E' & $states.input %}",
      Cause: '{% $string({"n": $states.input}) %}',
    }
    const { error, cause } = await run({ F: fail }, 1)
    assert.deepEqual([error, cause], ['E1', '{"n":1}'])
  })

  test('a Map takes its items and its numbers from expressions', async () => {
    const map = mapOf(
      { I: { Type: 'Pass', Output: "{% $states.input = 2 ? $error('no') : $states.input %}" } },
      {
        Items: '{% [1..4] %}',
        MaxConcurrency: '{% 1 + 1 %}',
        ToleratedFailureCount: '{% $states.input.tolerated %}',
        Output: '{% $map($states.result, $type) %}',
      },
    )
    assert.deepEqual((await run({ M: map }, { tolerated: 1 })).output, [
      'number',
      'object',
      'number',
      'number',
    ])
    assert.equal((await run({ M: map }, { tolerated: 0 })).error, 'States.QueryEvaluationError')
  })

  test("a JSONPath machine has JSONata states, and both read each other's variables", async () => {
    const { output } = await playJsonata(
      chain({
        A: { Type: 'Pass', Assign: { 'a.$': '$.n' } },
        B: {
          Type: 'Pass',
          QueryLanguage: 'JSONata',
          Assign: { b: '{% $a + 1 %}' },
          Output: '{% $states.input %}',
        },
        C: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($a, $b)' }, ResultPath: '$.x' },
      }),
      { n: 1 },
    )
    assert.deepEqual(output, { n: 1, x: { sum: 3 } })
  })
})
