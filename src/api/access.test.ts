import { test, type TestContext } from 'node:test'
import assert from 'node:assert/strict'
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { assertMayServe, type AccessKey, type KeyAccess, type Role } from './access.ts'
import { definition, role, testServer } from './test-server.ts'

function key(name: Role, account = '111122223333'): AccessKey {
  return {
    accessKeyId: `AKID${name}${account}`,
    secretAccessKey: `secret of ${name}`,
    account,
    principal: `the-${name}`,
    role: name,
  }
}

const keys = [key('viewer'), key('operator'), key('admin'), key('admin', '444455556666')]
const access: KeyAccess = { kind: 'keys', keys }

/** A listening server that wants signatures, and clients of the real SDK for it. */
async function listen(t: TestContext): Promise<(of: AccessKey) => SFNClient> {
  const app = testServer({ access })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  return (credentials) => {
    const client = new SFNClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    t.after(() => client.destroy())
    return client
  }
}

const create = new CreateStateMachineCommand({ name: 'm', definition, roleArn: role })
const stateMachineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:m'

test('requests that the SDK signs are verified, and roles say what they may do', async (t) => {
  const client = await listen(t)
  const [viewer, operator, admin] = keys.map(client)
  assert.equal((await admin!.send(create)).stateMachineArn, stateMachineArn)
  await operator!.send(new StartExecutionCommand({ stateMachineArn, name: 'e' }))
  await viewer!.send(new DescribeStateMachineCommand({ stateMachineArn }))
  await assert.rejects(operator!.send(create), {
    name: 'AccessDeniedException',
    message:
      'User: arn:aws:iam::111122223333:user/the-operator is not authorized to perform: states:CreateStateMachine on resource: arn:aws:states:us-east-1:111122223333:* because no identity-based policy allows the states:CreateStateMachine action',
  })
  await assert.rejects(viewer!.send(new StartExecutionCommand({ stateMachineArn })), {
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::111122223333:user/the-viewer is not authorized to perform: states:StartExecution on resource: ${stateMachineArn} because no identity-based policy allows the states:StartExecution action`,
  })
})

test('a key of another account sees and touches nothing of this one', async (t) => {
  const client = await listen(t)
  await client(keys[2]!).send(create)
  const other = client(keys[3]!)
  await assert.rejects(other.send(new DescribeStateMachineCommand({ stateMachineArn })), {
    name: 'AccessDeniedException',
    message: /no resource-based policy allows the states:DescribeStateMachine action$/,
  })
})

test('a wrong secret and an unknown key are refused by AWS’s names', async (t) => {
  const client = await listen(t)
  const list = new ListStateMachinesCommand()
  await assert.rejects(client({ ...keys[2]!, secretAccessKey: 'wrong' }).send(list), {
    name: 'InvalidSignatureException',
  })
  await assert.rejects(client({ ...keys[2]!, accessKeyId: 'AKIDUNKNOWN' }).send(list), {
    name: 'UnrecognizedClientException',
  })
})

test('an SDK whose clock is off learns the time from the refusal and tries again', async (t) => {
  const app = testServer({ access, now: () => Date.now() + 60 * 60 * 1000 })
  app.addHook('onRequest', async (_request, reply) => {
    reply.raw.setHeader('date', new Date(Date.now() + 60 * 60 * 1000).toUTCString())
  })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const client = new SFNClient({ endpoint, region: 'us-east-1', credentials: keys[0]!, maxAttempts: 2 })
  t.after(() => client.destroy())
  assert.deepEqual((await client.send(new ListStateMachinesCommand())).stateMachines, [])
})

test('an open server serves beyond the loopback address only by the owner’s word', () => {
  const refusal = (host: string, policy: Parameters<typeof assertMayServe>[1]) => {
    try {
      assertMayServe(host, policy)
      return 'may serve'
    } catch (error) {
      return (error as Error).name
    }
  }
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    assert.equal(refusal(host, { kind: 'open' }), 'may serve')
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'stepwell.lan'])
    assert.equal(refusal(host, { kind: 'open' }), 'RefusesToServe')
  assert.equal(refusal('0.0.0.0', { kind: 'open', anywhere: true }), 'may serve')
  assert.equal(refusal('0.0.0.0', access), 'may serve')
  assert.equal(refusal('127.0.0.1', { kind: 'keys', keys: [] }), 'RefusesToServe')
})
