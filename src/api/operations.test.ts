import { test } from 'node:test'
import assert from 'node:assert/strict'
import { awsLimits } from '#base'
import type { HistoryEntry } from '#engine'
import { testEngine } from './test-engine.ts'
import { definition, machineArn, outcome, role, send, testServer } from './test-server.ts'

const arn = (resource: string) => `arn:aws:states:us-east-1:000000000000:${resource}`
const activityArn = arn('activity:a')

async function serverWithMachine(app = testServer()) {
  await send(app, 'CreateStateMachine', { name: 'm', definition, roleArn: role })
  await send(app, 'CreateActivity', { name: 'a' })
  return app
}

const create = { name: 'm', definition, roleArn: role }
const group = (name: string) => ({
  cloudWatchLogsLogGroup: { logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${name}:*` },
})

for (const [operation, request, expected] of [
  ['CreateStateMachine', { ...create, name: 'a b' }, "InvalidName: Invalid Name: 'a b'"],
  ['CreateStateMachine', { ...create, roleArn: 'nobody' }, "InvalidArn: Invalid Role Arn: 'nobody'"],
  [
    'CreateStateMachine',
    { ...create, definition: `${definition} ` },
    `StateMachineAlreadyExists: State Machine Already Exists: '${machineArn}'`,
  ],
  [
    'StartSyncExecution',
    { stateMachineArn: machineArn },
    'StateMachineTypeNotSupported: This operation is not supported by this type of state machine',
  ],
  [
    'CreateStateMachine',
    { ...create, versionDescription: 'first' },
    'ValidationException: Version description can only be set when publish is true',
  ],
  [
    'CreateStateMachine',
    { ...create, loggingConfiguration: { level: 'ALL', destinations: [group('a'), group('b')] } },
    'InvalidLoggingConfiguration: Invalid Logging Configuration: Must specify exactly one Log Destination.',
  ],
  [
    'CreateStateMachine',
    { ...create, loggingConfiguration: { level: 'ALL', destinations: [{}] } },
    'InvalidLoggingConfiguration: Invalid Logging Configuration: Log Destination not found.',
  ],
  [
    'CreateStateMachine',
    { ...create, encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } },
    "InvalidEncryptionConfiguration: Invalid Encryption Configuration: 'kmsKeyId' is required with the type CUSTOMER_MANAGED_KMS_KEY",
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: machineArn },
    'MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: `${machineArn}:1`, roleArn: role },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${machineArn}:1'`,
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: `${machineArn}/label`, roleArn: role },
    `ValidationException: This operation does not support the labelled state machine ARN '${machineArn}/label'`,
  ],
  ['DescribeStateMachine', { stateMachineArn: 'xxx' }, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: xxx'"],
  [
    'DescribeStateMachine',
    { stateMachineArn: activityArn },
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: activity'",
  ],
  [
    'DescribeStateMachine',
    { stateMachineArn: 'arn:aws:lambda:us-east-1:000000000000:function:f' },
    "InvalidArn: Invalid Arn: 'Service not valid in this context: lambda'",
  ],
  ['DeleteStateMachine', { stateMachineArn: arn('stateMachine:none') }, {}],
  [
    'StartExecution',
    { stateMachineArn: arn('stateMachine:none') },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${arn('stateMachine:none')}'`,
  ],
  [
    'StartExecution',
    { stateMachineArn: machineArn, input: 'not some json' },
    "InvalidExecutionInput: Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
  ],
  [
    'StartExecution',
    { stateMachineArn: machineArn, input: '' },
    "InvalidExecutionInput: Invalid State Machine Execution Input: 'Invalid execution input.'",
  ],
  ['StartExecution', { stateMachineArn: machineArn, name: 'a/b' }, "InvalidName: Invalid Name: 'a/b'"],
  [
    'DescribeExecution',
    { executionArn: arn('execution:m:none') },
    `ExecutionDoesNotExist: Execution Does Not Exist: '${arn('execution:m:none')}'`,
  ],
  [
    'DescribeExecution',
    { executionArn: arn('express:m:e:1') },
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'",
  ],
  [
    'RedriveExecution',
    { executionArn: arn('execution:m:none') },
    `ExecutionDoesNotExist: Execution Does Not Exist: '${arn('execution:m:none')}'`,
  ],
  [
    'RedriveExecution',
    { executionArn: arn('express:m:e:1') },
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: express'",
  ],
  [
    'RedriveExecution',
    { executionArn: arn('execution:m:none'), clientToken: 'two words' },
    "ValidationException: 1 validation error detected: Value 'two words' at 'clientToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [!-~]+",
  ],
  [
    'DescribeStateMachineForExecution',
    { executionArn: 'x' },
    "InvalidArn: Invalid Arn: 'Invalid ARN prefix: x'",
  ],
  [
    'ListExecutions',
    {},
    'ValidationException: Exactly one of stateMachineArn and mapRunArn must be specified',
  ],
  [
    'ListExecutions',
    { stateMachineArn: machineArn, statusFilter: 'PENDING_REDRIVE' },
    'ValidationException: The status filter PENDING_REDRIVE can only be used with mapRunArn',
  ],
  [
    'ListExecutions',
    { stateMachineArn: machineArn, nextToken: 'made.up' },
    "InvalidToken: Invalid Token: 'Invalid token'",
  ],
  [
    'ListExecutions',
    { mapRunArn: arn('mapRun:m/l:1') },
    `ResourceNotFound: Resource not found: '${arn('mapRun:m/l:1')}'`,
  ],
  [
    'StopExecution',
    { executionArn: arn('execution:m:none') },
    `ExecutionDoesNotExist: Execution Does Not Exist: '${arn('execution:m:none')}'`,
  ],
  ['SendTaskSuccess', { taskToken: 'bad', output: '{}' }, "InvalidToken: Invalid Token: 'Invalid token'"],
  [
    'SendTaskSuccess',
    { taskToken: 'good', output: '{' },
    `InvalidOutput: Invalid Output: 'Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])'`,
  ],
  ['SendTaskSuccess', { taskToken: 'good', output: '1' }, {}],
  ['SendTaskFailure', { taskToken: 'good' }, {}],
  ['SendTaskHeartbeat', { taskToken: 'good' }, {}],
  ['CreateActivity', { name: 'a*b' }, "InvalidName: Invalid Name: 'a*b'"],
  [
    'DescribeActivity',
    { activityArn: arn('activity:none') },
    `ActivityDoesNotExist: Activity Does Not Exist: '${arn('activity:none')}'`,
  ],
  ['GetActivityTask', { activityArn }, {}],
  ['DeleteActivity', { activityArn: arn('activity:none') }, {}],
  [
    'TagResource',
    { resourceArn: `${machineArn}:1`, tags: [] },
    `ResourceNotFound: Resource not found: '${machineArn}:1'`,
  ],
  [
    'TagResource',
    { resourceArn: machineArn, tags: [{ key: 'aws:mine' }] },
    "ValidationException: The tag key 'aws:mine' begins with 'aws:', which is reserved for AWS",
  ],
  [
    'ListTagsForResource',
    { resourceArn: arn('execution:m:e') },
    "InvalidArn: Invalid Arn: 'Resource type not valid in this context: execution'",
  ],
] as const)
  test(`${operation} ${JSON.stringify(request)}`, async () => {
    assert.deepEqual(await outcome(send(await serverWithMachine(), operation, request)), expected)
  })

