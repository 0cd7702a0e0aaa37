import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { parseTriggersConfig, TriggersConfigError } from './triggers-config.ts'

const at = { account: '000000000000', region: 'us-east-1' }

test('a trigger names a bucket, what keys it wants and a state machine', () => {
  const section = parse(`
    - objectCreated: { bucket: uploads, prefix: in/, suffix: .jpg }
      stateMachine: Process
      input: { album: holidays }
    - objectCreated: { bucket: others }
      stateMachine: arn:aws:states:eu-west-1:111122223333:stateMachine:Other
      existing: true
  `) as unknown
  assert.deepEqual(parseTriggersConfig(section, at), [
    {
      ...at,
      bucket: 'uploads',
      prefix: 'in/',
      suffix: '.jpg',
      stateMachineName: 'Process',
      input: { album: 'holidays' },
      existing: false,
    },
    {
      account: '111122223333',
      region: 'eu-west-1',
      bucket: 'others',
      stateMachineName: 'Other',
      existing: true,
    },
  ])
  assert.deepEqual(parseTriggersConfig(undefined, at), [])
})

const trigger = { objectCreated: { bucket: 'uploads' }, stateMachine: 'Process' }

for (const [what, section, message] of [
  ['no list', {}, /^triggers: found \{\}, expected a list/],
  [
    'no state machine',
    [{ objectCreated: { bucket: 'uploads' } }],
    /^triggers\[0\]\.stateMachine: found nothing/,
  ],
  [
    'an ARN of something else',
    [{ ...trigger, stateMachine: 'arn:aws:s3:::x' }],
    /stateMachine: found "arn:aws:s3:::x"/,
  ],
  ['no bucket', [{ ...trigger, objectCreated: {} }], /^triggers\[0\]\.objectCreated\.bucket: found nothing/],
  ['a bucket with a bad name', [{ ...trigger, objectCreated: { bucket: 'Up' } }], /bucket: found "Up"/],
  [
    'an unknown member',
    [trigger, { ...trigger, machine: 1 }],
    /^triggers\[1\]\.machine: found 1, expected no such/,
  ],
  ['a taken input', [{ ...trigger, input: { key: 1 } }], /^triggers\[0\]\.input\.key: .* another name/],
  ['an existing that is no yes or no', [{ ...trigger, existing: 'yes' }], /existing: found "yes"/],
] as const) {
  test(`${what} is refused with its place`, () => {
    assert.throws(
      () => parseTriggersConfig(section, at),
      (error: Error) => error instanceof TriggersConfigError && message.test(error.message),
    )
  })
}
