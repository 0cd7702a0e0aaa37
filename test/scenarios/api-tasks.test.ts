import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import type { SFN } from '@aws-sdk/client-sfn'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
let sfn: SFN

before(async () => {
  server = await startServer()
  sfn = sdk(server.endpoint)
})

after(async () => {
  sfn.destroy()
  await server.remove()
})

const roleArn = 'arn:aws:iam::000000000000:role/r'

/** An activity and a state machine of one task that waits for it. */
async function activityMachine(name: string, task: object = {}) {
  const { activityArn } = await sfn.createActivity({ name })
  const states = { T: { Type: 'Task', Resource: activityArn, End: true, ...task } }
  const definition = JSON.stringify({ StartAt: 'T', States: states })
  const { stateMachineArn } = await sfn.createStateMachine({ name, definition, roleArn })
  return { activityArn: activityArn!, stateMachineArn: stateMachineArn! }
}

const gone = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

test('a worker takes a task, beats, and its output is that of the execution; a second answer is too late', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('success', { HeartbeatSeconds: 600 })
  const { executionArn } = await sfn.startExecution({ stateMachineArn, input: '{"a":1}' })
  const { taskToken, input } = await sfn.getActivityTask({ activityArn, workerName: 'w' })
  assert.equal(input, '{"a":1}')
  await sfn.sendTaskHeartbeat({ taskToken })
  await sfn.sendTaskSuccess({ taskToken, output: '{"b":2}' })
  const { status, output } = await sfn.describeExecution({ executionArn: executionArn! })
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '{"b":2}' })
  await assert.rejects(sfn.sendTaskSuccess({ taskToken, output: '{}' }), gone)
  await assert.rejects(sfn.sendTaskFailure({ taskToken }), gone)
  await assert.rejects(sfn.sendTaskHeartbeat({ taskToken }), gone)
})

test('a worker that fails fails the execution with its error and cause', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('failure')
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  const { taskToken } = await sfn.getActivityTask({ activityArn })
  await sfn.sendTaskFailure({ taskToken, error: 'Broken', cause: 'It fell.' })
  const { status, error, cause } = await sfn.describeExecution({ executionArn: executionArn! })
  assert.deepEqual({ status, error, cause }, { status: 'FAILED', error: 'Broken', cause: 'It fell.' })
})

test('a worker that waits is handed the task of an execution that starts later', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('early')
  const polled = sfn.getActivityTask({ activityArn })
  await sfn.startExecution({ stateMachineArn, input: '"late"' })
  assert.equal((await polled).input, '"late"')
})

test('a worker that is gone takes no task', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('left')
  const left = new AbortController()
  const abandoned = sfn.getActivityTask({ activityArn }, { abortSignal: left.signal })
  // The next answer on another connection comes after the poll has reached the server.
  await sfn.describeActivity({ activityArn })
  left.abort()
  await assert.rejects(abandoned, { name: 'AbortError' })
  await sfn.describeActivity({ activityArn })
  await sfn.startExecution({ stateMachineArn, input: '"for the next"' })
  assert.equal((await sfn.getActivityTask({ activityArn })).input, '"for the next"')
})

test('tokens that nobody gave out are refused', async () => {
  const invalid = { name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" }
  const taskToken = 'made-up'
  await assert.rejects(sfn.sendTaskSuccess({ taskToken, output: '{}' }), invalid)
  await assert.rejects(sfn.sendTaskFailure({ taskToken }), invalid)
  await assert.rejects(sfn.sendTaskHeartbeat({ taskToken }), invalid)
  await assert.rejects(sfn.sendTaskSuccess({ taskToken, output: 'oops' }), { name: 'InvalidOutput' })
})

test('activities are created once, listed, described and deleted', async () => {
  const region = sdk(server.endpoint, { region: 'ap-south-1' })
  const first = await region.createActivity({ name: 'b' })
  assert.deepEqual((await region.createActivity({ name: 'b' })).creationDate, first.creationDate)
  await region.createActivity({ name: 'a' })
  const { activities } = await region.listActivities()
  assert.deepEqual(
    activities!.map(({ name }) => name),
    ['a', 'b'],
  )
  const activityArn = first.activityArn!
  const { encryptionConfiguration } = await region.describeActivity({ activityArn })
  assert.deepEqual(encryptionConfiguration, { type: 'AWS_OWNED_KEY' })
  await region.deleteActivity({ activityArn })
  await assert.rejects(region.getActivityTask({ activityArn }), {
    name: 'ActivityDoesNotExist',
    message: `Activity Does Not Exist: '${activityArn}'`,
  })
  region.destroy()
})

test('a server that stops answers its waiting workers', async () => {
  const own = await startServer()
  const client = sdk(own.endpoint)
  try {
    const { activityArn } = await client.createActivity({ name: 'a' })
    const polled = client.getActivityTask({ activityArn: activityArn! })
    // The next answer on another connection comes after the poll has reached the server.
    await client.describeActivity({ activityArn: activityArn! })
    const stopped = own.stop()
    assert.equal((await polled).taskToken, undefined)
    assert.equal(await stopped, 0)
  } finally {
    client.destroy()
    await own.remove()
  }
})
