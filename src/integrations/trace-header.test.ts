/** The trace of a task is passed on to what it calls, in the way of each service. */
import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { test, type TestContext } from 'node:test'
import { Payload } from '#base'
import { remoteLambda, type Functions, type Invocation } from '#functions'
import { httpService } from '../../test/support/http-service.ts'
import { awsSdkIntegration } from './aws-sdk/aws-sdk.ts'
import { taskCall } from './contract.ts'
import { dynamodbIntegration } from './dynamodb.ts'
import { eventsIntegration } from './events.ts'
import { lambdaIntegration } from './lambda.ts'
import { snsIntegration } from './sns.ts'
import { sqsIntegration } from './sqs.ts'
import { statesIntegration, type Executions } from './states.ts'
import { taskSender } from './task-sender.ts'

const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

/** A service that answers everything in the same way, and what it was asked. */
async function answeringService(t: TestContext, answer: string) {
  const requests: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const endpoint = await httpService(t, ({ headers }, body) => {
    requests.push({ headers, body: body.toString() })
    return { body: answer }
  })
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  return { requests, endpoint, credentials }
}

const traced = (service: string, action: string, parameters: Record<string, string>) =>
  taskCall({ service, action }, parameters, { traceHeader })

test('a message of SQS has it as a system attribute', async (t) => {
  const { requests, endpoint, credentials } = await answeringService(t, '{"MessageId":"m"}')
  const sqs = sqsIntegration({ endpoints: { sqs: endpoint }, credentials, environment: {} })
  const parameters = { QueueUrl: `${endpoint}/000000000000/q`, MessageBody: 'x' }
  await sqs.call(traced('sqs', 'sendMessage', parameters))
  await sqs.call(taskCall({ service: 'sqs', action: 'sendMessage' }, parameters))
  const [first, second] = requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>)
  assert.deepEqual(first!['MessageSystemAttributes'], {
    AWSTraceHeader: { DataType: 'String', StringValue: traceHeader },
  })
  assert.equal(Object.hasOwn(second!, 'MessageSystemAttributes'), false)
})

test('SNS and a remote Lambda get it as a header', async (t) => {
  const { requests, endpoint, credentials } = await answeringService(t, '<PublishResponse/>')
  const sns = snsIntegration({ endpoints: { sns: endpoint }, credentials, environment: {} })
  await sns.call(traced('sns', 'publish', { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'x' }))
  const functions = remoteLambda({ endpoint, credentials, environment: {} })
  t.after(() => functions.close())
  await lambdaIntegration(functions).call(traced('lambda', 'invoke', { FunctionName: 'work' }))
  assert.deepEqual(
    requests.map(({ headers }) => headers['x-amzn-trace-id']),
    [traceHeader, traceHeader],
  )
})

test('DynamoDB and calls of any SDK client get it as a header, and none where the call has none', async (t) => {
  const { requests, endpoint, credentials } = await answeringService(t, '{}')
  const access = { endpoints: { dynamodb: endpoint }, credentials, environment: {} }
  await dynamodbIntegration(access).call(traced('dynamodb', 'getItem', { TableName: 'orders' }))
  const describe = { service: 'dynamodb', action: 'describeTable', sdk: true }
  await awsSdkIntegration(access).call(taskCall(describe, { TableName: 'orders' }, { traceHeader }))
  await awsSdkIntegration(access).call(taskCall(describe, { TableName: 'orders' }))
  assert.deepEqual(
    requests.map(({ headers }) => headers['x-amzn-trace-id']),
    [traceHeader, traceHeader, undefined],
  )
})

test('an event has it as a member and its request as a header, unless the entry names another trace', async (t) => {
  const { requests, endpoint, credentials } = await answeringService(
    t,
    '{"FailedEntryCount":0,"Entries":[{"EventId":"1"},{"EventId":"2"}]}',
  )
  const events = eventsIntegration({ endpoints: { eventbridge: endpoint }, credentials, environment: {} })
  const entry = { Source: 'shop', DetailType: 'Placed', Detail: {} }
  const parameters = { Entries: [entry, { ...entry, TraceHeader: 'Root=own' }] }
  const put = { service: 'events', action: 'putEvents' }
  await events.call(taskCall(put, parameters, { traceHeader }))
  const [{ headers, body }] = requests as [(typeof requests)[number]]
  const sent = JSON.parse(body) as { readonly Entries: readonly { readonly TraceHeader?: string }[] }
  assert.equal(headers['x-amzn-trace-id'], traceHeader)
  assert.deepEqual(
    sent.Entries.map((each) => each.TraceHeader),
    [traceHeader, 'Root=own'],
  )
})

test('a function that a state names itself gets it with its invocation', async () => {
  const invocations: Invocation[] = []
  const functions: Functions = {
    async invoke(invocation) {
      invocations.push(invocation)
      return { statusCode: 200, payload: '1', executedVersion: '$LATEST', requestId: 'r' }
    },
    close: () => Promise.resolve(),
  }
  const { resource: _r, parameters: _p, ...call } = traced('lambda', 'invoke', {})
  const target = { kind: 'lambda', functionName: 'work' } as const
  await taskSender(new Map(), functions)({ ...call, target, parameters: Payload.fromValue({}) })
  assert.deepEqual(
    invocations.map((invocation) => invocation.traceHeader),
    [traceHeader],
  )
})

/** The trace header that a nested execution was started with. */
async function startedWith(parameters: Record<string, string>, header = traceHeader) {
  const headers: (string | undefined)[] = []
  const engine = {
    async start(request: { readonly traceHeader?: string }) {
      headers.push(request.traceHeader)
      return { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e', startedAt: 0 }
    },
  } as unknown as Executions
  const StateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m'
  const resource = { service: 'states', action: 'startExecution' }
  await statesIntegration(() => engine).call(
    taskCall(resource, { StateMachineArn, ...parameters }, { traceHeader: header }),
  )
  return headers[0]
}

test('a nested execution belongs to the trace, unless the task names another one', async () => {
  assert.equal(await startedWith({}), traceHeader)
  assert.equal(await startedWith({ TraceHeader: 'Root=own' }), 'Root=own')
})

test('what marks a named child is not passed on to its own children', async () => {
  const mark = /;StartedBy=[0-9a-f]{32}$/
  const child = await startedWith({ Name: 'one' })
  assert.match(child!, mark)
  assert.equal(child!.replace(mark, ''), traceHeader)
  const grandchild = await startedWith({ Name: 'two' }, child)
  assert.equal(grandchild!.match(/StartedBy/g)!.length, 1)
})
