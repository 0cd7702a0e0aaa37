import { test } from 'node:test'
import assert from 'node:assert/strict'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AccessKey } from './access.ts'
import { createVerifier, type SignedRequest } from './sigv4.ts'

const key: AccessKey = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'a long secret/with+characters',
  account: '111122223333',
  principal: 'ada',
  role: 'operator',
}
const signedAt = Date.UTC(2026, 10, 22, 12, 0, 0)
const body = '{"stateMachineArn":"x"}'

interface Signing {
  readonly secret?: string
  readonly accessKeyId?: string
  readonly service?: string
  readonly headers?: Record<string, string>
  readonly applyChecksum?: boolean
}

async function sign(signing: Signing = {}): Promise<SignedRequest> {
  const signer = new SignatureV4({
    service: signing.service ?? 'states',
    region: 'eu-west-1',
    credentials: {
      accessKeyId: signing.accessKeyId ?? key.accessKeyId,
      secretAccessKey: signing.secret ?? key.secretAccessKey,
    },
    sha256: Sha256,
    applyChecksum: signing.applyChecksum ?? true,
  })
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: 'localhost',
      path: '/',
      headers: {
        host: 'localhost:8083',
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.StartExecution',
        ...signing.headers,
      },
      body,
    },
    { signingDate: new Date(signedAt) },
  )
  return { method: 'POST', url: '/', headers, body: Buffer.from(body) }
}

const verifyAt = (now: number) => createVerifier([key], () => now)
const verify = verifyAt(signedAt)

async function refusal(request: SignedRequest, now = signedAt): Promise<string> {
  return verifyAt(now)(request, 'states').then(
    () => 'accepted',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}

test('a signed request gives its caller, with the region of its scope', async () => {
  const caller = { account: key.account, region: 'eu-west-1', principal: 'ada', role: 'operator' }
  assert.deepEqual(await verify(await sign(), 'states'), caller)
  assert.deepEqual(await verify(await sign({ applyChecksum: false }), 'states'), caller)
})

test('signed headers that libraries usually leave out are verified, too', async () => {
  const request = await sign({ headers: { 'x-amz-security-token': 'token', 'amz-sdk-request': 'attempt=1' } })
  assert.equal(await refusal(request), 'accepted')
  const changed = { ...request, headers: { ...request.headers, 'x-amz-security-token': 'other' } }
  assert.match(await refusal(changed), /^InvalidSignatureException/)
})

const mismatch =
  'InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

test('a wrong secret, a changed header, path or body are refused alike', async () => {
  const request = await sign()
  assert.equal(await refusal(await sign({ secret: 'another' })), mismatch)
  const target = { ...request.headers, 'x-amz-target': 'AWSStepFunctions.DeleteStateMachine' }
  assert.equal(await refusal({ ...request, headers: target }), mismatch)
  assert.equal(await refusal({ ...request, url: '/other' }), mismatch)
  assert.equal(await refusal({ ...request, body: Buffer.from('{}') }), mismatch)
  const unhashed = await sign({ applyChecksum: false })
  assert.equal(await refusal({ ...unhashed, body: Buffer.from('{}') }), mismatch)
})

test('a request without a signature, or with half of one, is told what is missing', async () => {
  const request = await sign()
  const without = ({ authorization: _, ...headers }: SignedRequest['headers']) => headers
  assert.equal(
    await refusal({ ...request, headers: without(request.headers) }),
    'MissingAuthenticationTokenException: Request is missing Authentication Token',
  )
  const authorization = 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-west-1/states/aws4_request'
  assert.equal(
    await refusal({ ...request, headers: { ...request.headers, authorization } }),
    `IncompleteSignatureException: Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization=${authorization}`,
  )
})

test('an unknown key is not recognized', async () => {
  assert.equal(
    await refusal(await sign({ accessKeyId: 'AKIDOTHER' })),
    'UnrecognizedClientException: The security token included in the request is invalid.',
  )
})

test('a clock may be five minutes off, and no more', async () => {
  const request = await sign()
  const minutes = 60_000
  assert.equal(await refusal(request, signedAt + 5 * minutes), 'accepted')
  assert.equal(await refusal(request, signedAt - 5 * minutes), 'accepted')
  assert.equal(
    await refusal(request, signedAt + 6 * minutes),
    'InvalidSignatureException: Signature expired: 20261122T120000Z is now earlier than 20261122T120100Z (20261122T120600Z - 5 min.)',
  )
  assert.equal(
    await refusal(request, signedAt - 6 * minutes),
    'InvalidSignatureException: Signature not yet current: 20261122T120000Z is still later than 20261122T115900Z (20261122T115400Z + 5 min.)',
  )
})

test('a signature for another service is refused', async () => {
  assert.equal(
    await refusal(await sign({ service: 'lambda' })),
    "InvalidSignatureException: Credential should be scoped to correct service: 'states'.",
  )
})