test('a state machine is described with AWS’s defaults and without what it lacks', async () => {
  const app = await serverWithMachine()
  assert.deepEqual(await outcome(send(app, 'DescribeStateMachine', { stateMachineArn: machineArn })), {
    stateMachineArn: machineArn,
    name: 'm',
    status: 'ACTIVE',
    definition,
    roleArn: role,
    type: 'STANDARD',
    creationDate: 1700000000.123,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  })
})

test('an update keeps the configuration that it does not name', async () => {
  const app = testServer()
  const loggingConfiguration = { level: 'ERROR', destinations: [group('g')] }
  await send(app, 'CreateStateMachine', { ...create, loggingConfiguration })
  const update = { stateMachineArn: machineArn, tracingConfiguration: { enabled: true } }
  assert.deepEqual(await outcome(send(app, 'UpdateStateMachine', update)), {
    updateDate: 1700000000.123,
    revisionId: 'revision-2',
  })
  const described = await send(app, 'DescribeStateMachine', {
    stateMachineArn: machineArn,
    includedData: 'METADATA_ONLY',
  })
  const {
    definition: shown,
    loggingConfiguration: logging,
    tracingConfiguration,
  } = described.json<Record<string, unknown>>()
  assert.deepEqual(
    { shown, logging, tracingConfiguration },
    {
      shown: '{}',
      logging: { level: 'ERROR', includeExecutionData: false, destinations: [group('g')] },
      tracingConfiguration: { enabled: true },
    },
  )
})

