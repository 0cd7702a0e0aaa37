import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { awsLimits } from '#base'
import type { AliasRecord, MachineRecord, VersionRecord } from '#store'
import {
  EngineUnderTest,
  machineOf,
  namespace,
  pass,
  single,
} from '../../../test/support/engine-under-test.ts'
import type { EngineOptions } from '../engine-parts.ts'

const result = (value: string) => single({ Type: 'Pass', Result: value })
const named = { ...namespace, name: 'm' }
const ofMachine = { ...namespace, stateMachineName: 'm' }

/** An engine with a state machine `m` whose first revision gives `one`. */
async function withMachine(t: TestContext, options: Partial<EngineOptions> = {}): Promise<EngineUnderTest> {
  const under = await EngineUnderTest.open(t, options)
  await under.create('m', result('one'))
  return under
}

async function machineNow(under: EngineUnderTest): Promise<MachineRecord> {
  const machine = await under.engine.catalog.machine(namespace, 'm')
  assert.ok(machine)
  return machine
}

async function update(under: EngineUnderTest, value: string, published?: { description?: string }) {
  const definition = JSON.stringify(result(value))
  return under.engine.catalog.updateMachine({
    ...named,
    definition,
    ...(published && { publish: published }),
  })
}

async function publish(under: EngineUnderTest, of: object = {}): Promise<VersionRecord> {
  const published = await under.engine.catalog.versions.publish({ ...ofMachine, ...of })
  assert.ok('version' in published, JSON.stringify(published))
  return published.version
}

async function alias(under: EngineUnderTest, name: string, ...versions: number[]): Promise<AliasRecord> {
  const routes = versions.map((version) => ({ version, weight: 100 / versions.length }))
  const created = await under.engine.catalog.aliases.create({ ...ofMachine, name, routes })
  assert.ok('alias' in created, JSON.stringify(created))
  return created.alias
}

async function start(under: EngineUnderTest, qualifier: string, more: object = {}) {
  const started = await under.engine.start({ ...ofMachine, qualifier, input: '{}', ...more })
  assert.ok(!('refused' in started), JSON.stringify(started))
  return under.record(started.executionArn)
}

const numbers = async (under: EngineUnderTest) =>
  (await under.engine.catalog.versions.versions(await machineNow(under), undefined, 100)).map(
    ({ number }) => number,
  )

// -------------------------------------------------------------------------------------------------- publishing

test('a revision is published once: a repeat gives the version that is there', async (t) => {
  const under = await withMachine(t)
  const first = await publish(under, { description: 'first' })
  assert.equal(first.number, 1)
  const groups = under.tap.groups.length
  assert.deepEqual(await publish(under), first)
  assert.deepEqual(await publish(under, { description: 'first', revisionId: 'INITIAL' }), first)
  assert.equal(under.tap.groups.length, groups)
  assert.deepEqual(await numbers(under), [1])
})

test('a repeat with another description is refused', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  const { versions } = under.engine.catalog
  assert.deepEqual(await versions.publish({ ...ofMachine, description: 'other' }), {
    refused: 'other-description',
  })
})

test('a revision id that is not the current one is refused with the current one', async (t) => {
  const under = await withMachine(t)
  const { versions } = under.engine.catalog
  const stale = { ...ofMachine, revisionId: 'stale' }
  assert.deepEqual(await versions.publish(stale), { refused: 'other-revision', revisionId: 'INITIAL' })
  await update(under, 'two')
  const { revisionId } = (await machineNow(under)).revision
  for (const other of ['INITIAL', 'stale'])
    assert.deepEqual(await versions.publish({ ...ofMachine, revisionId: other }), {
      refused: 'other-revision',
      revisionId,
    })
  assert.equal((await publish(under, { revisionId })).number, 1)
})

test('what is not there is not published', async (t) => {
  const under = await EngineUnderTest.open(t)
  assert.deepEqual(await under.engine.catalog.versions.publish(ofMachine), {
    refused: 'unknown-state-machine',
  })
})

test('a number is not given again, whatever is deleted, also after a restart', async (t) => {
  const under = await withMachine(t)
  const remove = (number: number) => under.engine.catalog.versions.delete({ ...ofMachine, number })
  await publish(under)
  assert.equal(await remove(1), 'done')
  assert.equal(await remove(1), 'done')
  assert.equal((await publish(under)).number, 2)
  await update(under, 'two', {})
  assert.equal(await remove(3), 'done')
  await under.restart()
  await update(under, 'three', {})
  assert.deepEqual(await numbers(under), [4, 2])
})

