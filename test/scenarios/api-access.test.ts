import { test, type TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sdk } from '../support/sdk.ts'
import { startServer } from '../support/server.ts'

const keys = `keys:
  - accessKeyId: AKIDADMIN
    secretAccessKey: secret-of-the-admin
    account: '111122223333'
    principal: ada
    role: admin
  - accessKeyId: AKIDVIEWER
    secretAccessKey: secret-of-the-viewer
    account: '111122223333'
    principal: vera
    role: viewer
  - accessKeyId: AKIDOTHER
    secretAccessKey: secret-of-another-tenant
    account: '444455556666'
    principal: otto
    role: admin
`

test('a server with keys takes signed requests, as far as the roles go, and no others', async (t) => {
  const { client, server } = await serverWithKeys(t)
  const admin = client('AKIDADMIN', 'secret-of-the-admin')
  const { activityArn } = await admin.createActivity({ name: 'a' })
  assert.equal(activityArn, 'arn:aws:states:us-east-1:111122223333:activity:a')
  const viewer = client('AKIDVIEWER', 'secret-of-the-viewer')
  assert.equal((await viewer.listActivities()).activities!.length, 1)
  await assert.rejects(viewer.deleteActivity({ activityArn }), { name: 'AccessDeniedException' })
  await assert.rejects(client('AKIDADMIN', 'wrong').listActivities(), { name: 'InvalidSignatureException' })
  await assert.rejects(client('test', 'test').listActivities(), { name: 'UnrecognizedClientException' })
  const headers = { 'x-amz-target': 'AWSStepFunctions.ListActivities' }
  const unsigned = await fetch(server.endpoint, { method: 'POST', headers, body: '{}' })
  assert.equal(unsigned.status, 400)
  assert.match(await unsigned.text(), /#MissingAuthenticationTokenException/)
  assert.equal((await fetch(`${server.endpoint}/console/api/state-machines`)).status, 401)
  assert.equal((await fetch(`${server.endpoint}/readyz`)).status, 200)
})

test('a task token works for its own account only', async (t) => {
  const { client } = await serverWithKeys(t)
  const owner = client('AKIDADMIN', 'secret-of-the-admin')
  const { activityArn } = await owner.createActivity({ name: 'a' })
  const { stateMachineArn } = await owner.createStateMachine({
    name: 'asks',
    roleArn: 'arn:aws:iam::111122223333:role/any',
    definition: JSON.stringify({
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: activityArn, End: true } },
    }),
  })
  await owner.startExecution({ stateMachineArn })
  const { taskToken } = await owner.getActivityTask({ activityArn })
  const other = client('AKIDOTHER', 'secret-of-another-tenant')
  await assert.rejects(other.sendTaskSuccess({ taskToken, output: '1' }), { name: 'InvalidToken' })
  await owner.sendTaskSuccess({ taskToken, output: '1' })
})

test('a server without keys refuses to start beyond the loopback address', async () => {
  await assert.rejects(startServer({ arguments: ['--host', '0.0.0.0'] }), {
    message: /Refusing to serve on 0\.0\.0\.0 without access keys/,
  })
})

/** A server that knows the keys, and how to make a client of one of them. */
async function serverWithKeys(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'stepwell-keys-'))
  t.after(() => rm(directory, { recursive: true }))
  const file = join(directory, 'keys.yaml')
  await writeFile(file, keys)
  const server = await startServer({ arguments: ['--keys', file] })
  t.after(() => server.remove())
  const client = (accessKeyId: string, secretAccessKey: string) => {
    const made = sdk(server.endpoint, { credentials: { accessKeyId, secretAccessKey } })
    t.after(() => made.destroy())
    return made
  }
  return { server, client }
}
