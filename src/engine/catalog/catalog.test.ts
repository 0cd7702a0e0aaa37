import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activityArn, stateMachineArn } from '#base'
import { StoreUnavailable, type MachineRecord } from '#store'
import {
  EngineUnderTest,
  machineOf,
  namespace,
  pass,
  single,
  task,
  wait,
} from '../../../test/support/engine-under-test.ts'
import { NameLocks } from '../starts/name-locks.ts'
import { RecentCache } from '../recent-cache.ts'

const named = { ...namespace, name: 'm' }
const full = new StoreUnavailable('full')

function machineIn(
  answer: { readonly machine: MachineRecord } | { readonly refused: string },
): MachineRecord {
  assert.ok('machine' in answer, JSON.stringify(answer))
  return answer.machine
}

async function machineNow(under: EngineUnderTest): Promise<MachineRecord> {
  const machine = await under.engine.catalog.machine(namespace, 'm')
  assert.ok(machine)
  return machine
}

test('a create that is repeated gives the machine that is there', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const first = machineIn(await catalog.createMachine(machineOf('m', pass)))
  const again = await catalog.createMachine({ ...machineOf('m', pass), roleArn: 'arn:aws:iam::1:role/other' })
  assert.deepEqual(again, { machine: first })
  assert.deepEqual(await catalog.machine(namespace, 'm'), first)
})

test('a create with another text, type or configuration is refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', pass)
  const same = machineOf('m', pass)
  const others = [
    machineOf('m', wait(1)),
    { ...same, definition: `${same.definition} ` },
    { ...same, type: 'EXPRESS' as const },
    { ...same, configuration: '{"level":"ALL"}' },
  ]
  for (const other of others) assert.deepEqual(await catalog.createMachine(other), { refused: 'exists' })
})

test('two creates at once make one machine; of two different ones, one is refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const [one, two] = await Promise.all([
    catalog.createMachine(machineOf('m', pass)),
    catalog.createMachine(machineOf('m', pass)),
  ])
  assert.deepEqual(one, two)
  const crossing = await Promise.all([
    catalog.createMachine(machineOf('n', pass)),
    catalog.createMachine(machineOf('n', wait(1))),
  ])
  assert.deepEqual(
    crossing.map((answer) => 'refused' in answer && answer.refused),
    [false, 'exists'],
  )
})

test('a definition that is wrong is refused with what is wrong, and nothing is kept', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const answer = await catalog.createMachine(machineOf('m', { StartAt: 'Nowhere', States: {} }))
  assert.ok('refused' in answer && answer.refused === 'invalid-definition')
  assert.ok(answer.diagnostics.length > 0)
  assert.equal(await catalog.machine(namespace, 'm'), undefined)
})

test('the revision id is absent at first, changes with what changes, and stays with what does not', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', pass)
  assert.equal((await machineNow(under)).revision.revisionId, undefined)
  const definition = JSON.stringify(wait(1))
  const first = machineIn(await catalog.updateMachine({ ...named, definition }))
  assert.ok(first.revision.revisionId)
  const groups = under.tap.groups.length
  assert.deepEqual(await catalog.updateMachine({ ...named, definition }), { machine: first })
  assert.equal(under.tap.groups.length, groups)
  await under.time.pass(1000)
  const second = machineIn(await catalog.updateMachine({ ...named, roleArn: 'arn:aws:iam::1:role/other' }))
  assert.notEqual(second.revision.revisionId, first.revision.revisionId)
  assert.equal(second.revision.definition, definition)
  assert.equal(second.revision.updatedAt, under.time.now)
  assert.equal(second.createdAt, first.createdAt)
  await under.restart()
  assert.deepEqual(await machineNow(under), second)
})

test('an update of what is not there, or with a wrong definition, is refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  assert.deepEqual(await catalog.updateMachine(named), { refused: 'unknown-state-machine' })
  await under.create('m', pass)
  const answer = await catalog.updateMachine({ ...named, definition: '{}' })
  assert.ok('refused' in answer && answer.refused === 'invalid-definition')
  assert.equal((await machineNow(under)).revision.definition, JSON.stringify(pass))
})

