import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseStatusEventsConfig } from './status-events-config.ts'

test('targets are read with their defaults', () => {
  const { express, targets } = parseStatusEventsConfig({
    express: true,
    targets: [
      {
        name: 'hook',
        webhook: { url: 'https://a.example/x', headers: { 'X-Team': 'a' }, timeoutSeconds: 5 },
      },
      { name: 'bus', eventBridge: {} },
      {
        name: 'queue',
        queue: 'arn:aws:sqs:us-east-1:000000000000:q',
        retry: { attempts: 0, ageSeconds: 60 },
      },
      { name: 'function', function: 'notify' },
    ],
  })
  assert.equal(express, true)
  assert.deepEqual(
    targets.map(({ to }) => to),
    [
      {
        kind: 'webhook',
        webhook: { url: 'https://a.example/x', headers: { 'x-team': 'a' }, timeoutMs: 5000 },
      },
      { kind: 'eventBridge', bus: 'default', source: 'stepwell.states' },
      { kind: 'queue', queue: 'arn:aws:sqs:us-east-1:000000000000:q' },
      { kind: 'function', functionName: 'notify' },
    ],
  )
  assert.deepEqual(targets[0]!.retry, { retriesMax: 185, ageMsMax: 86_400_000 })
  assert.deepEqual(targets[2]!.retry, { retriesMax: 0, ageMsMax: 60_000 })
  assert.deepEqual(parseStatusEventsConfig(undefined), { express: false, targets: [] })
})

const hook = { url: 'https://a.example' }
const refused: readonly (readonly [what: string, section: unknown, message: RegExp])[] = [
  ['another member', { target: [] }, /statusEvents\.target: found \[\], expected no such member/],
  ['no name', { targets: [{ webhook: hook }] }, /targets\[0\]\.name: found nothing/],
  ['no destination', { targets: [{ name: 'a' }] }, /targets\[0\]: found \["name"\], expected one of webhook/],
  ['two destinations', { targets: [{ name: 'a', webhook: hook, function: 'b' }] }, /expected one of webhook/],
  [
    'a name twice',
    {
      targets: [
        { name: 'a', webhook: hook },
        { name: 'a', function: 'b' },
      ],
    },
    /a name of its own for each target/,
  ],
  ['plain HTTP', { targets: [{ name: 'a', webhook: { url: 'http://a.example' } }] }, /an https:\/\/ URL/],
  [
    'a host that looks local',
    { targets: [{ name: 'a', webhook: { url: 'http://127.evil.example' } }] },
    /https/,
  ],
  [
    'a bad pattern',
    { targets: [{ name: 'a', function: 'b', pattern: { a: 'b' } }] },
    /must be an object or an array/,
  ],
  [
    'a bad retry',
    { targets: [{ name: 'a', function: 'b', retry: { attempts: -1 } }] },
    /a whole number from 0/,
  ],
]

for (const [what, section, message] of refused)
  test(`${what} is refused with its place`, () => {
    assert.throws(() => parseStatusEventsConfig(section), message)
  })

test('a refusal does not show the secret of a webhook', () => {
  const section = { targets: [{ name: 'a', webhook: { url: 'https://a.example', secret: 12_345 } }] }
  assert.throws(
    () => parseStatusEventsConfig(section),
    (error: Error) => !error.message.includes('12345'),
  )
})
