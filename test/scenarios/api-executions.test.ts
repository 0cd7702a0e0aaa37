import { test } from 'node:test'
import assert from 'node:assert/strict'
import { type HistoryEvent } from '@aws-sdk/client-sfn'
import { answerOf, serverOfFile } from '../support/sdk.ts'

const on = serverOfFile()

const roleArn = 'arn:aws:iam::000000000000:role/r'

async function machine(name: string, states: Record<string, object>): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
  return (await on.sfn.createStateMachine({ name, definition, roleArn })).stateMachineArn!
}

const pass = { A: { Type: 'Pass', End: true } }
const waitForEver = { W: { Type: 'Wait', Timestamp: '2100-01-01T00:00:00Z', End: true } }
const types = (events: readonly HistoryEvent[] | undefined) => events!.map(({ type }) => type)

test('an execution of Pass states has succeeded when its start is answered', async () => {
  const stateMachineArn = await machine('pass', pass)
  const input = '{"number": 12345678901234567890, "text": "é"}'
  const { executionArn, startDate } = await on.sfn.startExecution({ stateMachineArn, name: 'e', input })
  assert.equal(executionArn, 'arn:aws:states:us-east-1:000000000000:execution:pass:e')
  const { stopDate, ...described } = answerOf(await on.sfn.describeExecution({ executionArn }))
  assert.ok((stopDate as Date) >= startDate!)
  assert.deepEqual(described, {
    executionArn,
    stateMachineArn,
    name: 'e',
    status: 'SUCCEEDED',
    startDate,
    input,
    inputDetails: { included: true },
    output: input,
    outputDetails: { included: true },
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  })
})

test('a history is complete, in both directions, with and without data', async () => {
  const stateMachineArn = await machine('history', pass)
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn, input: '{"a":1}' })
  const { events } = await on.sfn.getExecutionHistory({ executionArn: executionArn! })
  const inputDetails = { truncated: false }
  assert.deepEqual(
    events!.map(({ timestamp: _, ...event }) => event),
    [
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"a":1}', inputDetails, roleArn },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'A', input: '{"a":1}', inputDetails },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        stateExitedEventDetails: { name: 'A', output: '{"a":1}', outputDetails: inputDetails },
      },
      {
        id: 4,
        previousEventId: 3,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '{"a":1}', outputDetails: inputDetails },
      },
    ],
  )
  const reversed = await on.sfn.getExecutionHistory({
    executionArn: executionArn!,
    reverseOrder: true,
    maxResults: 3,
    includeExecutionData: false,
  })
  assert.deepEqual(
    reversed.events!.map(({ id }) => id),
    [4, 3, 2],
  )
  assert.deepEqual(reversed.events![1]!.stateExitedEventDetails, { name: 'A' })
  const { nextToken } = reversed
  const rest = { executionArn: executionArn!, reverseOrder: true, includeExecutionData: false, nextToken }
  assert.deepEqual(types((await on.sfn.getExecutionHistory(rest)).events), ['ExecutionStarted'])
  await assert.rejects(on.sfn.getExecutionHistory({ ...rest, reverseOrder: false }), { name: 'InvalidToken' })
})

test('a start is repeated while it runs with the same input, and refused else', async () => {
  const stateMachineArn = await machine('named', waitForEver)
  const start = { stateMachineArn, name: 'one', input: '{"a":1}' }
  const first = await on.sfn.startExecution(start)
  const second = await on.sfn.startExecution(start)
  assert.equal(second.executionArn, first.executionArn)
  assert.deepEqual(second.startDate, first.startDate)
  const exists = {
    name: 'ExecutionAlreadyExists',
    message: `Execution Already Exists: '${first.executionArn}'`,
  }
  await assert.rejects(on.sfn.startExecution({ ...start, input: '{"a":2}' }), exists)
  await on.sfn.stopExecution({ executionArn: first.executionArn! })
  await assert.rejects(on.sfn.startExecution(start), exists)
})

