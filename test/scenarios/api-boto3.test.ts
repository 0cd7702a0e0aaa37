import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startServer } from '../support/server.ts'

const hasBoto3 = spawnSync('python3', ['-c', 'import boto3']).status === 0
const skip = hasBoto3 ? false : 'boto3 (python3-boto3) is not installed here'
const run = promisify(execFile)

test(
  'boto3 redrives, publishes versions, looks at Map Runs and meets errors by their names',
  { skip },
  async () => {
    const server = await startServer()
    try {
      const walk = join(import.meta.dirname, 'boto3-walk.py')
      const { stdout } = await run('python3', [walk, server.endpoint])
      const seen = JSON.parse(stdout) as Record<string, unknown>
      assert.deepEqual(seen['redrive'], {
        failed: ['FAILED', 'NotNow', 'REDRIVABLE'],
        succeeded: ['SUCCEEDED', '"done"', 1],
        events: [
          'ExecutionStarted',
          'TaskStateEntered',
          'ActivityScheduled',
          'ActivityStarted',
          'ActivityFailed',
          'ExecutionFailed',
          'ExecutionRedriven',
          'ActivityScheduled',
          'ActivityStarted',
          'ActivitySucceeded',
          'TaskStateExited',
          'ExecutionSucceeded',
        ],
      })
      assert.deepEqual(seen['versions'], {
        outputs: ['2', '1'],
        alias: true,
        versions: ['2', '1'],
        conflict: 'ConflictException',
      })
      assert.deepEqual(seen['mapRun'], {
        output: '[1,2,3]',
        counts: 3,
        children: ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED'],
      })
      assert.deepEqual(seen['express'], ['SUCCEEDED', '{"n": 1}', true])
      assert.deepEqual(seen['errors'], [
        'ActivityDoesNotExist',
        'ExecutionAlreadyExists',
        'ExecutionDoesNotExist',
        'ExecutionNotRedrivable',
        'InvalidArn',
        'InvalidDefinition',
        'InvalidExecutionInput',
        'InvalidLoggingConfiguration',
        'InvalidName',
        'InvalidOutput',
        'InvalidToken',
        'MissingRequiredParameter',
        'ResourceNotFound',
        'StateMachineAlreadyExists',
        'StateMachineDoesNotExist',
        'StateMachineTypeNotSupported',
        'TooManyTags',
      ])
    } finally {
      await server.remove()
    }
  },
)
