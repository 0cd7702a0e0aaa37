import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { endpointVariables, readNamespace, readWaitTimeScale } from './local-environment.ts'
import { openMockFile } from './mock-file.ts'
import { UserError } from './user-error.ts'

test("the endpoints of Step Functions Local become AWS's own variables, which win where they are set", () => {
  const environment = {
    LAMBDA_ENDPOINT: 'http://l',
    EVENTS_ENDPOINT: 'http://e',
    SAGE_MAKER_ENDPOINT: '',
    SQS_ENDPOINT: 'http://local',
    AWS_ENDPOINT_URL_SQS: 'http://aws',
  }
  assert.deepEqual(endpointVariables(environment), {
    AWS_ENDPOINT_URL_LAMBDA: 'http://l',
    AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://e',
  })
})

test('account and region come from the environment where it has them', () => {
  assert.deepEqual(readNamespace({}), { account: '000000000000', region: 'us-east-1' })
  assert.deepEqual(readNamespace({ AWS_ACCOUNT_ID: '123456789012', AWS_DEFAULT_REGION: 'eu-central-1' }), {
    account: '123456789012',
    region: 'eu-central-1',
  })
  assert.throws(() => readNamespace({ AWS_ACCOUNT_ID: '12' }), UserError)
  assert.throws(() => readNamespace({ AWS_DEFAULT_REGION: 'a:b' }), UserError)
})

test('the scale of waits is a number from 0 on', () => {
  assert.deepEqual([readWaitTimeScale({}), readWaitTimeScale({ WAIT_TIME_SCALE: '0.5' })], [1, 0.5])
  for (const text of ['fast', '-1', ' ', 'Infinity'])
    assert.throws(() => readWaitTimeScale({ WAIT_TIME_SCALE: text }), UserError)
})

const configuration = (testCase: string) =>
  JSON.stringify({ StateMachines: { m: { TestCases: { [testCase]: {} } } }, MockedResponses: {} })

test('a mock configuration that has changed is read again; one that is wrong does not take effect', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-mock-file-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'mocks.json')
  const write = (text: string, second: number) => {
    writeFileSync(file, text)
    utimesSync(file, second, second)
  }
  const reports: string[] = []
  write(configuration('one'), 1)
  const mocks = openMockFile(file, ({ message }) => reports.push(message))
  write(configuration('two'), 2)
  assert.deepEqual([mocks.has('m', 'one'), mocks.has('m', 'two')], [false, true])
  write('{', 3)
  assert.equal(mocks.has('m', 'two'), true)
  assert.deepEqual(reports, [`${file} (SFN_MOCK_CONFIG) is no JSON`])
})

test('a server does not start with a mock configuration that it cannot read', () => {
  assert.throws(
    () => openMockFile('/nowhere/mocks.json', () => undefined),
    (error) => error instanceof UserError && error.message.includes('SFN_MOCK_CONFIG'),
  )
})
