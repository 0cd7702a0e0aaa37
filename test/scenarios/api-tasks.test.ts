import { test } from 'node:test'
import assert from 'node:assert/strict'
import { sdk, serverOfFile } from '../support/sdk.ts'
import { startServer } from '../support/server.ts'

const on = serverOfFile()

const roleArn = 'arn:aws:iam::000000000000:role/r'

/** An activity and a state machine of one task that waits for it. */
async function activityMachine(name: string, task: object = {}) {
  const { activityArn } = await on.sfn.createActivity({ name })
  const states = { T: { Type: 'Task', Resource: activityArn, End: true, ...task } }
  const definition = JSON.stringify({ StartAt: 'T', States: states })
  const { stateMachineArn } = await on.sfn.createStateMachine({ name, definition, roleArn })
  return { activityArn: activityArn!, stateMachineArn: stateMachineArn! }
}

const gone = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" }

test('a worker takes a task, beats, and its output is that of the execution; a second answer is too late', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('success', { HeartbeatSeconds: 600 })
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn, input: '{"a":1}' })
  const { taskToken, input } = await on.sfn.getActivityTask({ activityArn, workerName: 'w' })
  assert.equal(input, '{"a":1}')
  await on.sfn.sendTaskHeartbeat({ taskToken })
  await on.sfn.sendTaskSuccess({ taskToken, output: '{"b":2}' })
  const { status, output } = await on.sfn.describeExecution({ executionArn: executionArn! })
  assert.deepEqual({ status, output }, { status: 'SUCCEEDED', output: '{"b":2}' })
  await assert.rejects(on.sfn.sendTaskSuccess({ taskToken, output: '{}' }), gone)
  await assert.rejects(on.sfn.sendTaskFailure({ taskToken }), gone)
  await assert.rejects(on.sfn.sendTaskHeartbeat({ taskToken }), gone)
})

test('a worker that fails fails the execution with its error and cause', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('failure')
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn })
  const { taskToken } = await on.sfn.getActivityTask({ activityArn })
  await on.sfn.sendTaskFailure({ taskToken, error: 'Broken', cause: 'It fell.' })
  const { status, error, cause } = await on.sfn.describeExecution({ executionArn: executionArn! })
  assert.deepEqual({ status, error, cause }, { status: 'FAILED', error: 'Broken', cause: 'It fell.' })
})

test('a worker that waits is handed the task of an execution that starts later', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('early')
  const polled = on.sfn.getActivityTask({ activityArn })
  await on.sfn.startExecution({ stateMachineArn, input: '"late"' })
  assert.equal((await polled).input, '"late"')
})

test('a worker that is gone takes no task', async () => {
  const { activityArn, stateMachineArn } = await activityMachine('left')
  const left = new AbortController()
  const abandoned = on.sfn.getActivityTask({ activityArn }, { abortSignal: left.signal })
  // The next answer on another connection comes after the poll has reached the on.server.
  await on.sfn.describeActivity({ activityArn })
  left.abort()
  await assert.rejects(abandoned, { name: 'AbortError' })
  await on.sfn.describeActivity({ activityArn })
  await on.sfn.startExecution({ stateMachineArn, input: '"for the next"' })
  assert.equal((await on.sfn.getActivityTask({ activityArn })).input, '"for the next"')
})

test('tokens that nobody gave out are refused', async () => {
  const invalid = { name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" }
  const taskToken = 'made-up'
  await assert.rejects(on.sfn.sendTaskSuccess({ taskToken, output: '{}' }), invalid)
  await assert.rejects(on.sfn.sendTaskFailure({ taskToken }), invalid)
  await assert.rejects(on.sfn.sendTaskHeartbeat({ taskToken }), invalid)
  await assert.rejects(on.sfn.sendTaskSuccess({ taskToken, output: 'oops' }), { name: 'InvalidOutput' })
})

test('activities are created once, listed, described and deleted', async () => {
  const region = sdk(on.server.endpoint, { region: 'ap-south-1' })
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
    // The next answer on another connection comes after the poll has reached the on.server.
    await client.describeActivity({ activityArn: activityArn! })
    const stopped = own.stop()
    assert.equal((await polled).taskToken, undefined)
    assert.equal(await stopped, 0)
  } finally {
    client.destroy()
    await own.remove()
  }
})