test('publishes at once share one version', async (t) => {
  const under = await withMachine(t)
  const published = await Promise.all([
    publish(under),
    publish(under),
    update(under, 'two', {}),
    publish(under),
  ])
  assert.deepEqual(published[0], published[1])
  assert.deepEqual(await numbers(under), [2, 1])
})

test('a create publishes its first revision in the same write, and is compared with that when it is repeated', async (t) => {
  const under = await EngineUnderTest.open(t)
  const { catalog } = under.engine
  const request = { ...machineOf('m', pass), publish: { description: 'first' } }
  const groups = under.tap.groups.length
  const created = await catalog.createMachine(request)
  assert.ok('version' in created && created.version)
  assert.equal(under.tap.groups.length, groups + 1)
  assert.deepEqual(await catalog.createMachine(request), created)
  const refused = { refused: 'exists' }
  assert.deepEqual(await catalog.createMachine(machineOf('m', pass)), refused)
  assert.deepEqual(await catalog.createMachine({ ...request, publish: {} }), refused)
  await under.create('n', pass)
  assert.deepEqual(await catalog.createMachine({ ...machineOf('n', pass), publish: {} }), refused)
})

test('an update publishes what it makes; one that changes nothing gives the version of the revision', async (t) => {
  const under = await withMachine(t)
  const first = await update(under, 'one', {})
  assert.ok('machine' in first)
  assert.equal(first.version?.number, 1)
  assert.equal(first.machine.revision.revisionId, undefined)
  assert.deepEqual(await update(under, 'one', {}), first)
  const second = await update(under, 'two', { description: 'second' })
  assert.ok('machine' in second)
  assert.deepEqual([second.version?.number, second.version?.description], [2, 'second'])
  assert.deepEqual(await update(under, 'two', { description: 'other' }), { refused: 'other-description' })
})

test('a state machine has so many versions at a time as the limits say', async (t) => {
  const under = await withMachine(t, { limits: { ...awsLimits, versionsMax: 2 } })
  await publish(under)
  await update(under, 'two', {})
  const full = { refused: 'too-many-versions' }
  const before = await machineNow(under)
  assert.deepEqual(await update(under, 'three', {}), full)
  assert.deepEqual(await machineNow(under), before)
  await update(under, 'three')
  assert.deepEqual(await under.engine.catalog.versions.publish(ofMachine), full)
  await under.engine.catalog.versions.delete({ ...ofMachine, number: 1 })
  assert.equal((await publish(under)).number, 3)
})

test('a version that an alias leads to is not deleted', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  await update(under, 'two', {})
  await alias(under, 'prod', 1, 2)
  await alias(under, 'test', 2)
  const remove = (number: number) => under.engine.catalog.versions.delete({ ...ofMachine, number })
  assert.deepEqual(await remove(2), { refused: 'referenced', aliases: ['prod', 'test'] })
  await under.engine.catalog.aliases.delete({ ...ofMachine, name: 'prod' })
  assert.equal(await remove(1), 'done')
  assert.deepEqual(await remove(2), { refused: 'referenced', aliases: ['test'] })
})

// ---------------------------------------------------------------------------------------------------- starting

