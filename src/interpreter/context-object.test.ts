import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, type Json, type JsonObject } from '#base'
import { chain, mapOf, parallelOf, service, task } from './test-machine.ts'
import { play } from './test-play.ts'

const whole = { Type: 'Pass', Parameters: { 'c.$': '$$' } }

function contextIn(state: JsonObject, input: Json): JsonObject {
  const { output } = play(chain({ S: state }), input)
  return (output as JsonObject)['c'] as JsonObject
}

test('the context object of a state without Retry', () => {
  assert.deepEqual(contextIn(whole, { k: 1 }), {
    Execution: {
      Id: 'arn:aws:states:us-east-1:000000000000:execution:Machine:run',
      Input: { k: 1 },
      Name: 'run',
      RoleArn: 'arn:aws:iam::000000000000:role/test',
      StartTime: '2026-01-01T00:00:00Z',
      RedriveCount: 0,
    },
    State: { EnteredTime: '2026-01-01T00:00:00Z', Name: 'S' },
    StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:Machine', Name: 'Machine' },
  })
})

test('the time of entry is that of the visit, and the count of retries that of its attempts', () => {
  const sent: Json[] = []
  const state = task('work', {
    Parameters: { 's.$': '$$.State' },
    Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 2 }, { ErrorEquals: ['B'] }],
  })
  const failures = [new AslError('A', ''), new AslError('B', '')]
  play(
    chain({ W: { Type: 'Wait', Seconds: 5 }, S: state }),
    {},
    {
      tasks: ({ parameters }) => (
        sent.push((parameters as JsonObject)['s']!),
        failures[sent.length - 1] ?? 1
      ),
    },
  )
  const entered = { EnteredTime: '2026-01-01T00:00:05Z', Name: 'S' }
  assert.deepEqual(
    sent,
    [0, 1, 2].map((RetryCount) => ({ ...entered, RetryCount })),
  )
})

test('a Map counts its own retries, and its iterations theirs', () => {
  const outputs: Json[] = []
  const item = task('work', { Parameters: { 'n.$': '$$.State.RetryCount', 'outer.$': '$.outer' } })
  const map = mapOf(
    { T: item },
    {
      ItemSelector: { 'outer.$': '$$.State.RetryCount' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    },
  )
  play(chain({ S: map }), [0], {
    tasks: ({ parameters }) => (outputs.push(parameters), outputs.length < 3 ? new AslError('E', '') : 1),
  })
  assert.deepEqual(
    outputs,
    [0, 1, 2].map((outer) => ({ n: 0, outer })),
  )
})

test('the item is known in its iteration, in branches and states behind the first, and not outside', () => {
  const item = { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' } }
  const map = mapOf({ First: { Type: 'Pass', Result: 0 }, P: parallelOf([{ B: item }]) })
  assert.deepEqual(play(chain({ S: map }), ['a', 'b']).output, [[{ i: 0, v: 'a' }], [{ i: 1, v: 'b' }]])
  const outside = play(chain({ S: map, After: item }), ['a'])
  assert.equal(outside.error, 'States.Runtime')
})

test('a Map within a Map: each sees its own item, and the outer one is back behind the inner', () => {
  const read = (key: string) => ({ [`${key}.$`]: '$$.Map.Item.Value' })
  const inner = mapOf(
    { I: { Type: 'Pass', Parameters: { ...read('inside'), 'chosen.$': '$.chosen' } } },
    { ItemsPath: '$$.Map.Item.Value', ItemSelector: read('chosen'), ResultPath: '$.inner' },
  )
  const after = { Type: 'Pass', Parameters: { 'inner.$': '$.inner', ...read('after') } }
  const { output } = play(
    chain({ S: mapOf({ Start: { Type: 'Pass', Result: {} }, Inner: inner, After: after }) }),
    [[1], [2]],
  )
  assert.deepEqual(output, [
    { inner: [{ inside: 1, chosen: 1 }], after: [1] },
    { inner: [{ inside: 2, chosen: 2 }], after: [2] },
  ])
})

test('a task token is there for a task that is answered with one, and names its attempt', () => {
  const tokens: Json[] = []
  const state = service('sqs:sendMessage.waitForTaskToken', {
    Parameters: { 't.$': '$$.Task.Token' },
    Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
  })
  play(
    chain({ S: state }),
    {},
    {
      tasks: ({ parameters }) => (tokens.push((parameters as JsonObject)['t']!), new AslError('E', '')),
    },
  )
  assert.deepEqual(tokens, ['token of run/1/3', 'token of run/1/6'])
})

test('there is no task token for a task that is answered by its call', () => {
  const state = service('sqs:sendMessage', { Parameters: { 't.$': '$$.Task.Token' } })
  const { error, sequence } = play(chain({ S: state }), {})
  assert.equal(error, 'States.Runtime')
  assert.equal(sequence, '1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:ExecutionFailed')
})
