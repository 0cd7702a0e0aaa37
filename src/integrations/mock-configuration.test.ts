import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, Payload, type Json } from '#base'
import { parseResource, type LambdaResource, type ServiceResource } from '#asl'
import { MockConfiguration, MockConfigurationError } from './mock-configuration.ts'
import { mockSender } from './mock-sender.ts'
import type { OutgoingTask, SendTask } from './port.ts'

const document = {
  StateMachines: { Orders: { TestCases: { Busy: { Charge: 'busy' }, Nothing: {} } } },
  MockedResponses: {
    busy: {
      '0': { Throw: { Error: 'Busy', Cause: 'too many' } },
      '1-2': { Return: { StatusCode: 200, Payload: { ok: true } } },
    },
  },
}
const mocks = MockConfiguration.read(document)
const place = (invocation: number, testCase = 'Busy', stateName = 'Charge') => ({
  stateMachineName: 'Orders',
  testCase,
  stateName,
  invocation,
})

test('knows its test cases by state machine and name', () => {
  assert.deepEqual(
    [mocks.has('Orders', 'Busy'), mocks.has('Orders', 'Idle'), mocks.has('Others', 'Busy')],
    [true, false, false],
  )
})

test('answers a call by its number, one by one or in ranges', () => {
  const thrown = mocks.answer(place(0))
  assert.ok(thrown instanceof AslError)
  assert.deepEqual([thrown.error, thrown.cause], ['Busy', 'too many'])
  for (const invocation of [1, 2])
    assert.deepEqual(mocks.answer(place(invocation)), { StatusCode: 200, Payload: { ok: true } })
})

test('leaves a state that the test case does not name to its service', () => {
  assert.equal(mocks.answer(place(0, 'Nothing')), undefined)
  assert.equal(mocks.answer(place(0, 'Busy', 'Ship')), undefined)
})

test('fails a call that has no answer, and says which have one', () => {
  const spent = mocks.answer(place(3))
  assert.ok(spent instanceof AslError)
  assert.equal(spent.error, 'States.TaskFailed')
  assert.match(spent.cause!, /call 3 of the state 'Charge'; it has: 0, 1-2/)
})

test('a state may be called as a member of every object is', () => {
  const of = { StateMachines: { m: { TestCases: { c: {} } } }, MockedResponses: {} }
  const plain = MockConfiguration.read(of)
  assert.equal(plain.answer({ ...place(0, 'c', 'constructor'), stateMachineName: 'm' }), undefined)
  assert.equal(plain.has('constructor', 'name'), false)
})

const wrong: readonly [document: Json, message: RegExp][] = [
  [[], /^\/: expected a JSON object/],
  [{ StateMachines: 1 }, /^\/StateMachines: expected a JSON object/],
  [
    { StateMachines: { m: { TestCases: { c: { S: 1 } } } } },
    /TestCases\/c\/S: expected the name of a mocked response/,
  ],
  [
    { StateMachines: { m: { TestCases: { c: { S: 'r' } } } } },
    /expected a member of \/MockedResponses, but there is no 'r'/,
  ],
  [
    { MockedResponses: { r: { x: { Return: 1 } } } },
    /\/MockedResponses\/r\/x: expected the number of a call/,
  ],
  [
    { MockedResponses: { r: { '2-1': { Return: 1 } } } },
    /\/MockedResponses\/r\/2-1: expected the number of a call/,
  ],
  [{ MockedResponses: { r: { '0': {} } } }, /\/MockedResponses\/r\/0: expected either Return or Throw/],
  [{ MockedResponses: { r: { '0': { Throw: { Error: 1 } } } } }, /\/r\/0\/Throw\/Error: expected a text/],
]

for (const [found, message] of wrong) {
  test(`refuses ${JSON.stringify(found)} and names the place`, () => {
    assert.throws(
      () => MockConfiguration.read(found),
      (error) => error instanceof MockConfigurationError && message.test(error.message),
    )
  })
}

function taskOf(resource: string, mock?: OutgoingTask['mock']): OutgoingTask {
  return {
    target: parseResource(resource) as ServiceResource | LambdaResource,
    parameters: Payload.fromValue({}),
    executionArn: 'e',
    stateMachineArn: 'm',
    roleArn: 'r',
    account: '000000000000',
    region: 'us-east-1',
    idempotencyKey: 'k',
    signal: new AbortController().signal,
    ...(mock && { mock }),
  }
}

const real: SendTask = () => Promise.resolve({ output: Payload.fromValue('real') })
const send = mockSender(real, () => mocks)

async function sent(task: OutgoingTask) {
  const outcome = await send(task)
  if (outcome instanceof AslError) return outcome.error
  const completed = await outcome.completion
  return [outcome.output.value, completed instanceof AslError ? completed.error : completed?.value]
}

test('a function that a task names itself gives the Payload of its mock', async () => {
  assert.deepEqual(await sent(taskOf('charge', place(1))), [{ ok: true }, undefined])
  const answer = { StatusCode: 200, Payload: { ok: true } }
  assert.deepEqual(await sent(taskOf('arn:aws:states:::lambda:invoke', place(1))), [answer, undefined])
})

test('a task that waits for a token or a job has its mocked result at once', async () => {
  const answer = { StatusCode: 200, Payload: { ok: true } }
  for (const resource of ['sqs:sendMessage.waitForTaskToken', 'states:startExecution.sync:2'])
    assert.deepEqual(await sent(taskOf(`arn:aws:states:::${resource}`, place(1))), [answer, answer])
  assert.equal(await sent(taskOf('arn:aws:states:::states:startExecution.sync', place(0))), 'Busy')
})

test('a call outside of a test case, or that it does not mock, goes out', async () => {
  assert.deepEqual(await sent(taskOf('charge')), ['real', undefined])
  assert.deepEqual(await sent(taskOf('charge', place(0, 'Nothing'))), ['real', undefined])
})
