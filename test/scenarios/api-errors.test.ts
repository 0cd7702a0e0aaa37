/**
 * Each error of AWS's model, seen once by the AWS SDK: the client throws the class that its model has for it.
 *
 * A test provokes one or several, and the last one looks which are missing. Quotas are small here, by configuration.
 */
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SFNServiceException, type SFN } from '@aws-sdk/client-sfn'
import * as model from '@aws-sdk/client-sfn'
import { openSqliteStore } from '#store/sqlite'
import { executionEnd } from '../support/execution-end.ts'
import { sdk } from '../support/sdk.ts'
import { startServer, type TestServer } from '../support/server.ts'

const roleArn = 'arn:aws:iam::000000000000:role/test'
const at = 'arn:aws:states:us-east-1:000000000000'
const one = (state: object): string =>
  JSON.stringify({ StartAt: 'A', States: { A: { ...state, End: true } } })
const pass = one({ Type: 'Pass' })
const waits = one({ Type: 'Wait', Seconds: 3600 })

/** What cannot be here, and why. */
const never: Readonly<Record<string, string>> = {
  InvalidTracingConfiguration:
    'AWS refuses tracing where the role may not write it; here spans go where the operator of the server says',
  KmsInvalidStateException:
    'a key of the server is there or it is not: it is never disabled or being deleted',
  KmsThrottlingException: 'the keys are at hand, and nobody else has to be asked for them',
}

/** Every error of the model, but for the class that they extend. */
const modelled = Object.entries(model)
  .filter(([, of]) => typeof of === 'function' && of.prototype instanceof SFNServiceException)
  .map(([name]) => name)

const seen = new Set<string>()
let folder: string
let server: TestServer
let sfn: SFN

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepwell-errors-'))
  const limits = { stateMachines: 6, activities: 2, versions: 1, openExecutions: 4, activityWorkers: 1 }
  await writeFile(join(folder, 'stepwell.config.yaml'), JSON.stringify({ limits }))
  await boot()
})
after(async () => {
  sfn.destroy()
  await server.remove()
  await rm(folder, { recursive: true, force: true })
})

async function boot(): Promise<void> {
  server = await startServer({ dataDirectory: join(folder, 'data'), workingDirectory: folder })
  // The host prefix of StartSyncExecution has no name on the loopback address.
  sfn = sdk(server.endpoint, { disableHostPrefix: true })
}

