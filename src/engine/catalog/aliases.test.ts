import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { awsLimits } from '#base'
import { StoreUnavailable } from '#store'
import { EngineUnderTest, namespace, pass } from '../../../test/support/engine-under-test.ts'
import type { EngineOptions } from '../engine-parts.ts'

const ofMachine = { ...namespace, stateMachineName: 'm' }
const prod = { ...ofMachine, name: 'prod' }
const all = (version: number) => [{ version, weight: 100 }]
const half = (version: number) => ({ version, weight: 50 })

/** An engine with a state machine `m` that has the versions 1 and 2. */
async function withVersions(t: TestContext, options: Partial<EngineOptions> = {}): Promise<EngineUnderTest> {
  const under = await EngineUnderTest.open(t, options)
  await under.create('m', pass)
  const { catalog } = under.engine
  await catalog.versions.publish(ofMachine)
  await catalog.updateMachine({ ...namespace, name: 'm', roleArn: 'arn:aws:iam::1:role/other', publish: {} })
  return under
}

test('an alias is created once: a repeat that is equal gives it, another one is refused', async (t) => {
  const under = await withVersions(t)
  const { aliases } = under.engine.catalog
  const request = { ...prod, description: 'live', routes: [half(1), half(2)] }
  const created = await aliases.create(request)
  assert.ok('alias' in created)
  assert.deepEqual(created.alias.updatedAt, created.alias.createdAt)
  assert.deepEqual(await aliases.create({ ...request, routes: [half(2), half(1)] }), created)
  const others = [
    { ...request, description: 'other' },
    { ...prod, routes: request.routes },
    { ...request, routes: all(1) },
    {
      ...request,
      routes: [
        { version: 1, weight: 60 },
        { version: 2, weight: 40 },
      ],
    },
  ]
  for (const other of others) assert.deepEqual(await aliases.create(other), { refused: 'exists' })
})

test('an alias of what is not there is refused', async (t) => {
  const under = await withVersions(t)
  const { aliases } = under.engine.catalog
  assert.deepEqual(await aliases.create({ ...prod, routes: [half(1), half(3)] }), {
    refused: 'unknown-version',
    version: 3,
  })
  assert.deepEqual(await aliases.create({ ...prod, stateMachineName: 'n', routes: all(1) }), {
    refused: 'unknown-state-machine',
  })
  assert.deepEqual(await aliases.update({ ...prod, routes: all(1) }), { refused: 'unknown-alias' })
  await aliases.create({ ...prod, routes: all(1) })
  assert.deepEqual(await aliases.update({ ...prod, routes: all(3) }), {
    refused: 'unknown-version',
    version: 3,
  })
})

test('an update changes what it names, and its date only where something changes', async (t) => {
  const under = await withVersions(t)
  const { aliases } = under.engine.catalog
  const created = await aliases.create({ ...prod, description: 'live', routes: all(1) })
  assert.ok('alias' in created)
  await under.time.pass(1000)
  assert.deepEqual(await aliases.update({ ...prod, description: 'live', routes: all(1) }), created)
  const updated = await aliases.update({ ...prod, routes: all(2) })
  const expected = { ...created.alias, routes: all(2), updatedAt: under.time.now }
  assert.deepEqual(updated, { alias: expected })
  const machine = (await under.engine.catalog.machine(namespace, 'm'))!
  assert.deepEqual(await aliases.alias(machine, 'prod'), expected)
  await under.restart()
  assert.deepEqual(await under.engine.catalog.aliases.alias(machine, 'prod'), expected)
})

test('starts that follow an update go the new way', async (t) => {
  const under = await withVersions(t)
  const { aliases } = under.engine.catalog
  await aliases.create({ ...prod, routes: all(1) })
  const versionOfStart = async () => {
    const started = await under.engine.start({ ...ofMachine, qualifier: 'prod', input: '{}' })
    assert.ok('executionArn' in started)
    return (await under.record(started.executionArn)).version
  }
  assert.equal(await versionOfStart(), 1)
  await aliases.update({ ...prod, routes: all(2) })
  assert.equal(await versionOfStart(), 2)
  await aliases.delete(prod)
  await aliases.delete(prod)
  assert.deepEqual(await under.engine.start({ ...ofMachine, qualifier: 'prod', input: '{}' }), {
    refused: 'unknown-state-machine',
  })
})

test('an update that fails changes nothing', async (t) => {
  const under = await withVersions(t)
  const { aliases } = under.engine.catalog
  const created = await aliases.create({ ...prod, routes: all(1) })
  assert.ok('alias' in created)
  const full = new StoreUnavailable('full')
  under.tap.refuse('commit', full)
  await assert.rejects(aliases.update({ ...prod, routes: all(2) }), full)
  const machine = (await under.engine.catalog.machine(namespace, 'm'))!
  assert.deepEqual(await aliases.alias(machine, 'prod'), created.alias)
})

test('a state machine has so many aliases at a time as the limits say', async (t) => {
  const under = await withVersions(t, { limits: { ...awsLimits, aliasesMax: 1 } })
  const { aliases } = under.engine.catalog
  await aliases.create({ ...prod, routes: all(1) })
  const other = { ...prod, name: 'other', routes: all(1) }
  assert.deepEqual(await aliases.create(other), { refused: 'too-many-aliases' })
  await aliases.delete(prod)
  assert.ok('alias' in (await aliases.create(other)))
})
