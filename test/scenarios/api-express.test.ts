/** Express state machines as users have them: the AWS SDK against the real process, its log and its end. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SFN, StartSyncExecutionCommandInput } from '@aws-sdk/client-sfn'
import { answerOf, sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

const roleArn = 'arn:aws:iam::000000000000:role/r'
const pass = { A: { Type: 'Pass', End: true } }
const callWork = {
  A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true },
}

/** Functions that answer when the test says so. */
class Functions {
  readonly calls: { readonly body: string; readonly answer: (output: unknown) => void }[] = []
  readonly #server: Server
  #called: () => void = () => undefined

  private constructor() {
    this.#server = createServer((incoming, response) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const answer = (output: unknown) => response.end(JSON.stringify(output))
        this.calls.push({ body: Buffer.concat(chunks).toString(), answer })
        this.#called()
      })
    })
  }

  static async listen(): Promise<Functions> {
    const functions = new Functions()
    functions.#server.listen(0, '127.0.0.1')
    await once(functions.#server, 'listening')
    return functions
  }

  get environment() {
    const { port } = this.#server.address() as AddressInfo
    return {
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    }
  }

  /** The call of that number, once it is there. */
  async call(number: number) {
    while (this.calls.length <= number) await new Promise<void>((resolve) => (this.#called = resolve))
    return this.calls[number]!
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

let functions: Functions
let server: TestServer
let sfn: SFN

before(async () => {
  functions = await Functions.listen()
  server = await startServer({ environment: functions.environment })
  sfn = sdk(server.endpoint, { disableHostPrefix: true })
})

after(async () => {
  sfn.destroy()
  await server.remove()
  functions.close()
})

async function machine(name: string, states: Record<string, object>, more: object = {}): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states })
  const created = await sfn.createStateMachine({ name, definition, roleArn, type: 'EXPRESS', ...more })
  return created.stateMachineArn!
}

const logGroupArn = 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/vendedlogs/states/g:*'
const logging = {
  loggingConfiguration: {
    level: 'ALL',
    includeExecutionData: true,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  },
}

test('StartSyncExecution answers with the end, whether it is well or not', async () => {
  const stateMachineArn = await machine('sync', pass)
  const { executionArn, startDate, stopDate, ...answer } = answerOf(
    await sfn.startSyncExecution({ stateMachineArn, name: 'n', input: '{"a":1.0}', traceHeader: 'Root=1' }),
  )
  assert.match(String(executionArn), /^arn:aws:states:us-east-1:000000000000:express:sync:n:[-0-9a-f]{36}$/)
  assert.ok((stopDate as Date) >= (startDate as Date))
  assert.deepEqual(answer, {
    stateMachineArn,
    name: 'n',
    status: 'SUCCEEDED',
    input: '{"a":1.0}',
    inputDetails: { included: true },
    output: '{"a":1.0}',
    outputDetails: { included: true },
    traceHeader: 'Root=1',
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
  })
  const fail = await machine('fails', { A: { Type: 'Fail', Error: 'Broken', Cause: 'It fell.' } })
  const failed = await sfn.startSyncExecution({ stateMachineArn: fail, includedData: 'METADATA_ONLY' })
  assert.deepEqual(
    [failed.status, failed.error, failed.cause, failed.input, failed.output, failed.outputDetails],
    ['FAILED', 'Broken', 'It fell.', undefined, undefined, { included: false }],
  )
  const slow = await machine('slow', { A: { Type: 'Wait', Seconds: 5, End: true } })
  const definition = JSON.stringify({
    StartAt: 'A',
    TimeoutSeconds: 1,
    States: { A: { Type: 'Wait', Seconds: 5, End: true } },
  })
  await sfn.updateStateMachine({ stateMachineArn: slow, definition })
  assert.equal((await sfn.startSyncExecution({ stateMachineArn: slow })).status, 'TIMED_OUT')
})

test('the host name that SDKs put a prefix before is this machine, too', async () => {
  const stateMachineArn = await machine('prefixed', pass)
  const { port } = new URL(server.endpoint)
  const call = request(server.endpoint, {
    method: 'POST',
    headers: {
      host: `sync-localhost:${port}`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.StartSyncExecution',
    },
  }).end(JSON.stringify({ stateMachineArn }))
  const [response] = (await once(call, 'response')) as [{ statusCode: number; resume: () => void }]
  response.resume()
  assert.equal(response.statusCode, 200)
})

test('what is for Standard executions is refused for Express ones, in the words of AWS', async () => {
  const stateMachineArn = await machine('refusals', pass)
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  const wrongType = {
    name: 'StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  }
  await assert.rejects(sfn.listExecutions({ stateMachineArn }), wrongType)
  const standard = await machine('standard', pass, { type: 'STANDARD' })
  await assert.rejects(sfn.startSyncExecution({ stateMachineArn: standard }), wrongType)
  const wrongArn = {
    name: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  }
  await assert.rejects(sfn.describeExecution({ executionArn }), wrongArn)
  await assert.rejects(sfn.getExecutionHistory({ executionArn }), wrongArn)
  await assert.rejects(sfn.stopExecution({ executionArn }), wrongArn)
  await assert.rejects(sfn.describeStateMachineForExecution({ executionArn }), wrongArn)
  const bad: StartSyncExecutionCommandInput = { stateMachineArn, input: 'nonsense' }
  await assert.rejects(sfn.startSyncExecution(bad), { name: 'InvalidExecutionInput' })
  await assert.rejects(sfn.startSyncExecution({ stateMachineArn, name: 'a b' }), { name: 'InvalidName' })
  await assert.rejects(sfn.startSyncExecution({ stateMachineArn: `${stateMachineArn}-not` }), {
    name: 'StateMachineDoesNotExist',
  })
  await assert.rejects(
    machine('tokens', {
      A: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true },
    }),
    { name: 'InvalidDefinition' },
  )
})

test('a Standard execution runs Express ones: it waits through the SDK integration, never as a job', async () => {
  const child = await machine('child', { A: { Type: 'Pass', Result: { done: true }, End: true } })
  const start = (resource: string, more: object) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::${resource}`,
    Parameters: { StateMachineArn: child, Input: {} },
    ...more,
  })
  const states = {
    Wait: start('aws-sdk:sfn:startSyncExecution', { ResultPath: '$.waited', Next: 'Start' }),
    Start: start('states:startExecution', { ResultPath: '$.started', Next: 'Job' }),
    Job: start('states:startExecution.sync', { End: true }),
  }
  const stateMachineArn = await machine('parent', states, { type: 'STANDARD' })
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  const ended = await untilEnded(executionArn!)
  assert.equal(ended.error, 'StepFunctions.StateMachineTypeNotSupportedException')
  const { events } = await sfn.getExecutionHistory({ executionArn })
  const outputs = events!.flatMap(({ taskSucceededEventDetails: details }) =>
    details ? [JSON.parse(details.output!) as Record<string, unknown>] : [],
  )
  assert.deepEqual([outputs[0]!['Status'], outputs[0]!['Output']], ['SUCCEEDED', '{"done":true}'])
  assert.match(String(outputs[1]!['ExecutionArn']), /:express:child:[0-9a-f]+:/)
})

/** Asks until the execution has ended. */
async function untilEnded(executionArn: string) {
  for (;;) {
    const described = await sfn.describeExecution({ executionArn })
    if (described.status !== 'RUNNING') return described
  }
}

test('log events go to the log of the server and are shown by "stepwell history"', async () => {
  const stateMachineArn = await machine('logs', pass, logging)
  const { executionArn } = await sfn.startSyncExecution({ stateMachineArn, name: 'shown', input: '{"a":1}' })
  const written = () =>
    server
      .output()
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.includes(executionArn!))
  // The log comes by a pipe, the answer by a socket: either may be first.
  while (written().length < 4) await new Promise((resolve) => setImmediate(resolve))
  const lines = written().map(
    (line) => JSON.parse(line) as { logGroup: string; event: { id: string; type: string } },
  )
  assert.deepEqual(
    lines.map(({ logGroup, event }) => [logGroup, event.id, event.type]),
    ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'].map((type, i) => [
      logGroupArn,
      String(i + 1),
      type,
    ]),
  )
  for (const name of [executionArn!, 'shown']) {
    const { stdout } = await history(name)
    assert.match(stdout, /express:logs:shown:[-0-9a-f]+ {2}SUCCEEDED/)
    assert.match(stdout, / 3 +\d+\.\d+ s +PassStateExited +A +{"a":1}/)
  }
  const silent = await sfn.startSyncExecution({ stateMachineArn: await machine('silent', pass) })
  await assert.rejects(history(silent.executionArn!), /set the loggingConfiguration of its state machine/)
})

const command = fileURLToPath(new URL('../../bin/stepwell.js', import.meta.url))

function history(execution: string): Promise<{ readonly stdout: string }> {
  const args = [command, 'history', execution, '--endpoint', server.endpoint]
  return promisify(execFile)(process.execPath, args, { encoding: 'utf8' })
}

test('a client that is gone does not end its execution', async () => {
  const stateMachineArn = await machine('left', {
    ...callWork,
    A: { ...callWork.A, Next: 'B', End: undefined },
    B: callWork.A,
  })
  const number = functions.calls.length
  const controller = new AbortController()
  const answer = sfn.startSyncExecution({ stateMachineArn }, { abortSignal: controller.signal })
  const first = await functions.call(number)
  controller.abort()
  await assert.rejects(answer, { name: 'AbortError' })
  first.answer('on')
  const second = await functions.call(number + 1)
  assert.equal(second.body, '"on"')
  second.answer('end')
})

test('a server that drains finishes a synchronous execution and answers it', async (t) => {
  const draining = await startServer({ environment: functions.environment })
  t.after(() => draining.remove())
  const client = sdk(draining.endpoint, { disableHostPrefix: true })
  t.after(() => client.destroy())
  const definition = JSON.stringify({ StartAt: 'A', States: callWork })
  const created = await client.createStateMachine({ name: 'm', definition, roleArn, type: 'EXPRESS' })
  const number = functions.calls.length
  const answer = client.startSyncExecution({ stateMachineArn: created.stateMachineArn })
  const call = await functions.call(number)
  const stopped = draining.stop()
  while (await takesRequests(draining.endpoint));
  call.answer('done')
  assert.equal((await answer).output, '"done"')
  assert.equal(await stopped, 0)
})

async function takesRequests(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
}

test('kill -9: an asynchronous execution that was acknowledged runs again from its beginning', async (t) => {
  const first = await startServer({ environment: functions.environment })
  t.after(() => first.remove())
  const client = sdk(first.endpoint)
  t.after(() => client.destroy())
  const definition = JSON.stringify({ StartAt: 'A', States: callWork })
  const { stateMachineArn } = await client.createStateMachine({
    name: 'm',
    definition,
    roleArn,
    type: 'EXPRESS',
  })
  const number = functions.calls.length
  await client.startExecution({ stateMachineArn, name: 'survives', input: '{"n":1}' })
  await functions.call(number)
  await first.kill()
  const second = await startServer({
    environment: functions.environment,
    dataDirectory: first.dataDirectory,
  })
  t.after(() => second.remove())
  const again = await functions.call(number + 1)
  assert.equal(again.body, '{"n":1}')
  again.answer('done')
  const status = async () => {
    const query = new URLSearchParams({ machine: stateMachineArn! })
    const answer = await fetch(`${second.endpoint}/console/api/executions?${query.toString()}`)
    const { executions } = (await answer.json()) as { executions: { name: string; status: string }[] }
    return executions.map((execution) => `${execution.name} ${execution.status}`)
  }
  for (let found = await status(); found[0] !== 'survives SUCCEEDED'; found = await status()) {
    assert.deepEqual(found, ['survives RUNNING'])
  }
})