/** The call is refused with that error, as the class of the SDK's model. */
async function refused(name: string, call: () => Promise<unknown>): Promise<void> {
  const error: unknown = await call().then(
    () => assert.fail(`no ${name} was thrown`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof SFNServiceException, String(error))
  assert.equal(error.name, name, error.message)
  const shape = (model as unknown as Record<string, new (...args: never[]) => unknown>)[name]!
  assert.ok(error instanceof shape, `the SDK knows ${name} by its shape`)
  assert.notEqual(error.message, '')
  seen.add(name)
}

const create = async (name: string, definition = pass, more: object = {}): Promise<string> =>
  (await sfn.createStateMachine({ name, definition, roleArn, ...more })).stateMachineArn!

test('what is not there', async () => {
  const execution = { executionArn: `${at}:execution:m:none` }
  await refused('StateMachineDoesNotExist', () =>
    sfn.describeStateMachine({ stateMachineArn: `${at}:stateMachine:none` }),
  )
  await refused('ExecutionDoesNotExist', () => sfn.describeExecution(execution))
  await refused('ActivityDoesNotExist', () => sfn.describeActivity({ activityArn: `${at}:activity:none` }))
  await refused('ResourceNotFound', () => sfn.listTagsForResource({ resourceArn: `${at}:stateMachine:none` }))
})

test('what is not as it should be', async () => {
  const stateMachineArn = await create('m')
  await refused('InvalidArn', () => sfn.describeStateMachine({ stateMachineArn: 'arn:no' }))
  await refused('InvalidName', () => sfn.createActivity({ name: 'a name' }))
  await refused('InvalidDefinition', () => create('broken', '{}'))
  await refused('InvalidExecutionInput', () => sfn.startExecution({ stateMachineArn, input: '{' }))
  await refused('InvalidOutput', () => sfn.sendTaskSuccess({ taskToken: 'token', output: '{' }))
  await refused('InvalidToken', () => sfn.listStateMachines({ nextToken: 'made-up' }))
  await refused('MissingRequiredParameter', () => sfn.updateStateMachine({ stateMachineArn }))
  await refused('ValidationException', () => sfn.listStateMachines({ maxResults: 1001 }))
  const logging = { loggingConfiguration: { level: 'ALL' as const, destinations: [] } }
  await refused('InvalidLoggingConfiguration', () => sfn.updateStateMachine({ stateMachineArn, ...logging }))
  const encryption = { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' as const } }
  await refused('InvalidEncryptionConfiguration', () =>
    sfn.updateStateMachine({ stateMachineArn, ...encryption }),
  )
  const tags = Array.from({ length: 30 }, (_, i) => ({ key: `a${i}`, value: '' }))
  await sfn.tagResource({ resourceArn: stateMachineArn, tags })
  const more = tags.map(({ key, value }) => ({ key: `b${key}`, value }))
  await refused('TooManyTags', () => sfn.tagResource({ resourceArn: stateMachineArn, tags: more }))
})

test('a key that the server does not have', async (t) => {
  const file = join(folder, 'encryption-keys.yaml')
  const keys = [{ name: 'main', key: Buffer.alloc(32, 7).toString('base64') }]
  await writeFile(file, JSON.stringify({ current: 'main', keys }), { mode: 0o600 })
  const encrypting = await startServer({ arguments: ['--encryption-keys', file] })
  const client = sdk(encrypting.endpoint)
  t.after(async () => {
    client.destroy()
    await encrypting.remove()
  })
  const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY' as const, kmsKeyId: 'alias/none' }
  const request = { name: 'm', definition: pass, roleArn, encryptionConfiguration }
  await refused('KmsAccessDeniedException', () => client.createStateMachine(request))
})

test('what is there already, of another type, or changed meanwhile', async () => {
  const stateMachineArn = `${at}:stateMachine:m`
  await refused('StateMachineAlreadyExists', () => create('m', waits))
  await sfn.startExecution({ stateMachineArn, name: 'e' })
  const named = { stateMachineArn, name: 'e', input: '{"other":1}' }
  await refused('ExecutionAlreadyExists', () => sfn.startExecution(named))
  await refused('ConflictException', () =>
    sfn.publishStateMachineVersion({ stateMachineArn, revisionId: 'other' }),
  )
  await refused('StateMachineTypeNotSupported', () => sfn.startSyncExecution({ stateMachineArn }))
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  await executionEnd(sfn, executionArn!)
  await refused('ExecutionNotRedrivable', () => sfn.redriveExecution({ executionArn }))
  const kms = { type: 'CUSTOMER_MANAGED_KMS_KEY' as const, kmsKeyId: 'alias/none' }
  await sfn.createActivity({ name: 'people' })
  await refused('ActivityAlreadyExists', () =>
    sfn.createActivity({ name: 'people', encryptionConfiguration: kms }),
  )
})

test('tasks that are over, or were never', async () => {
  const activityArn = `${at}:activity:people`
  const task = one({ Type: 'Task', Resource: activityArn })
  const stateMachineArn = await create('asks', task)
  const { executionArn } = await sfn.startExecution({ stateMachineArn })
  const { taskToken } = await sfn.getActivityTask({ activityArn })
  await sfn.sendTaskSuccess({ taskToken, output: '1' })
  await executionEnd(sfn, executionArn!)
  await refused('TaskTimedOut', () => sfn.sendTaskSuccess({ taskToken, output: '1' }))
  // When its time is over, the execution is deleted, and nothing is known of the task.
  sfn.destroy()
  await server.stop()
  const store = await openSqliteStore({ directory: join(folder, 'data') })
  await store.deleteClosed(Number.MAX_SAFE_INTEGER, 100)
  await store.close()
  await boot()
  await refused('TaskDoesNotExist', () => sfn.sendTaskSuccess({ taskToken, output: '1' }))
})

test('what is being deleted', async (t) => {
  const other = await startServer()
  const client = sdk(other.endpoint)
  t.after(async () => {
    client.destroy()
    await other.remove()
  })
  const created = await client.createStateMachine({ name: 'm', definition: waits, roleArn })
  const { stateMachineArn } = created
  const start = () => client.startExecution({ stateMachineArn })
  await Promise.all(Array.from({ length: 400 }, start))
  // So many executions are not stopped at once; until they are, the state machine is being deleted.
  const deleted = client.deleteStateMachine({ stateMachineArn })
  await refused('StateMachineDeleting', async () => {
    for (;;) await start()
  })
  await deleted
})

test('as many as may be', async () => {
  const stateMachineArn = `${at}:stateMachine:m`
  await sfn.publishStateMachineVersion({ stateMachineArn })
  await sfn.updateStateMachine({ stateMachineArn, roleArn: `${roleArn}-2` })
  await refused('ServiceQuotaExceededException', () => sfn.publishStateMachineVersion({ stateMachineArn }))

  const activityArn = `${at}:activity:people`
  await sfn.createActivity({ name: 'second' })
  await refused('ActivityLimitExceeded', () => sfn.createActivity({ name: 'third' }))
  // One of two polls takes the only place, whichever comes first; the other one is let go at the end.
  const leave = new AbortController()
  const polls = [1, 2].map(() => sfn.getActivityTask({ activityArn }, { abortSignal: leave.signal }))
  await refused('ActivityWorkerLimitExceeded', () => Promise.race(polls))
  leave.abort()
  await Promise.allSettled(polls)

  const waiting = await create('waits', waits)
  for (let i = 0; i < 4; i++) await sfn.startExecution({ stateMachineArn: waiting })
  await refused('ExecutionLimitExceeded', () => sfn.startExecution({ stateMachineArn: waiting }))
  const { executions } = await sfn.listExecutions({ stateMachineArn: waiting, statusFilter: 'RUNNING' })
  await sfn.stopExecution({ executionArn: executions![0]!.executionArn })
  await sfn.startExecution({ stateMachineArn: waiting })

  for (let i = 0; i < 3; i++) await create(`more-${i}`)
  await refused('StateMachineLimitExceeded', () => create('one-too-many'))
})

test('every other error of the model cannot be here, for a reason', () => {
  const missing = modelled.filter((name) => !seen.has(name))
  assert.equal(modelled.length, 33)
  assert.deepEqual(missing.toSorted(), Object.keys(never).toSorted())
})