test('a stopped execution is aborted with its error and cause, and stays so', async () => {
  const stateMachineArn = await machine('stopped', waitForEver)
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn })
  const stop = { executionArn: executionArn!, error: 'Enough', cause: 'no more' }
  const { stopDate } = await on.sfn.stopExecution(stop)
  const described = await on.sfn.describeExecution({ executionArn: executionArn! })
  const { status, error, cause, redriveStatus } = described
  assert.deepEqual(
    { status, error, cause, redriveStatus },
    { status: 'ABORTED', error: 'Enough', cause: 'no more', redriveStatus: 'REDRIVABLE' },
  )
  assert.deepEqual(described.stopDate, stopDate)
  assert.deepEqual((await on.sfn.stopExecution(stop)).stopDate, stopDate)
  const { events } = await on.sfn.getExecutionHistory({ executionArn: executionArn!, reverseOrder: true })
  assert.equal(events![0]!.type, 'ExecutionAborted')
  assert.deepEqual(events![0]!.executionAbortedEventDetails, { error: 'Enough', cause: 'no more' })
})

test('executions are listed newest first, by status, page by page', async () => {
  const stateMachineArn = await machine('listed', waitForEver)
  for (const name of ['a', 'b', 'c']) await on.sfn.startExecution({ stateMachineArn, name })
  await on.sfn.stopExecution({ executionArn: 'arn:aws:states:us-east-1:000000000000:execution:listed:b' })
  const first = await on.sfn.listExecutions({ stateMachineArn, maxResults: 2 })
  assert.deepEqual(
    first.executions!.map(({ name, status }) => [name, status]),
    [
      ['c', 'RUNNING'],
      ['b', 'ABORTED'],
    ],
  )
  const { nextToken } = first
  const second = await on.sfn.listExecutions({ stateMachineArn, maxResults: 2, nextToken })
  assert.deepEqual(
    second.executions!.map(({ name }) => name),
    ['a'],
  )
  assert.equal(second.nextToken, undefined)
  const aborted = await on.sfn.listExecutions({ stateMachineArn, statusFilter: 'ABORTED' })
  assert.deepEqual(
    aborted.executions!.map(({ name }) => name),
    ['b'],
  )
})

test('a failed execution has the error and cause of its Fail state', async () => {
  const stateMachineArn = await machine('failed', { F: { Type: 'Fail', Error: 'Bad', Cause: 'It is.' } })
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn })
  const { status, error, cause, output } = await on.sfn.describeExecution({ executionArn: executionArn! })
  assert.deepEqual(
    { status, error, cause, output },
    { status: 'FAILED', error: 'Bad', cause: 'It is.', output: undefined },
  )
})

const missing = 'arn:aws:states:us-east-1:000000000000:execution:none:none'

for (const [title, call, name, message] of [
  [
    'describe what is not there',
    () => on.sfn.describeExecution({ executionArn: missing }),
    'ExecutionDoesNotExist',
    `Execution Does Not Exist: '${missing}'`,
  ],
  [
    'stop what is not there',
    () => on.sfn.stopExecution({ executionArn: missing }),
    'ExecutionDoesNotExist',
    `Execution Does Not Exist: '${missing}'`,
  ],
  [
    'read the history of what is not there',
    () => on.sfn.getExecutionHistory({ executionArn: missing }),
    'ExecutionDoesNotExist',
    `Execution Does Not Exist: '${missing}'`,
  ],
  [
    'describe nonsense',
    () => on.sfn.describeExecution({ executionArn: 'nonsense' }),
    'InvalidArn',
    "Invalid Arn: 'Invalid ARN prefix: nonsense'",
  ],
  [
    'ask for too much',
    () => on.sfn.listActivities({ maxResults: 1001 }),
    'ValidationException',
    "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  ],
  [
    'redrive',
    () => on.sfn.redriveExecution({ executionArn: missing }),
    'ExecutionDoesNotExist',
    `Execution Does Not Exist: '${missing}'`,
  ],
] as const)
  test(`to ${title} is refused as on AWS`, async () => {
    await assert.rejects(call(), { name, message })
  })
