import { test, type TestContext } from 'node:test'
import assert from 'node:assert/strict'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Functions, Invocation } from '#functions'
import type { AccessKey, AccessPolicy, Role } from './access.ts'
import { testServer } from './test-server.ts'

const key = (role: Role): AccessKey => ({
  accessKeyId: `AKID${role}`,
  secretAccessKey: `secret of ${role}`,
  account: '111122223333',
  principal: role,
  role,
})

/** A listening server whose one function echoes, a list of its invocations, and a client for a key. */
async function listen(t: TestContext, access: AccessPolicy) {
  const invoked: Invocation[] = []
  const functions: Functions = {
    invoke(invocation) {
      invoked.push(invocation)
      return Promise.resolve({
        statusCode: 200,
        payload: invocation.payload,
        executedVersion: '$LATEST',
        requestId: 'r',
      })
    },
    close: () => Promise.resolve(),
  }
  const app = testServer({ functions, access })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  t.after(() => app.close())
  const client = (credentials: AccessKey) => {
    const lambda = new LambdaClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 })
    t.after(() => lambda.destroy())
    return lambda
  }
  return { invoked, client }
}

const FunctionName = 'arn:aws:lambda:eu-west-1:111122223333:function:echo'
const invoke = new InvokeCommand({ FunctionName, Qualifier: 'live', Payload: Buffer.from('{"a":"é"}') })

test('a signed invocation is verified, and is for the account of its key and the region of its scope', async (t) => {
  const { invoked, client } = await listen(t, { kind: 'keys', keys: [key('operator')] })
  const { Payload } = await client(key('operator')).send(invoke)
  assert.equal(Payload!.transformToString(), '{"a":"é"}')
  const { account, region, functionName } = invoked[0]!
  assert.deepEqual(
    { account, region, functionName },
    { account: '111122223333', region: 'eu-west-1', functionName: FunctionName },
  )
})

test('a viewer and a wrong secret invoke nothing', async (t) => {
  const { invoked, client } = await listen(t, { kind: 'keys', keys: [key('viewer'), key('operator')] })
  await assert.rejects(client(key('viewer')).send(invoke), { name: 'AccessDeniedException' })
  const wrong = { ...key('operator'), secretAccessKey: 'wrong' }
  await assert.rejects(client(wrong).send(invoke), { name: 'InvalidSignatureException' })
  assert.deepEqual(invoked, [])
})

test('an open server takes any signature', async (t) => {
  const { client } = await listen(t, { kind: 'open' })
  assert.equal((await client(key('admin')).send(invoke)).StatusCode, 200)
})
