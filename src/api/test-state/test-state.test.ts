import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload, type Json } from '#base'
import type { TestStateRequest } from '#engine'
import { testEngine } from '../test-engine.ts'
import { outcome, role, send, testServer } from '../test-server.ts'

const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const states = {
  pass: { Type: 'Pass', End: true },
  task: {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'f' },
    End: true,
  },
  token: {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' },
    End: true,
  },
  parallel: {
    Type: 'Parallel',
    Branches: [inner, { StartAt: 'J', States: { J: { Type: 'Succeed' } } }],
    End: true,
  },
  map: { Type: 'Map', ItemProcessor: inner, End: true },
}
const of = (state: keyof typeof states, more: object = {}) => ({
  definition: JSON.stringify(states[state]),
  ...more,
})
const mocked = (result: Json, more: object = {}) => ({ mock: { result: JSON.stringify(result), ...more } })
const withMock = (configuration: object) => ({ ...mocked([1]), stateConfiguration: configuration })

const refusals: readonly [request: object, expected: string][] = [
  [
    {},
    "ValidationException: 1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null",
  ],
  [
    of('pass', { inspectionLevel: 'ALL' }),
    "ValidationException: 1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must satisfy enum value set: [INFO, DEBUG, TRACE]",
  ],
  [of('pass', { roleArn: 'nobody' }), "InvalidArn: Invalid Role Arn: 'nobody'"],
  [
    of('pass', { stateName: 'X', definition: JSON.stringify(inner) }),
    'ValidationException: State not found in definition',
  ],
  [of('pass', { variables: '[]' }), 'ValidationException: Variables must be a JSON object'],
  [of('task'), 'ValidationException: RoleArn must be specified when testing a Task state'],
  [
    of('token', { roleArn: role }),
    `InvalidDefinition: TestState API does not support the resource '${states.token.Resource}' when a mock is not specified.`,
  ],
  [
    of('map'),
    'InvalidDefinition: TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
  ],
  [of('pass', mocked(1)), "ValidationException: State type 'Pass' is not supported when a mock is specified"],
  [
    of('task', { mock: { result: '1', errorOutput: {} } }),
    'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
  ],
  [
    of('task', { mock: {} }),
    'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
  ],
  [of('task', { mock: { result: '{' } }), 'ValidationException: Mocked result must be valid JSON'],
  [
    of('task', mocked({ StatusCode: 'x' })),
    "ValidationException: Mock result schema validation error: Field 'StatusCode' must be a number",
  ],
  [
    of('task', { ...mocked({}), revealSecrets: true }),
    'ValidationException: TestState does not support RevealSecrets when a mock is specified.',
  ],
  [of('map', mocked({})), 'ValidationException: Mocked result must be an array.'],
  [
    of('parallel', mocked([1])),
    'ValidationException: Mocked result must contain the same number of items as number of Parallel branches.',
  ],
  [
    of('map', withMock({ mapIterationFailureCount: 2 })),
    'ValidationException: Map iteration failure count must be less than or equal to the number of Map iterations',
  ],
  [
    of('map', withMock({ errorCausedByState: 'J' })),
    "ValidationException: ErrorCausedByState 'J' is not a state within the state 'StateName'",
  ],
  [
    of('map', withMock({ mapItemReaderData: '{' })),
    'ValidationException: MapItemReaderData must be valid JSON',
  ],
  [
    of('task', { roleArn: role, context: '{}' }),
    'ValidationException: TestState does not support Context when a mock is not specified.',
  ],
  ...(
    [
      ['[]', 'must be a JSON object'],
      ['{"Map":{}}', "'Map' field is not supported when mocking a Context object"],
      ['{"Other":{}}', "Field 'Other' is not allowed"],
      ['{"constructor":{}}', "Field 'constructor' is not allowed"],
      ['{"State":{"Other":1}}', "Field 'Other' is not allowed"],
      ['{"State":1}', 'State must be a JSON object'],
      ['{"Execution":{"Id":1}}', 'Execution.Id must be a string'],
      [
        '{"Task":{"Token":"t"}}',
        "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
      ],
    ] as const
  ).map(([context, what]): [object, string] => [
    of('task', { ...mocked({}), context }),
    `ValidationException: Invalid Context object provided: ${what}`,
  ]),
]

for (const [request, expected] of refusals) {
  test(`refuses ${JSON.stringify(request).slice(0, 150)} with ${expected.slice(0, 80)}`, async () => {
    assert.equal(await outcome(send(testServer(), 'TestState', { body: JSON.stringify(request) })), expected)
  })
}

/** What the engine was asked, and the answer. */
async function asked(request: object) {
  const requests: TestStateRequest[] = []
  const engine = testEngine({
    testState(wanted) {
      requests.push(wanted)
      const inspected = { input: Payload.fromText('1'), maxConcurrency: 2, errorDetails: { catchIndex: 0 } }
      return Promise.resolve({ result: { status: 'SUCCEEDED', output: Payload.fromText('7') }, inspected })
    },
  })
  const answer = await outcome(send(testServer({ engine }), 'TestState', { body: JSON.stringify(request) }))
  return { answer, request: requests[0] }
}