test('an execution keeps the definition that it began with, also when it comes back from the store', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: { Type: 'Pass', Result: 'old', End: true } },
  })
  const arn = await under.start('m')
  await under.engine.catalog.updateMachine({
    ...named,
    definition: JSON.stringify(single({ Type: 'Pass', Result: 'new' })),
  })
  assert.equal((await under.record(await under.start('m'))).output, '"new"')
  await under.restart()
  assert.equal((await under.ended(arn)).output, '"old"')
})

test('an update that fails changes nothing', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  under.tap.refuse('commit', full)
  const definition = JSON.stringify(wait(1))
  await assert.rejects(under.engine.catalog.updateMachine({ ...named, definition }), full)
  assert.equal((await machineNow(under)).revision.definition, JSON.stringify(pass))
  assert.equal((await under.record(await under.start('m'))).status, 'SUCCEEDED')
})

// --------------------------------------------------------------------------------------------------- deleting

test('deleting stops what runs, page by page, and frees the name and the names of its executions', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', wait(3600))
  const count = 450
  await Promise.all(Array.from({ length: count }, (_, i) => under.start('m', { name: `e${i}` })))
  await catalog.deleteMachine(namespace, 'm')
  assert.equal((await under.kept.statistics()).executionsByStatus.ABORTED, count)
  assert.equal(await catalog.machine(namespace, 'm'), undefined)
  await under.create('m', wait(3600))
  assert.ok('executionArn' in (await under.tryStart('m', { name: 'e0' })))
})

test('a machine that is created again with the same text is a new one', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const first = machineIn(await catalog.createMachine(machineOf('m', pass)))
  await under.start('m', { name: 'one' })
  await catalog.deleteMachine(namespace, 'm')
  await under.time.pass(1000)
  const second = machineIn(await catalog.createMachine(machineOf('m', pass)))
  assert.notEqual(second.id, first.id)
  assert.notEqual(second.revision.number, first.revision.number)
  assert.equal(second.createdAt, under.time.now)
  await under.restart()
  assert.deepEqual(await machineNow(under), second)
  const arn = await under.start('m', { name: 'one' })
  assert.equal((await under.record(arn)).status, 'SUCCEEDED')
})

test('deleting what is not there succeeds, and so does deleting twice at once', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await catalog.deleteMachine(namespace, 'm')
  await under.create('m', wait(3600))
  const arn = await under.start('m')
  const waited = under.engine.ended(arn)
  await Promise.all([catalog.deleteMachine(namespace, 'm'), catalog.deleteMachine(namespace, 'm')])
  assert.equal((await under.until(waited)).status, 'ABORTED')
  assert.equal(await catalog.machine(namespace, 'm'), undefined)
})

test('a deletion that takes long holds up nobody else, and its own name is refused', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', wait(3600))
  await under.start('m')
  under.tap.hold('executions')
  const deleted = catalog.deleteMachine(namespace, 'm')
  await under.time.settled()
  assert.equal((await machineNow(under)).status, 'DELETING')
  machineIn(await catalog.createMachine(machineOf('other', pass)))
  await catalog.deleteActivity(namespace, 'none')
  assert.deepEqual(await catalog.createMachine(machineOf('m', pass)), { refused: 'deleting' })
  assert.deepEqual(await catalog.updateMachine({ ...named, definition: JSON.stringify(pass) }), {
    refused: 'deleting',
  })
  under.tap.release('executions')
  await deleted
  machineIn(await catalog.createMachine(machineOf('m', pass)))
})

test('a deletion that a crash has cut off is finished by the next start of the server', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', wait(3600))
  await Promise.all(Array.from({ length: 30 }, () => under.start('m')))
  under.tap.hold('executions')
  void under.engine.catalog.deleteMachine(namespace, 'm')
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  assert.equal((await under.kept.statistics()).executionsByStatus.ABORTED, 30)
  assert.equal(await under.engine.catalog.machine(namespace, 'm'), undefined)
  await under.create('m', pass)
})

test('a deletion that the disk has cut off is finished by the next request', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', wait(3600))
  const arn = await under.start('m')
  under.tap.refuse('executions', full)
  await assert.rejects(catalog.deleteMachine(namespace, 'm'), full)
  assert.equal((await machineNow(under)).status, 'DELETING')
  const waited = under.engine.ended(arn)
  await catalog.deleteMachine(namespace, 'm')
  assert.equal((await under.until(waited)).status, 'ABORTED')
  assert.equal(await catalog.machine(namespace, 'm'), undefined)
})

