import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, Payload, type Json, type JsonObject } from '#base'
import { readDefinition } from '#asl'
import { EngineUnderTest, namespace } from '../../test/support/engine-under-test.ts'
import type { TestStateRequest } from './test-state.ts'

const lambda = 'arn:aws:states:::lambda:invoke'
const roleArn = 'arn:aws:iam::000000000000:role/test'

function requestFor(state: JsonObject, more: Partial<TestStateRequest> = {}): TestStateRequest {
  const { machine, diagnostics } = readDefinition(JSON.stringify({ StartAt: 'S', States: { S: state } }))
  assert.ok(machine, JSON.stringify(diagnostics))
  return { ...namespace, machine, stateName: 'S', roleArn, input: '{}', variables: new Map(), ...more }
}

const mockOf = (value: Json) => ({ mock: { result: Payload.fromValue(value) } })

test('a task without a mock is sent, and its answer is the result of the state', async (t) => {
  const under = await EngineUnderTest.open(t)
  const request = requestFor({ Type: 'Task', Resource: lambda, Parameters: { FunctionName: 'f' }, End: true })
  const tested = under.engine.testState(request)
  await under.time.settled()
  assert.deepEqual(under.sent[0]!.parameters.value, { FunctionName: 'f' })
  assert.equal(under.sent[0]!.roleArn, roleArn)
  under.sent[0]!.answer('real')
  const { result, inspected } = await tested
  assert.deepEqual([result.status, result.output?.value], ['SUCCEEDED', 'real'])
  assert.equal(inspected.result?.value, 'real')
})

test('the call of an HTTP Task is shown, and its secrets to those who ask for them', async (t) => {
  const under = await EngineUnderTest.open(t)
  const parameters = { ApiEndpoint: 'https://h/', Method: 'GET', Authentication: { ConnectionArn: 'arn:c' } }
  const state = { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: parameters, End: true }
  const sent = { protocol: 'https', method: 'GET', url: 'https://h/' }
  const request = { ...sent, headers: '[]' }
  const revealedRequest = { ...sent, headers: '[authorization: secret]' }
  const response = { protocol: 'https', statusCode: '200', statusMessage: 'OK', headers: '[]' }
  const shown = async (more: Partial<TestStateRequest>) => {
    const tested = under.engine.testState(requestFor(state, more))
    await under.time.settled()
    const task = under.sent.at(-1)!
    task.inspectHttp!({ request, revealedRequest, response })
    task.answer({})
    return (await tested).http
  }
  assert.deepEqual(await shown({}), { request, response })
  assert.deepEqual(await shown({ revealSecrets: true }), { request: revealedRequest, response })
})

test('what a service answers badly is the error of the state, which is not tried again', async (t) => {
  const under = await EngineUnderTest.open(t)
  const state = { Type: 'Task', Resource: lambda, Parameters: { FunctionName: 'f' }, End: true }
  const request = requestFor({ ...state, Retry: [{ ErrorEquals: ['Busy'] }] })
  const tested = under.engine.testState(request)
  await under.time.settled()
  under.sent[0]!.fail('Busy', 'too many')
  const { result } = await tested
  assert.deepEqual(result, { status: 'RETRIABLE', error: 'Busy', cause: 'too many' })
  assert.equal(under.sent.length, 1)
})

test('a Wait state waits, and nothing of a test is kept', async (t) => {
  const under = await EngineUnderTest.open(t)
  let isOver = false
  const tested = under.engine
    .testState(requestFor({ Type: 'Wait', Seconds: 90, End: true }))
    .finally(() => (isOver = true))
  await under.time.pass(89_000)
  assert.equal(isOver, false)
  await under.time.pass(1000)
  assert.equal((await tested).result.status, 'SUCCEEDED')
  assert.equal((await under.kept.counters()).executionId, 0)
})

test('a test ends after five minutes with States.Timeout', async (t) => {
  const under = await EngineUnderTest.open(t)
  const tested = under.engine.testState(requestFor({ Type: 'Wait', Seconds: 301, End: true }))
  await under.time.pass(300_000)
  assert.deepEqual((await tested).result, { status: 'FAILED', error: 'States.Timeout' })
})