test('shows the data on the way from DEBUG on', async () => {
  const brief = { status: 'SUCCEEDED', output: '7' }
  const data = { input: '1', maxConcurrency: 2, errorDetails: { catchIndex: 0 } }
  assert.deepEqual((await asked(of('pass'))).answer, brief)
  for (const inspectionLevel of ['DEBUG', 'TRACE'])
    assert.deepEqual((await asked(of('pass', { inspectionLevel }))).answer, {
      ...brief,
      inspectionData: data,
    })
})

test('shows the call of an HTTP Task at TRACE only', async () => {
  const request = { protocol: 'https', method: 'GET', url: 'https://h/', headers: '[a: b]' }
  const response = { protocol: 'https', statusCode: '200', statusMessage: 'OK', headers: '[]', body: '{}' }
  const engine = testEngine({
    testState: () =>
      Promise.resolve({
        result: { status: 'SUCCEEDED', output: Payload.fromText('7') },
        inspected: { input: Payload.fromText('1') },
        http: { request, response },
      }),
  })
  const at = async (inspectionLevel: string) => {
    const body = JSON.stringify(of('pass', { inspectionLevel }))
    return outcome(send(testServer({ engine }), 'TestState', { body }))
  }
  assert.deepEqual(await at('DEBUG'), { status: 'SUCCEEDED', output: '7', inspectionData: { input: '1' } })
  assert.deepEqual(await at('TRACE'), {
    status: 'SUCCEEDED',
    output: '7',
    inspectionData: { input: '1', request, response },
  })
})

test('a single state has the name StateName and may lead to any state', async () => {
  const state = { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'A' }], Default: 'B' }
  const { request } = await asked({ definition: JSON.stringify(state) })
  assert.equal(request?.stateName, 'StateName')
  assert.deepEqual([...request.machine.states.keys()].toSorted(), ['A', 'B', 'StateName'])
})

test('a single state reads the variables that the test brings', async () => {
  const state = { Type: 'Pass', Parameters: { 'y.$': '$x' }, End: true }
  const request = { definition: JSON.stringify(state), variables: '{"x":[1]}' }
  assert.deepEqual((await asked(request)).request?.variables.get('x')?.value, [1])
  const { variables: _, ...without } = request
  assert.match(String((await asked(without)).answer), /^InvalidDefinition: /)
})

test('a state within a Map of a whole definition is found by its name', async () => {
  const definition = JSON.stringify({ StartAt: 'M', States: { M: states.map } })
  const { request } = await asked({ definition, stateName: 'I' })
  assert.equal(request?.stateName, 'I')
})

test('reader data of a CSV or JSONL file is taken apart as the reader would do it', async () => {
  const read = async (config: object, mapItemReaderData: string) => {
    const map = {
      ...states.map,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: config,
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemProcessor: {
        ...states.map.ItemProcessor,
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      },
    }
    const definition = JSON.stringify({ StartAt: 'M', States: { M: map } })
    const mock = { result: '[1]' }
    const stateConfiguration = { mapItemReaderData }
    const given = { definition, stateName: 'M', roleArn: role, mock, stateConfiguration }
    const { request, answer } = await asked(given)
    return request?.itemReaderData ?? answer
  }
  const csv = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }
  assert.deepEqual(await read(csv, 'id,name\n1,Ada\n2,"Bo, B."\n'), [
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Bo, B.' },
  ])
  assert.deepEqual(await read(csv, '[{"id":"1"}]'), [{ id: '1' }])
  assert.deepEqual(await read({ InputType: 'JSONL' }, '{"a":1}\n{"a":2}\n'), [{ a: 1 }, { a: 2 }])
  assert.match(
    String(await read({ InputType: 'JSONL' }, '{"a":1}\n{')),
    /MapItemReaderData is not valid JSONL/,
  )
  assert.match(String(await read({ InputType: 'JSON' }, 'id,name')), /MapItemReaderData must be valid JSON/)
})

test('everything that the test says reaches the engine', async () => {
  const { request } = await asked(
    of('map', {
      input: '[1]',
      roleArn: role,
      mock: { errorOutput: { error: 'E' } },
      stateConfiguration: {
        retrierRetryCount: 3,
        errorCausedByState: 'I',
        mapIterationFailureCount: 1,
        mapItemReaderData: '[5]',
      },
      context: '{"Execution":{"Name":"n"}}',
    }),
  )
  const { mock, retryCount, failedIterations, itemReaderData, context, roleArn } = request!
  assert.ok(mock && 'error' in mock)
  assert.deepEqual([mock.error.error, mock.error.cause], ['E', undefined])
  assert.deepEqual([retryCount, failedIterations, itemReaderData, roleArn], [3, 1, [5], role])
  assert.deepEqual(context, { Execution: { Name: 'n' } })
})