test('a start by a version runs its revision and says so, in the row and in the history', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  await update(under, 'two')
  const execution = await start(under, '1')
  assert.deepEqual([execution.output, execution.version, execution.alias], ['"one"', 1, undefined])
  const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:m`
  const [first] = await under.history(`arn:aws:states:us-east-1:000000000000:execution:m:${execution.name}`)
  assert.equal(first?.details?.['stateMachineVersionArn'], `${arn}:1`)
  assert.ok(!('stateMachineAliasArn' in first.details))
  const unqualified = await under.record(await under.start('m'))
  assert.deepEqual([unqualified.output, unqualified.version], ['"two"', undefined])
})

test('a start by an alias runs one of its versions and says which', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  await update(under, 'two', {})
  await alias(under, 'prod', 1, 2)
  const executions = await Promise.all(Array.from({ length: 64 }, () => start(under, 'prod')))
  for (const { output, version, alias: name } of executions) {
    assert.equal(output, version === 1 ? '"one"' : '"two"')
    assert.equal(name, 'prod')
  }
  assert.deepEqual(new Set(executions.map(({ version }) => version)), new Set([1, 2]))
})

test('the version that an alias chooses follows from the seed', async (t) => {
  const choices = async () => {
    const under = await withMachine(t)
    await publish(under)
    await update(under, 'two', {})
    await alias(under, 'prod', 1, 2)
    const chosen: (number | undefined)[] = []
    for (let i = 0; i < 16; i++) chosen.push((await start(under, 'prod')).version)
    return chosen
  }
  assert.deepEqual(await choices(), await choices())
})

test('a repeated start by an alias gives the execution that runs, whatever version it has', async (t) => {
  const under = await EngineUnderTest.open(t)
  const waiting = (comment: string) => ({
    ...(single({ Type: 'Wait', Seconds: 60 }) as object),
    Comment: comment,
  })
  await under.create('m', waiting('one'))
  await publish(under)
  await under.engine.catalog.updateMachine({
    ...named,
    definition: JSON.stringify(waiting('two')),
    publish: {},
  })
  await alias(under, 'prod', 1, 2)
  const { id } = await start(under, 'prod', { name: 'e' })
  for (let i = 0; i < 16; i++) assert.equal((await start(under, 'prod', { name: 'e' })).id, id)
})

test('a qualifier that is not there is refused', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  for (const qualifier of ['2', '01', 'prod', '99999999999999999999'])
    assert.deepEqual(await under.engine.start({ ...ofMachine, qualifier, input: '{}' }), {
      refused: 'unknown-state-machine',
    })
})

test('an execution of a version goes on with its revision after version, alias and process are gone', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', {
    StartAt: 'A',
    States: { A: { Type: 'Wait', Seconds: 60, Next: 'B' }, B: { Type: 'Pass', Result: 'old', End: true } },
  })
  await publish(under)
  await alias(under, 'prod', 1)
  const { name } = await start(under, 'prod', { name: 'e' })
  await update(under, 'two')
  await under.engine.catalog.aliases.delete({ ...ofMachine, name: 'prod' })
  await under.engine.catalog.versions.delete({ ...ofMachine, number: 1 })
  await under.restart()
  const ended = await under.ended(`arn:aws:states:us-east-1:000000000000:execution:m:${name}`)
  assert.deepEqual([ended.output, ended.version, ended.alias], ['"old"', 1, 'prod'])
})

test('an Express execution is started by a version or an alias, and its row says so', async (t) => {
  const under = await EngineUnderTest.open(t)
  const request = { ...machineOf('m', result('one')), type: 'EXPRESS' as const, publish: {} }
  await under.engine.catalog.createMachine(request)
  await alias(under, 'prod', 1)
  await update(under, 'two')
  const started = await under.engine.start({ ...ofMachine, qualifier: 'prod', input: '{}' })
  assert.ok('executionArn' in started)
  const execution = await under.ended(started.executionArn)
  assert.deepEqual([execution.output, execution.version, execution.alias], ['"one"', 1, 'prod'])
  const synchronous = await under.engine.startSync({ ...ofMachine, qualifier: '1', input: '{}' })
  assert.equal('ended' in synchronous && synchronous.ended.output?.text, '"one"')
})

test('executions are listed by the version or alias that started them', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  await update(under, 'two', {})
  await alias(under, 'prod', 2)
  for (const [qualifier, name] of [
    ['1', 'a'],
    ['prod', 'b'],
    ['2', 'c'],
  ] as const)
    await start(under, qualifier, { name })
  await under.start('m', { name: 'd' })
  const machine = await machineNow(under)
  const list = async (startedBy: { version: number } | { alias: string }) =>
    (await under.engine.executions({ machine, startedBy, limit: 10 })).map(({ name }) => name)
  assert.deepEqual(await list({ version: 1 }), ['a'])
  assert.deepEqual(await list({ version: 2 }), ['c', 'b'])
  assert.deepEqual(await list({ alias: 'prod' }), ['b'])
})

// ---------------------------------------------------------------------------------------------------- deleting

test('versions and aliases go with their state machine; a new one of the name begins at 1', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  await update(under, 'two', {})
  await alias(under, 'prod', 2)
  await start(under, 'prod')
  await under.engine.catalog.deleteMachine(namespace, 'm')
  await under.create('m', pass)
  assert.deepEqual(await numbers(under), [])
  assert.equal(await under.engine.catalog.aliases.alias(await machineNow(under), 'prod'), undefined)
  assert.equal((await publish(under)).number, 1)
})

test('a state machine that is being deleted publishes nothing, and none of its versions starts', async (t) => {
  const under = await withMachine(t)
  await publish(under)
  const stuck = new Error('stuck')
  under.tap.refuse('executions', stuck)
  await assert.rejects(under.engine.catalog.deleteMachine(namespace, 'm'), stuck)
  const { catalog } = under.engine
  assert.deepEqual(await catalog.versions.publish(ofMachine), { refused: 'deleting' })
  const routes = [{ version: 1, weight: 100 }]
  assert.deepEqual(await catalog.aliases.create({ ...ofMachine, name: 'prod', routes }), {
    refused: 'deleting',
  })
  assert.deepEqual(await under.engine.start({ ...ofMachine, qualifier: '1', input: '{}' }), {
    refused: 'state-machine-deleting',
  })
})
