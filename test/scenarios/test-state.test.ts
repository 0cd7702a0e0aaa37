/** TestState and the mock configuration of Step Functions Local as users have them: the AWS SDK against the real process. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { SFN } from '@aws-sdk/client-sfn'
import { answerOf, sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

const roleArn = 'arn:aws:iam::123456789012:role/r'
const mocks = {
  StateMachines: { orders: { TestCases: { BusyAtFirst: { Charge: 'busyAtFirst' } } } },
  MockedResponses: {
    busyAtFirst: {
      '0': { Throw: { Error: 'Busy', Cause: 'too many' } },
      '1-2': { Return: { StatusCode: 200, Payload: { paid: true } } },
    },
  },
}
const orders = {
  StartAt: 'Charge',
  States: {
    Charge: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'charge', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }],
      Next: 'Later',
    },
    Later: { Type: 'Wait', Seconds: 1000, Next: 'Ship' },
    Ship: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:ship', End: true },
  },
}

/** A Lambda that knows one function, which gives back what it gets. */
const lambda = createServer((request, response) => {
  if (request.url?.includes('/function') && request.url.includes('ship')) request.pipe(response)
  else response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}')
})
let directory: string
let server: TestServer
let sfn: SFN

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepwell-mocks-'))
  const file = join(directory, 'mocks.json')
  await writeFile(file, JSON.stringify(mocks))
  lambda.listen(0, '127.0.0.1')
  await once(lambda, 'listening')
  server = await startServer({
    // The environment of Step Functions Local, as it stands.
    environment: {
      SFN_MOCK_CONFIG: file,
      LAMBDA_ENDPOINT: `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`,
      WAIT_TIME_SCALE: '0.001',
      AWS_ACCOUNT_ID: '123456789012',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    },
  })
  sfn = sdk(server.endpoint, { disableHostPrefix: true })
})

after(async () => {
  sfn.destroy()
  await server.remove()
  lambda.close()
  await rm(directory, { recursive: true, force: true })
})

suite('a test case of the mock configuration', () => {
  test('answers what it mocks and leaves the rest to the services', async () => {
    const { stateMachineArn } = await sfn.createStateMachine({
      name: 'orders',
      definition: JSON.stringify(orders),
      roleArn,
    })
    assert.equal(stateMachineArn, 'arn:aws:states:us-east-1:123456789012:stateMachine:orders')
    const { executionArn } = await sfn.startExecution({
      stateMachineArn: `${stateMachineArn}#BusyAtFirst`,
      input: '{}',
    })
    assert.ok(executionArn)
    let execution = await sfn.describeExecution({ executionArn })
    while (execution.status === 'RUNNING') execution = await sfn.describeExecution({ executionArn })
    assert.deepEqual([execution.status, execution.output], ['SUCCEEDED', '{"paid":true}'])
    const { events } = await sfn.getExecutionHistory({ executionArn })
    const failed = events!.find(({ type }) => type === 'TaskFailed')
    assert.deepEqual(
      [failed?.taskFailedEventDetails?.error, failed?.taskFailedEventDetails?.cause],
      ['Busy', 'too many'],
    )
  })

  test('that is not there is refused, and the ARN is named', async () => {
    const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders#Idle'
    await assert.rejects(sfn.startExecution({ stateMachineArn }), {
      name: 'InvalidArn',
      message: `Invalid Arn: 'The mock configuration (SFN_MOCK_CONFIG) has no test case for: ${stateMachineArn}'`,
    })
  })
})

suite('TestState', () => {
  const charge = JSON.stringify(orders.States.Charge)

  test('runs a single state with a mock and shows its data', async () => {
    const tested = await sfn.testState({
      definition: charge,
      input: '{"order":1}',
      mock: { result: '{"StatusCode":200,"Payload":{"paid":true}}' },
      inspectionLevel: 'DEBUG',
    })
    const { inspectionData, ...rest } = answerOf(tested)
    assert.deepEqual(rest, { status: 'SUCCEEDED', output: '{"paid":true}', nextState: 'Later' })
    assert.deepEqual(inspectionData, {
      input: '{"order":1}',
      afterInputPath: '{"order":1}',
      afterParameters: '{"FunctionName":"charge","Payload":{"order":1}}',
      result: '{"StatusCode":200,"Payload":{"paid":true}}',
      afterResultSelector: '{"StatusCode":200,"Payload":{"paid":true}}',
      afterResultPath: '{"StatusCode":200,"Payload":{"paid":true}}',
    })
  })

  test('calls the service of a task that has no mock', async () => {
    const tested = await sfn.testState({
      definition: JSON.stringify(orders),
      stateName: 'Ship',
      input: '{"order":1}',
      roleArn,
    })
    assert.deepEqual(answerOf(tested), { status: 'SUCCEEDED', output: '{"order":1}' })
  })

  test('is reached through the prefix that SDKs put before the host', async () => {
    const prefixed = sdk(server.endpoint.replace('127.0.0.1', 'localhost'), {
      requestHandler: { requestTimeout: 5000 },
      disableHostPrefix: false,
    })
    let host: string | undefined
    prefixed.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { hostname: string }
        host = request.hostname
        // Not every machine resolves it; the server is asked under that name all the same.
        request.hostname = '127.0.0.1'
        return next(args)
      },
      { step: 'finalizeRequest', priority: 'low' },
    )
    const tested = await prefixed.testState({ definition: '{"Type":"Pass","End":true}' })
    prefixed.destroy()
    assert.equal(host, 'sync-localhost')
    assert.deepEqual(answerOf(tested), { status: 'SUCCEEDED', output: '{}' })
  })
})