test('a deletion that never became durable leaves the machine as it was', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  await under.create('m', pass)
  under.tap.refuse('commit', full)
  await assert.rejects(catalog.deleteMachine(namespace, 'm'), full)
  assert.equal((await machineNow(under)).status, 'ACTIVE')
  assert.ok('executionArn' in (await under.tryStart('m')))
})

test('a task in flight of a machine that is deleted is cancelled', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', task())
  await under.start('m')
  await under.time.settled()
  await under.engine.catalog.deleteMachine(namespace, 'm')
  assert.equal(under.sent[0]!.signal.aborted, true)
})

// -------------------------------------------------------------------------------------------- tags, activities

test('tags come with their machine or activity, in one group, and go with it', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const tags = { team: 'images' }
  const groups = under.tap.groups.length
  await catalog.createMachine({ ...machineOf('m', pass), tags })
  assert.equal(under.tap.groups.length, groups + 1)
  await catalog.createActivity({ ...namespace, name: 'a', configuration: '{}', tags })
  const arns = [stateMachineArn(namespace, 'm'), activityArn(namespace, 'a')]
  for (const arn of arns) assert.deepEqual(await catalog.tags(arn), tags)
  await catalog.deleteMachine(namespace, 'm')
  await catalog.deleteActivity(namespace, 'a')
  await under.create('m', pass)
  await catalog.createActivity({ ...namespace, name: 'a', configuration: '{}' })
  for (const arn of arns) assert.deepEqual(await catalog.tags(arn), {})
  await catalog.putTags(arns[0]!, { cost: '1' })
  assert.deepEqual(await catalog.tags(arns[0]!), { cost: '1' })
})

test('an activity is created once, refused with another configuration, and deleted', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const request = { ...namespace, name: 'a', configuration: '{}' }
  const [one, two] = await Promise.all([catalog.createActivity(request), catalog.createActivity(request)])
  assert.deepEqual(one, two)
  const other = { ...request, configuration: '{"type":"OTHER"}' }
  assert.deepEqual(await catalog.createActivity(other), { refused: 'exists' })
  await catalog.deleteActivity(namespace, 'a')
  await catalog.deleteActivity(namespace, 'a')
  assert.equal(await catalog.activity(namespace, 'a'), undefined)
  assert.ok('activity' in (await catalog.createActivity(other)))
})

// ------------------------------------------------------------------------------------------------------- parts

test('changes of one name take turns, those of others do not wait, and nothing is left behind', async () => {
  const locks = new NameLocks()
  const first = Promise.withResolvers<void>()
  const seen: string[] = []
  const change = (name: string, label: string, until?: Promise<void>) =>
    locks.inTurn(name, async () => {
      seen.push(`${label} begins`)
      await until
      seen.push(`${label} ends`)
    })
  const a = change('x', 'a', first.promise)
  const b = change('x', 'b')
  await change('y', 'c')
  assert.deepEqual(seen, ['a begins', 'c begins', 'c ends'])
  first.resolve()
  await Promise.all([a, b])
  assert.deepEqual(seen.slice(3), ['a ends', 'b begins', 'b ends'])
})

test('a change that fails lets the next one through', async () => {
  const locks = new NameLocks()
  const failing = locks.inTurn('x', () => Promise.reject(new Error('no')))
  const next = locks.inTurn('x', () => Promise.resolve('yes'))
  await assert.rejects(failing, /no/)
  assert.equal(await next, 'yes')
})

test('the cache keeps what was used last', () => {
  const cache = new RecentCache<string, number>(3)
  for (const [i, key] of ['a', 'b', 'c'].entries()) cache.set(key, i)
  cache.get('a')
  cache.set('d', 3)
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((key) => cache.get(key)),
    [0, undefined, 2, 3],
  )
})

test('what was loaded before a change does not replace it', async () => {
  const cache = new RecentCache<string, string>(3)
  const loads = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let load = 0
  const loaded = cache.getOrLoad('a', () => loads[load++]!.promise)
  cache.set('a', 'newer')
  loads[0]!.resolve('older')
  assert.equal(await loaded, 'newer')
  const deleted = cache.getOrLoad('b', () => loads[1]!.promise)
  cache.delete('b')
  loads[1]!.resolve('read again')
  load = 1
  assert.equal(await deleted, 'read again')
})
