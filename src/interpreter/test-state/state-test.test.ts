import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, defaultLimits, Payload, type Json, type JsonObject } from '#base'
import { readDefinition } from '#asl'
import { mockedAnswer, StateTest, type Mock, type Standing, type StateTestOf } from './state-test.ts'

const at = Date.parse('2026-01-01T00:00:00Z')

interface Wanted {
  readonly input?: Json
  readonly mock?: Mock
  readonly variables?: JsonObject
  readonly more?: Partial<StateTestOf>
}

const resultOf = (value: Json): Mock => ({ result: Payload.fromValue(value) })
const failed = (error: string, cause = 'why'): Mock => ({ error: new AslError(error, cause) })

function testOf(state: JsonObject, wanted: Wanted): StateTest {
  const names = Object.keys(wanted.variables ?? {})
  const assigned = Object.fromEntries(names.map((name) => [name, 0]))
  const definition = {
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Assign: assigned, Next: 'Tested' },
      Tested: state,
      ...(JSON.stringify(state).includes('"Behind"') && { Behind: { Type: 'Succeed' } }),
      ...(JSON.stringify(state).includes('"Caught"') && { Caught: { Type: 'Succeed' } }),
    },
  }
  const { machine, diagnostics } = readDefinition(JSON.stringify(definition))
  assert.ok(machine, JSON.stringify(diagnostics))
  const identity = {
    id: 0,
    executionArn: 'arn:aws:states:us-east-1:000000000000:express:m:e',
    name: 'e',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    stateMachineName: 'm',
    account: '000000000000',
    region: 'us-east-1',
    roleArn: '',
    startedAt: at,
    input: Payload.fromValue(wanted.input ?? {}),
    synchronous: true,
  }
  const variables = new Map(
    Object.entries(wanted.variables ?? {}).map(([name, value]) => [name, Payload.fromValue(value)]),
  )
  const { mock, more } = wanted
  const environment = { limits: defaultLimits }
  const of = {
    machine,
    stateName: 'Tested',
    identity,
    environment,
    variables,
    ...(mock && { mock }),
    ...more,
  }
  return new StateTest(of, 'token')
}

/** Runs the state to its end, answering with the mock. */
async function run(state: JsonObject, wanted: Wanted = {}) {
  const tested = testOf(state, wanted)
  let standing: Standing = await tested.step({ type: 'TurnContinued' }, at, 'seed')
  for (let step = 0; standing.kind !== 'over' && step < 5; step++) {
    assert.notEqual(standing.kind, 'waiting')
    standing = await tested.step(mockedAnswer(standing as never, wanted.mock!), at, 'seed')
  }
  assert.equal(standing.kind, 'over')
  const { output, ...result } = standing.result
  const members: [string, unknown][] = Object.entries(tested.inspected)
  const shown = members.map(
    ([name, value]) => [name, value instanceof Payload ? value.value : value] as const,
  )
  return {
    ...result,
    ...(output && { output: output.value }),
    shown: Object.fromEntries(shown) as JsonObject,
  }
}

const lambda = 'arn:aws:states:::lambda:invoke'
const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }]

