/** Who may call a webhook. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { signatureOf } from '../targets/webhook.ts'
import { isProven, type WebhookProof } from './verify-request.ts'

const body = Buffer.from('{"order":1}')
const now = 1_770_000_000_000
const secret = 'hush'
const sent = (name: string, value: string | readonly string[], bytes = body) => ({
  headers: { [name]: value },
  body: bytes,
  now,
})

test('a token is taken from its header, whole and once', () => {
  const proof: WebhookProof = { kind: 'token', header: 'Authorization', prefix: 'Bearer ', secret }
  assert.equal(isProven(proof, sent('authorization', 'Bearer hush')), true)
  for (const wrong of ['hush', 'Bearer hus', 'Bearer hush ', ''])
    assert.equal(isProven(proof, sent('authorization', wrong)), false, wrong)
  assert.equal(isProven(proof, sent('authorization', ['Bearer hush', 'Bearer hush'])), false)
  assert.equal(isProven(proof, sent('x-other', 'Bearer hush')), false)
})

test('a signature as GitHub makes it holds for its body and secret only', () => {
  const proof: WebhookProof = {
    kind: 'hmac',
    header: 'X-Hub-Signature-256',
    algorithm: 'sha256',
    prefix: 'sha256=',
    secret,
  }
  const signed = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  assert.equal(isProven(proof, sent('x-hub-signature-256', signed)), true)
  assert.equal(isProven(proof, sent('x-hub-signature-256', signed, Buffer.from('{"order":2}'))), false)
  assert.equal(isProven({ ...proof, secret: 'other' }, sent('x-hub-signature-256', signed)), false)
})

test('a signature with a time holds within its tolerance, before and after, and with either of two secrets', () => {
  const proof: WebhookProof = {
    kind: 'timed-hmac',
    header: 'Stripe-Signature',
    toleranceSeconds: 300,
    secret,
  }
  const signedAt = (seconds: number) => signatureOf(secret, body.toString(), seconds)
  const seconds = now / 1000
  for (const [shift, expected] of [
    [0, true],
    [-300, true],
    [300, true],
    [-301, false],
    [301, false],
  ] as const)
    assert.equal(
      isProven(proof, sent('stripe-signature', signedAt(seconds + shift))),
      expected,
      String(shift),
    )
  const twice = signedAt(seconds).replace(',', `,v1=${'0'.repeat(64)},`)
  assert.equal(isProven(proof, sent('stripe-signature', twice)), true)
  const moved = signedAt(seconds - 400).replace(/t=\d+/, `t=${seconds}`)
  assert.equal(isProven(proof, sent('stripe-signature', moved)), false)
})