test('a task has the time that it says', async (t) => {
  const under = await EngineUnderTest.open(t)
  const state = {
    Type: 'Task',
    Resource: lambda,
    Parameters: { FunctionName: 'f' },
    TimeoutSeconds: 5,
    End: true,
  }
  const tested = under.engine.testState(requestFor(state))
  await under.time.pass(5000)
  assert.deepEqual((await tested).result, { status: 'FAILED', error: 'States.Timeout' })
  assert.equal(under.sent[0]!.signal.aborted, true)
})

test('a test that nobody waits for is cut off', async (t) => {
  const under = await EngineUnderTest.open(t)
  const gone = new AbortController()
  const request = requestFor({ Type: 'Task', Resource: lambda, Parameters: { FunctionName: 'f' }, End: true })
  const tested = under.engine.testState(request, gone.signal)
  await under.time.settled()
  gone.abort()
  assert.equal(under.sent[0]!.signal.aborted, true)
  under.sent[0]!.answer('too late')
  assert.equal((await tested).result.status, 'FAILED')
})

const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const ItemProcessor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }

test('shows what the children of a Distributed Map would get, one by one and in batches', async (t) => {
  const under = await EngineUnderTest.open(t)
  const state = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON', ItemsPointer: '/list', MaxItems: 3 },
      Parameters: { Bucket: 'b', Key: 'k' },
    },
    ItemSelector: { 'n.$': '$$.Map.Item.Value' },
    ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { fixed: 1 } },
    ItemProcessor,
    End: true,
  }
  const itemReaderData = { list: [1, 2, 3, 4] }
  const { result, inspected } = await under.engine.testState(
    requestFor(state, { ...mockOf([0]), itemReaderData }),
  )
  assert.deepEqual([result.status, result.output?.value], ['SUCCEEDED', [0]])
  assert.deepEqual(inspected.afterItemsPointer?.value, [1, 2, 3])
  assert.deepEqual(inspected.afterItemSelector?.value, [{ n: 1 }, { n: 2 }, { n: 3 }])
  assert.deepEqual(inspected.afterItemBatcher?.value, [
    { BatchInput: { fixed: 1 }, Items: [{ n: 1 }, { n: 2 }] },
    { BatchInput: { fixed: 1 }, Items: [{ n: 3 }] },
  ])
})

for (const [tolerance, failed, status] of [
  [{}, 2, 'SUCCEEDED'],
  [{ ToleratedFailureCount: 1 }, 1, 'SUCCEEDED'],
  [{ ToleratedFailureCount: 1 }, 2, 'FAILED'],
  [{ ToleratedFailurePercentage: 50 }, 2, 'SUCCEEDED'],
  [{ ToleratedFailurePercentage: 49 }, 2, 'FAILED'],
] as const) {
  test(`a Map of four with ${JSON.stringify(tolerance)} and ${failed} failures has ${status}`, async (t) => {
    const under = await EngineUnderTest.open(t)
    const request = requestFor(
      { Type: 'Map', ItemProcessor, ...tolerance, End: true },
      { ...mockOf([1, 2, 3, 4]), input: '[1,2,3,4]', failedIterations: failed },
    )
    const { result } = await under.engine.testState(request)
    assert.equal(result.status, status)
    assert.equal(result.error, status === 'FAILED' ? 'States.ExceedToleratedFailureThreshold' : undefined)
  })
}

test('a reader whose pointer leads nowhere fails the state', async (t) => {
  const under = await EngineUnderTest.open(t)
  const ItemReader = {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSON', ItemsPointer: '/none' },
    Parameters: { Bucket: 'b', Key: 'k' },
  }
  const request = requestFor(
    { Type: 'Map', ItemReader, ItemProcessor, End: true },
    { mock: { error: new AslError('Never', 'seen') }, itemReaderData: {} },
  )
  assert.equal((await under.engine.testState(request)).result.error, 'States.ItemReaderFailed')
})