test('an execution is described with its data, or without it on demand', async () => {
  const app = await serverWithMachine()
  const input = '{"big": 12345678901234567890}'
  await send(app, 'StartExecution', { stateMachineArn: machineArn, name: 'e', input })
  const head = {
    executionArn: arn('execution:m:e'),
    stateMachineArn: machineArn,
    name: 'e',
    status: 'SUCCEEDED',
    startDate: 1700000000.123,
    stopDate: 1700000000.128,
  }
  const tail = {
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  }
  const included = { included: true }
  const executionArn = head.executionArn
  assert.deepEqual(await outcome(send(app, 'DescribeExecution', { executionArn })), {
    ...head,
    input,
    inputDetails: included,
    output: input,
    outputDetails: included,
    ...tail,
  })
  const without = { included: false }
  assert.deepEqual(
    await outcome(send(app, 'DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' })),
    { ...head, inputDetails: without, outputDetails: without, ...tail },
  )
})

test('an input of more bytes than the limit is refused', async () => {
  const app = await serverWithMachine(testServer({ engine: testEngine({}, awsLimits) }))
  const input = JSON.stringify('x'.repeat(awsLimits.payloadBytesMax))
  assert.match(
    String(await outcome(send(app, 'StartExecution', { stateMachineArn: machineArn, input }))),
    /^ValidationException: 1 validation error detected: Value at 'input' .* less than or equal to 262144$/,
  )
})

test('executions are listed newest first, page by page, and a token fits its own listing only', async () => {
  const app = await serverWithMachine()
  for (const name of ['e1', 'e2', 'e3'])
    await send(app, 'StartExecution', { stateMachineArn: machineArn, name })
  const list = async (more: object) => {
    const response = await send(app, 'ListExecutions', {
      stateMachineArn: machineArn,
      maxResults: 2,
      ...more,
    })
    return response.json<{ executions: { name: string }[]; nextToken?: string; message?: string }>()
  }
  const first = await list({})
  assert.deepEqual(
    first.executions.map(({ name }) => name),
    ['e3', 'e2'],
  )
  const { nextToken } = first
  const second = await list({ nextToken })
  assert.deepEqual(
    second.executions.map(({ name }) => name),
    ['e1'],
  )
  assert.equal(second.nextToken, undefined)
  assert.equal((await list({ nextToken, statusFilter: 'FAILED' })).message, "Invalid Token: 'Invalid token'")
})

test('a page token expires after a day', async () => {
  let now = 1_000
  const app = testServer({ now: () => now })
  for (const name of ['a', 'b']) await send(app, 'CreateActivity', { name })
  const list = (request: object) => outcome(send(app, 'ListActivities', { maxResults: 1, ...request }))
  const { nextToken } = (await list({})) as { nextToken: string }
  now += 24 * 60 * 60 * 1000
  assert.deepEqual(
    ((await list({ nextToken })) as { activities: { name: string }[] }).activities[0]?.name,
    'b',
  )
  now += 1
  assert.equal(await list({ nextToken }), "InvalidToken: Invalid Token: 'Invalid token'")
})

