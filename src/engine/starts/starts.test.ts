import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  EngineUnderTest,
  machineOf,
  namespace,
  pass,
  task,
  wait,
} from '../../../test/support/engine-under-test.ts'

test('a start that is answered has been taken by the store, and may have ended', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const arn = await under.start('m', { name: 'one', input: { a: 1 } })
  assert.equal(arn, 'arn:aws:states:us-east-1:000000000000:execution:m:one')
  const { status, input, output } = await under.record(arn)
  assert.deepEqual({ status, input, output }, { status: 'SUCCEEDED', input: '{"a":1}', output: '{"a":1}' })
})

test('the same start, sent again while the execution runs, gives the same answer', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const first = await under.tryStart('m', { name: 'one', input: { a: 1 } })
  await under.time.pass(1000)
  assert.deepEqual(await under.tryStart('m', { name: 'one', input: { a: 1 } }), first)
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 1)
})

test('a name is refused for another input, and once its execution has ended', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const arn = await under.start('m', { name: 'one', input: { a: 1 } })
  assert.deepEqual(await under.tryStart('m', { name: 'one', input: { a: 2 } }), {
    refused: 'execution-exists',
  })
  await under.ended(arn)
  assert.deepEqual(await under.tryStart('m', { name: 'one', input: { a: 1 } }), {
    refused: 'execution-exists',
  })
})

test('ten starts of one name at once start it once', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  const started = await Promise.all(
    Array.from({ length: 10 }, () => under.tryStart('m', { name: 'one', input: { a: 1 } })),
  )
  assert.equal(new Set(started.map((answer) => JSON.stringify(answer))).size, 1)
  assert.ok('executionArn' in started[0]!)
  await under.time.settled()
  assert.equal(under.sent.length, 1)
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 1)
})

test('ten starts of one name with inputs of their own: one is taken, the others are refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  const started = await Promise.all(
    Array.from({ length: 10 }, (_, i) => under.tryStart('m', { name: 'one', input: { i } })),
  )
  assert.equal(started.filter((answer) => 'executionArn' in answer).length, 1)
  assert.equal(started.filter((answer) => 'refused' in answer).length, 9)
})

test('a name whose start failed can be started again', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const full = new Error('no room')
  under.tap.refuse('commit', full)
  await assert.rejects(under.tryStart('m', { name: 'one' }), full)
  assert.ok('executionArn' in (await under.tryStart('m', { name: 'one' })))
})

test('what is being deleted, what was deleted and what never was takes no start', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(60))
  await under.start('m')
  assert.deepEqual(await under.tryStart('other'), { refused: 'unknown-state-machine' })
  under.tap.hold('executions')
  const deleted = under.engine.catalog.deleteMachine(namespace, 'm')
  await under.time.settled()
  assert.deepEqual(await under.tryStart('m'), { refused: 'state-machine-deleting' })
  under.tap.release('executions')
  await deleted
  assert.deepEqual(await under.tryStart('m'), { refused: 'unknown-state-machine' })
})

test('a start whose name is looked up while its machine is deleted does not outlive it', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  under.tap.hold('findExecutionIds')
  const started = under.tryStart('m', { name: 'late' })
  await under.time.settled()
  await under.engine.catalog.deleteMachine(namespace, 'm')
  under.tap.release('findExecutionIds')
  assert.deepEqual(await started, { refused: 'unknown-state-machine' })
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 0)
})

test('starts that are on their way when a deletion begins are stopped with the others', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  const before = Array.from({ length: 20 }, () => under.tryStart('m'))
  const deleted = under.engine.catalog.deleteMachine(namespace, 'm')
  const after = Array.from({ length: 20 }, () => under.tryStart('m'))
  await deleted
  const answers = await Promise.all([...before, ...after])
  const { RUNNING, ABORTED } = (await under.kept.statistics()).executionsByStatus
  assert.equal(RUNNING, 0)
  assert.equal(ABORTED, answers.filter((answer) => 'executionArn' in answer).length)
})

test('a machine that is read while it is deleted is not remembered as it was', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  await under.restart()
  under.tap.hold('machine')
  const started = under.tryStart('m')
  await under.time.settled()
  under.tap.release('machine')
  const deleted = under.engine.catalog.deleteMachine(namespace, 'm')
  await Promise.all([started, deleted])
  assert.deepEqual(await under.tryStart('m'), { refused: 'unknown-state-machine' })
  assert.equal((await under.kept.statistics()).executionsByStatus.RUNNING, 0)
})

test('two machines have executions of one name', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  await under.create('n', pass)
  const arns = [await under.start('m', { name: 'one' }), await under.start('n', { name: 'one' })]
  assert.equal(new Set(arns).size, 2)
  for (const arn of arns) assert.equal((await under.record(arn)).status, 'SUCCEEDED')
})

test('two regions have machines and executions of one name', async (t) => {
  const under = await EngineUnderTest.open(t)
  const elsewhere = { ...namespace, region: 'eu-west-1' }
  await under.create('m', pass)
  await under.engine.catalog.createMachine({ ...machineOf('m', wait(60)), ...elsewhere })
  const here = await under.start('m', { name: 'one' })
  const there = await under.engine.start({ ...elsewhere, stateMachineName: 'm', name: 'one', input: '{}' })
  assert.ok('executionArn' in there)
  assert.equal((await under.record(here)).status, 'SUCCEEDED')
  assert.equal((await under.record(there.executionArn)).status, 'RUNNING')
})

test('the server makes names that nobody has', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const arns = await Promise.all(Array.from({ length: 50 }, () => under.start('m')))
  assert.equal(new Set(arns).size, 50)
  for (const arn of arns) assert.match(arn, /:execution:m:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/)
})

test('ids go on after a restart, so that nothing is written over', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  const first = await under.start('m')
  await under.restart()
  await under.create('n', pass)
  const second = await under.start('n')
  assert.equal((await under.record(second)).id, (await under.record(first)).id + 1)
  assert.equal((await under.record(first)).machineName, 'm')
  assert.equal((await under.record(second)).machineName, 'n')
})
