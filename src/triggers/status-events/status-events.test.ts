import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machineOf, pass, single, wait } from '../../../test/support/engine-under-test.ts'
import { EventsUnderTest } from '../../../test/support/events-under-test.ts'

const told = { targets: [{ name: 'told', function: 'told' }] }
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:orders'
const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:orders:one'

test('an execution tells when it begins and when it has succeeded, in the shape of EventBridge', async (t) => {
  const under = await EventsUnderTest.open(t, told)
  await under.engine.create('orders', wait(60))
  const begun = under.engine.time.now
  await under.engine.start('orders', { name: 'one', input: { id: 1 } })
  await under.until(() => under.received.length === 2)
  const [running, succeeded] = under.received.map(({ event }) => event)
  assert.deepEqual(running, {
    version: '0',
    id: running!.id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: '000000000000',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: machineArn,
      name: 'one',
      status: 'RUNNING',
      startDate: begun,
      stopDate: null,
      input: '{"id":1}',
      output: null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
      inputDetails: { included: true },
      outputDetails: null,
      error: null,
      cause: null,
    },
  })
  assert.match(running.id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.notEqual(succeeded!.id, running.id)
  assert.deepEqual(succeeded!.detail, {
    ...running.detail,
    status: 'SUCCEEDED',
    stopDate: begun + 60_000,
    output: '{"id":1}',
    outputDetails: { included: true },
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  })
})

test('a failure, an abort and a timeout are told with their reasons', async (t) => {
  const under = await EventsUnderTest.open(t, told)
  await under.engine.create('fails', single({ Type: 'Fail', Error: 'Broken', Cause: 'why' }))
  await under.engine.create('late', { ...(wait(60) as object), TimeoutSeconds: 5 })
  await under.engine.create('waits', wait(600))
  await under.engine.start('fails')
  await under.engine.start('late')
  const stopped = await under.engine.start('waits')
  await under.engine.until(under.engine.engine.stop({ executionArn: stopped, error: 'Enough', cause: 'now' }))
  await under.until(() => under.received.length === 6)
  const ends = under.received.map(({ event }) => event.detail).filter(({ status }) => status !== 'RUNNING')
  const shown = ends.map(({ status, error, cause, redriveStatus }) => [status, error, cause, redriveStatus])
  assert.deepEqual(
    shown.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
    [
      ['ABORTED', 'Enough', 'now', 'REDRIVABLE'],
      ['FAILED', 'Broken', 'why', 'REDRIVABLE'],
      ['TIMED_OUT', null, null, 'REDRIVABLE'],
    ],
  )
})

test('a redriven execution runs again and ends again, with events of their own', async (t) => {
  const under = await EventsUnderTest.open(t, told)
  await under.engine.create('fails', single({ Type: 'Fail' }))
  const arn = await under.engine.start('fails')
  await under.until(() => under.received.length === 2)
  const redriven = await under.engine.until(under.engine.engine.redrive({ executionArn: arn }))
  assert.ok('redrivenAt' in redriven)
  await under.until(() => under.received.length === 4)
  const details = under.received.map(({ event }) => event.detail)
  assert.deepEqual(
    details.map(({ status, redriveCount, redriveDate }) => [status, redriveCount, redriveDate]),
    [
      ['RUNNING', 0, null],
      ['FAILED', 0, null],
      ['RUNNING', 1, redriven.redrivenAt],
      ['FAILED', 1, redriven.redrivenAt],
    ],
  )
  assert.equal(new Set(under.received.map(({ event }) => event.id)).size, 4)
})

test('data that are too long are left out, the input first', async (t) => {
  const under = await EventsUnderTest.open(t, told)
  const output = 'o'.repeat(150 * 1024)
  await under.engine.create('grows', single({ Type: 'Pass', Result: output }))
  await under.engine.start('grows', { input: 'i'.repeat(150 * 1024) })
  await under.engine.start('grows', { input: 'i'.repeat(250 * 1024) })
  await under.engine.create('same', pass)
  await under.engine.start('same', { input: 'i'.repeat(249 * 1024) })
  await under.until(() => under.received.length === 6)
  const shown = under.received.map(({ event: { detail } }) => [
    detail['status'],
    detail['input'] === null,
    detail['inputDetails'],
    detail['output'] === null,
    detail['outputDetails'],
  ])
  const [included, left] = [{ included: true }, { included: false }]
  assert.deepEqual(shown, [
    ['RUNNING', false, included, true, null],
    ['SUCCEEDED', true, left, false, included],
    ['RUNNING', true, left, true, null],
    ['SUCCEEDED', true, left, false, included],
    ['RUNNING', true, left, true, null],
    ['SUCCEEDED', true, left, true, left],
  ])
})

test('a pattern chooses the events of a target', async (t) => {
  const pattern = { detail: { status: ['FAILED'], stateMachineArn: [{ suffix: ':fails' }] } }
  const under = await EventsUnderTest.open(t, {
    targets: [
      { name: 'pager', function: 'pager', pattern },
      { name: 'all', function: 'all' },
    ],
  })
  await under.engine.create('fails', single({ Type: 'Fail' }))
  await under.engine.create('works', pass)
  await under.engine.start('fails')
  await under.engine.start('works')
  await under.until(() => under.received.length === 5)
  assert.deepEqual(under.statusesAt('pager'), ['FAILED'])
})

test('Express executions are told of where the configuration asks for them', async (t) => {
  for (const express of [false, true]) {
    const under = await EventsUnderTest.open(t, { ...told, express })
    const machine = { ...machineOf('quick', pass), type: 'EXPRESS' as const }
    await under.engine.engine.catalog.createMachine(machine)
    await under.engine.start('quick', { name: 'one' })
    await under.engine.create('orders', pass)
    await under.engine.start('orders')
    const expected = express ? 4 : 2
    await under.until(() => under.received.length === expected)
    await under.engine.time.pass(1000)
    assert.equal(under.received.length, expected)
    if (express) assert.match(String(under.received[0]!.event.detail['executionArn']), /:express:quick:one:/)
  }
})

test('without targets nothing is written for events', async (t) => {
  const under = await EventsUnderTest.open(t)
  await under.engine.create('orders', pass)
  await under.engine.start('orders')
  await under.engine.time.pass(1000)
  const turns = under.engine.tap.groups.flatMap(({ writes }) => writes.filter(({ kind }) => kind === 'turn'))
  assert.equal(turns.length, 1)
  assert.ok(!Object.hasOwn(turns[0]!, 'deliveries'))
})

test('a state machine with a KMS key of its own keeps its data and causes out of its events', async (t) => {
  const under = await EventsUnderTest.open(t, told)
  const kmsKeyId = 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555'
  const encryptionConfiguration = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId }
  const configuration = JSON.stringify({ encryptionConfiguration })
  const fails = single({ Type: 'Fail', Error: 'Broken', Cause: 'the secret' })
  const created = await under.engine.engine.catalog.createMachine({
    ...machineOf('sealed', fails),
    configuration,
  })
  assert.ok(!('refused' in created))
  await under.engine.start('sealed', { input: { card: '4242' } })
  await under.until(() => under.received.length === 2)
  const { status, input, inputDetails, output, cause } = under.received[1]!.event.detail
  assert.deepEqual(
    { status, input, inputDetails, output, cause },
    { status: 'FAILED', input: null, inputDetails: { included: false }, output: null, cause: null },
  )
  assert.doesNotMatch(JSON.stringify(under.received), /4242|the secret/)
})
