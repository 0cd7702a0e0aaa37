import { test } from 'node:test'
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { startServer } from '../support/server.ts'

const hasCli = spawnSync('aws', ['--version']).status === 0
const skip = hasCli ? false : 'the AWS CLI (aws) is not installed here'
const run = promisify(execFile)

const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } })

test('the AWS CLI creates, starts, describes and lists', { skip }, async () => {
  const server = await startServer()
  const environment = {
    PATH: process.env['PATH'],
    HOME: server.dataDirectory,
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_MAX_ATTEMPTS: '1',
  }
  const aws = async (...parameters: string[]) => {
    const { stdout } = await run('aws', ['stepfunctions', ...parameters, '--output', 'json'], {
      env: environment,
    })
    return JSON.parse(stdout) as Record<string, unknown>
  }
  try {
    const roleArn = 'arn:aws:iam::123456789012:role/r'
    const created = await aws(
      'create-state-machine',
      '--name',
      'm',
      '--definition',
      definition,
      '--role-arn',
      roleArn,
    )
    const machineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:m'
    assert.equal(created['stateMachineArn'], machineArn)
    const started = await aws(
      'start-execution',
      '--state-machine-arn',
      machineArn,
      '--name',
      'e',
      '--input',
      '{"a":1}',
    )
    const executionArn = started['executionArn'] as string
    const described = await aws('describe-execution', '--execution-arn', executionArn)
    assert.equal(described['status'], 'SUCCEEDED')
    assert.equal(described['output'], '{"a":1}')
    const { events } = (await aws('get-execution-history', '--execution-arn', executionArn)) as {
      events: object[]
    }
    assert.equal(events.length, 4)
    await assert.rejects(aws('describe-execution', '--execution-arn', `${executionArn}x`), {
      stderr: new RegExp(
        `\\(ExecutionDoesNotExist\\) when calling the DescribeExecution operation: Execution Does Not Exist: '${executionArn}x'`,
      ),
    })
  } finally {
    await server.remove()
  }
})