test('a history is read forwards and backwards, page by page', async () => {
  const app = await serverWithMachine()
  await send(app, 'StartExecution', { stateMachineArn: machineArn, name: 'e' })
  for (const reverseOrder of [false, true]) {
    const pages: number[][] = []
    let nextToken: string | undefined
    do {
      const request = { executionArn: arn('execution:m:e'), maxResults: 3, reverseOrder, nextToken }
      const page = (await outcome(send(app, 'GetExecutionHistory', request))) as {
        events: { id: number }[]
        nextToken?: string
      }
      pages.push(page.events.map(({ id }) => id))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    assert.deepEqual(pages, reverseOrder ? [[4, 3, 2], [1]] : [[1, 2, 3], [4]])
  }
})

test('a history leaves the data of executions out on demand', async () => {
  const app = await serverWithMachine()
  await send(app, 'StartExecution', { stateMachineArn: machineArn, name: 'e' })
  const request = { executionArn: arn('execution:m:e'), includeExecutionData: false, maxResults: 2 }
  const response = await send(app, 'GetExecutionHistory', request)
  assert.deepEqual(response.json<{ events: unknown[] }>().events, [
    {
      timestamp: 1700000000.123,
      type: 'ExecutionStarted',
      id: 1,
      previousEventId: 0,
      executionStartedEventDetails: { roleArn: 'role' },
    },
    {
      timestamp: 1700000000.124,
      type: 'PassStateEntered',
      id: 2,
      previousEventId: 1,
      stateEnteredEventDetails: { name: 'A' },
    },
  ])
})

test('a page of large events ends early, with a token for the rest', async () => {
  const large = 'x'.repeat(1024 * 1024)
  const event = (id: number): HistoryEntry => ({
    id,
    previousEventId: id - 1,
    type: 'PassStateExited',
    timestamp: 0,
    detailsMember: 'stateExitedEventDetails',
    details: { name: 'A', output: large },
  })
  const history: ReturnType<typeof testEngine>['history'] = ({ from, limit }) =>
    Promise.resolve(Array.from({ length: Math.min(limit, 101 - from) }, (_, i) => event(from + i)))
  const app = await serverWithMachine(testServer({ engine: testEngine({ history }) }))
  await send(app, 'StartExecution', { stateMachineArn: machineArn, name: 'e' })
  const response = await send(app, 'GetExecutionHistory', { executionArn: arn('execution:m:e') })
  const { events, nextToken } = response.json<{ events: unknown[]; nextToken?: string }>()
  assert.equal(events.length, 32)
  assert.notEqual(nextToken, undefined)
})

test('tags are added, replaced, removed and listed; more than 50 are too many', async () => {
  const app = await serverWithMachine()
  const tags = [
    { key: 'one', value: '1' },
    { key: 'two', value: '2' },
    { key: 'one', value: 'I' },
  ]
  for (const resourceArn of [machineArn, activityArn]) {
    await send(app, 'TagResource', { resourceArn, tags })
    await send(app, 'UntagResource', { resourceArn, tagKeys: ['two', 'three'] })
    assert.deepEqual(await outcome(send(app, 'ListTagsForResource', { resourceArn })), {
      tags: [{ key: 'one', value: 'I' }],
    })
    const many = Array.from({ length: 50 }, (_, i) => ({ key: `k${i}`, value: '' }))
    assert.equal(
      await outcome(send(app, 'TagResource', { resourceArn, tags: many })),
      `TooManyTags: Too many tags: '${resourceArn}' may have 50`,
    )
  }
})

test('an activity is described with the encryption that it has by default', async () => {
  assert.deepEqual(await outcome(send(await serverWithMachine(), 'DescribeActivity', { activityArn })), {
    activityArn,
    name: 'a',
    creationDate: 1700000000.123,
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  })
})

const verdict = async (request: object) =>
  (await outcome(send(testServer(), 'ValidateStateMachineDefinition', request))) as {
    result: string
    diagnostics: object[]
    truncated: boolean
  }

test('a definition is judged without being created', async () => {
  assert.deepEqual(await verdict({ definition }), { result: 'OK', diagnostics: [], truncated: false })
  assert.deepEqual(await verdict({ definition: '{}' }), {
    result: 'FAIL',
    diagnostics: [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'These fields are required: [States, StartAt]',
        location: '/',
      },
    ],
    truncated: false,
  })
})

test('a text that is no JSON is judged as AWS does', async () => {
  const location = '[Source: (String)"not a definition"; line: 1, column: 4]'
  const kinds = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
  const { diagnostics } = await verdict({ definition: 'not a definition' })
  assert.deepEqual(diagnostics, [
    {
      severity: 'ERROR',
      code: 'INVALID_JSON_DESCRIPTION',
      message: `Unrecognized token 'not': was expecting ${kinds}\n at ${location}`,
      location,
    },
  ])
  assert.deepEqual((await verdict({ definition: ' ' })).diagnostics, [
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: 'Definition must be a valid JSON object',
    },
  ])
})

test('more diagnostics than asked for are cut, and said to be', async () => {
  const states = Object.fromEntries(['A', 'B', 'C'].map((name) => [name, { Type: 'Pass', Next: `${name}x` }]))
  const wanted = JSON.stringify({ StartAt: 'A', States: states })
  const { diagnostics, truncated, result } = await verdict({ definition: wanted, maxResults: 1 })
  assert.deepEqual(
    { result, truncated, count: diagnostics.length },
    { result: 'FAIL', truncated: true, count: 1 },
  )
})

test('a start that there is no room for is refused with an error that SDKs send again', async () => {
  const refused = { refused: 'too-many-executions' } as const
  const engine = testEngine({
    start: () => Promise.resolve(refused),
    startSync: () => Promise.resolve(refused),
  })
  const app = await serverWithMachine(testServer({ engine }))
  for (const operation of ['StartExecution', 'StartSyncExecution']) {
    const answer = await outcome(send(app, operation, { stateMachineArn: machineArn }))
    assert.equal(answer, 'ThrottlingException: Rate exceeded')
  }
})
