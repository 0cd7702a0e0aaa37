/** The API beside AWS's own model of it, which the SDK carries. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, FastClient } from '../support/fast-client.ts'
import { differences, operations } from '../support/model-check.ts'
import { startServer } from '../support/server.ts'

test('every operation of the model is served', async () => {
  const server = await startServer()
  const client = new FastClient(server.endpoint)
  try {
    assert.equal(operations.length, 37)
    for (const operation of operations) {
      const answer = await client.send(operation, {}).catch((error: unknown) => error)
      if (answer instanceof ApiError) assert.notEqual(answer.code, 'UnknownOperationException', operation)
      else assert.deepEqual(differences(operation, answer), [], operation)
    }
  } finally {
    client.close()
    await server.remove()
  }
})

test('the check of answers sees what the model lacks, what it requires and what has another type', () => {
  const answer = { executionArn: 'a', stateMachineArn: 'b', startDate: 1.5, status: 'RUNNING' }
  assert.deepEqual(differences('DescribeExecution', answer), [])
  assert.deepEqual(differences('DescribeExecution', { ...answer, status: 2, more: 1 }), [
    '$.status is 2, expected a string',
    '$.more is no member of DescribeExecutionOutput',
  ])
  assert.deepEqual(differences('ListActivities', { activities: [{ activityArn: 'a', name: 'n' }] }), [
    '$.activities[0].creationDate is missing, which ActivityListItem requires',
  ])
})