suite('a state under test', () => {
  test('shows each step of the data through a Pass state', async () => {
    const state = {
      Type: 'Pass',
      InputPath: '$.a',
      Parameters: { 'b.$': '$.b' },
      ResultPath: '$.c',
      OutputPath: '$.c',
      Next: 'Behind',
    }
    assert.deepEqual(await run(state, { input: { a: { b: 1 } } }), {
      status: 'SUCCEEDED',
      nextState: 'Behind',
      output: { b: 1 },
      shown: {
        input: { a: { b: 1 } },
        afterInputPath: { b: 1 },
        afterParameters: { b: 1 },
        afterResultSelector: { b: 1 },
        afterResultPath: { a: { b: 1 }, c: { b: 1 } },
      },
    })
  })

  test('shows the fixed Result of a Pass state, and not what it would have been', async () => {
    const { shown } = await run({ Type: 'Pass', Result: 1, End: true })
    assert.deepEqual(shown, { input: {}, result: 1, afterResultSelector: 1, afterResultPath: 1 })
  })

  test('may lead to itself', async () => {
    const choice = {
      Type: 'Choice',
      Choices: [{ Variable: '$.x', NumericEquals: 1, Next: 'Tested' }],
      Default: 'Behind',
    }
    const { status, nextState } = await run(choice, { input: { x: 1 } })
    assert.deepEqual([status, nextState], ['SUCCEEDED', 'Tested'])
  })

  test('names no place in a history when it fails', async () => {
    const { status, error, cause } = await run({ Type: 'Pass', InputPath: '$.x', End: true })
    assert.deepEqual([status, error], ['FAILED', 'States.Runtime'])
    assert.match(cause!, /^Invalid path '\$\.x'/)
  })

  test('shows arguments and result of a task that speaks JSONata', async () => {
    const state = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: lambda,
      Arguments: { FunctionName: '{% $states.input.f %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
    }
    assert.deepEqual(await run(state, { input: { f: 'g' }, mock: resultOf({ Payload: 7 }) }), {
      status: 'SUCCEEDED',
      output: 7,
      shown: { input: { f: 'g' }, afterArguments: { FunctionName: 'g' }, result: { Payload: 7 } },
    })
  })

  test('reads the variables that it is given, and shows them with those that it assigns', async () => {
    const state = { Type: 'Pass', Parameters: { 'y.$': '$x' }, Assign: { 'z.$': '$.y' }, End: true }
    const { output, shown } = await run(state, { variables: { x: [1] } })
    assert.deepEqual(output, { y: [1] })
    assert.deepEqual(shown['variables'], { x: [1], z: [1] })
  })

  for (const [made, expected] of [
    [0, { status: 'RETRIABLE', errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 2 } }],
    [1, { status: 'RETRIABLE', errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 6 } }],
    [2, { status: 'FAILED', errorDetails: { retryIndex: 0 } }],
  ] as const) {
    test(`is retried after ${made} retries as its retrier says`, async () => {
      const state = {
        Type: 'Task',
        Resource: lambda,
        Parameters: { FunctionName: 'f' },
        Retry: retry,
        End: true,
      }
      const tested = await run(state, { mock: failed('Busy'), more: { retryCount: made } })
      assert.equal(tested.status, expected.status)
      assert.deepEqual([tested.error, tested.cause], ['Busy', 'why'])
      assert.deepEqual(tested.shown['errorDetails'], expected.errorDetails)
    })
  }

  test('says which catcher takes the error, and what it makes of it', async () => {
    const state = {
      Type: 'Task',
      Resource: lambda,
      Parameters: { FunctionName: 'f' },
      Catch: [
        { ErrorEquals: ['Other'], Next: 'Behind' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' },
      ],
      End: true,
    }
    const { shown, ...result } = await run(state, { input: { a: 1 }, mock: failed('Busy') })
    assert.deepEqual(result, {
      status: 'CAUGHT_ERROR',
      error: 'Busy',
      cause: 'why',
      nextState: 'Caught',
      output: { a: 1, error: { Error: 'Busy', Cause: 'why' } },
    })
    assert.deepEqual(shown['errorDetails'], { catchIndex: 1 })
  })

  test('has the context object that the test brings, and nothing else in it', async () => {
    const state = {
      Type: 'Task',
      Resource: lambda,
      Parameters: { 'FunctionName.$': '$$.Execution.Name' },
      End: true,
    }
    const context = { Execution: { Name: 'mine' } }
    const { shown } = await run(state, { mock: resultOf(1), more: { context } })
    assert.deepEqual(shown['afterParameters'], { FunctionName: 'mine' })
  })

  test('is an Express execution without a role where the test brings no context object', async () => {
    const { output } = await run({
      Type: 'Pass',
      Parameters: { 'role.$': '$$.Execution.RoleArn' },
      End: true,
    })
    assert.deepEqual(output, { role: null })
  })

  test('tests an activity that does not exist', async () => {
    const resource = 'arn:aws:states:us-east-1:000000000000:activity:nobody'
    const { output } = await run({ Type: 'Task', Resource: resource, End: true }, { mock: resultOf('done') })
    assert.equal(output, 'done')
  })
})

const block = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } }

suite('a Map or Parallel under test', () => {
  test('begins nothing and takes the mock as its result', async () => {
    const second = { StartAt: 'Two', States: { Two: { Type: 'Fail' } } }
    const state = {
      Type: 'Parallel',
      Branches: [block, second],
      ResultSelector: { 'first.$': '$[0]' },
      End: true,
    }
    const { output, shown } = await run(state, { input: 5, mock: resultOf(['a', 'b']) })
    assert.deepEqual(output, { first: 'a' })
    assert.deepEqual(shown, {
      input: 5,
      afterResultSelector: { first: 'a' },
      afterResultPath: { first: 'a' },
    })
  })

  test('fails with the mocked error, which its Catch sees', async () => {
    const state = {
      Type: 'Parallel',
      Branches: [block],
      Catch: [{ ErrorEquals: ['E'], Next: 'Caught' }],
      End: true,
    }
    const { status, nextState, output } = await run(state, { mock: failed('E') })
    assert.deepEqual([status, nextState, output], ['CAUGHT_ERROR', 'Caught', { Error: 'E', Cause: 'why' }])
  })

  for (const mode of ['INLINE', 'DISTRIBUTED'] as const) {
    const processor = {
      ...block,
      ProcessorConfig: { Mode: mode, ...(mode === 'DISTRIBUTED' && { ExecutionType: 'STANDARD' }) },
    }

    test(`shows the items and the numbers of a Map that is ${mode}`, async () => {
      const state = {
        Type: 'Map',
        ItemsPath: '$.list',
        MaxConcurrencyPath: '$.n',
        ItemProcessor: processor,
        End: true,
      }
      const { shown, output } = await run(state, { input: { list: [1, 2], n: 3 }, mock: resultOf([8, 9]) })
      assert.deepEqual(output, [8, 9])
      assert.deepEqual(shown, {
        input: { list: [1, 2], n: 3 },
        afterInputPath: { list: [1, 2], n: 3 },
        afterItemsPath: [1, 2],
        maxConcurrency: 3,
        afterResultSelector: [8, 9],
        afterResultPath: [8, 9],
      })
    })
  }

  test('shows what each iteration of an inline Map would get', async () => {
    const ItemSelector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'x.$': '$.x' }
    const state = { Type: 'Map', ItemsPath: '$.list', ItemSelector, ItemProcessor: block, End: true }
    const { shown } = await run(state, { input: { list: ['a', 'b'], x: 0 }, mock: resultOf([]) })
    assert.deepEqual(shown['afterItemSelector'], [
      { i: 0, v: 'a', x: 0 },
      { i: 1, v: 'b', x: 0 },
    ])
  })
})
