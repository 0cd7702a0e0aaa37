import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { SearchError } from '#query'
import { EngineUnderTest, namespace } from '../../../test/support/engine-under-test.ts'
import type { SearchResult } from './port.ts'

const failing = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'States.Broken' } } }
const passing = { StartAt: 'P', States: { P: { Type: 'Pass', Result: { total: 17 }, End: true } } }
const waiting = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100_000, End: true } } }
const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}` as never

async function open(t: TestContext): Promise<EngineUnderTest> {
  const under = await EngineUnderTest.open(t)
  await under.create('failing', failing)
  await under.create('passing', passing)
  await under.create('waiting', waiting)
  return under
}

async function find(under: EngineUnderTest, where: string): Promise<SearchResult> {
  const found = await under.engine.search.find({ ...namespace, where, limit: 100 })
  assert.ok(!(found instanceof SearchError), found instanceof SearchError ? found.message : '')
  return found
}

const names = async (under: EngineUnderTest, where: string) =>
  (await find(under, where)).executions.map(({ name }) => name)

async function refused(under: EngineUnderTest, where: string): Promise<SearchError> {
  const error = await under.engine.search.find({ ...namespace, where, limit: 1 })
  assert.ok(error instanceof SearchError, `${where} is refused`)
  return error
}

/** Lets the indexer work until the search finds so many. */
async function indexed(under: EngineUnderTest, where: string, count: number): Promise<readonly string[]> {
  let found: readonly string[] = []
  for (let i = 0; i < 100 && found.length !== count; i++) {
    await under.until(new Promise<void>((resolve) => under.time.process().clock.after(200, resolve)))
    found = await names(under, where)
  }
  return found
}

test('executions are found by what every one has, and by tags of their state machine', async (t) => {
  const under = await open(t)
  await under.ended(await under.start('failing', { name: 'f-1' }))
  await under.ended(await under.start('passing', { name: 'p-1' }))
  await under.start('waiting', { name: 'w-1' })
  await under.engine.catalog.putTags(arn('passing'), { team: 'blue' })
  assert.deepEqual(await names(under, ''), ['w-1', 'p-1', 'f-1'])
  assert.deepEqual(await names(under, 'status != RUNNING'), ['p-1', 'f-1'])
  assert.deepEqual(await names(under, 'error like "States.%"'), ['f-1'])
  assert.deepEqual(await names(under, 'machine in (waiting, passing) and not status = RUNNING'), ['p-1'])
  assert.deepEqual(await names(under, 'tag.team = blue or name like "f-%"'), ['p-1', 'f-1'])
  assert.deepEqual(await names(under, 'startedAt > -1h and duration < 1h'), ['p-1', 'f-1'])
  assert.deepEqual(await names(under, 'machine = elsewhere'), [])
  const other = await under.engine.search.find({ ...namespace, account: '111111111111', where: '', limit: 9 })
  assert.ok('executions' in other && other.executions.length === 0)
})

test('what no index answers is refused, with the way out', async (t) => {
  const under = await open(t)
  assert.match((await refused(under, 'duration > 1h')).message, /no index answers.*add status/)
  assert.match((await refused(under, 'name != a')).message, /no index answers/)
  const unknown = await refused(under, 'status = FAILED and input.orderId = 1')
  assert.match(unknown.message, /no state machine in question indexes input.orderId .*stepwell:index/)
  assert.equal(unknown.column, 21)
})

test('declared fields are filled in for what was there, followed from then on, and gone with their tag', async (t) => {
  const under = await open(t)
  const start = async (name: string, id: number) =>
    under.ended(await under.start('passing', { name, input: { order: { id } } }))
  await start('before', 7)
  await under.engine.catalog.putTags(arn('passing'), { 'stepwell:index': 'input.order.id output.total' })
  assert.deepEqual(await indexed(under, 'input.order.id = 7', 1), ['before'])
  await start('after', 7)
  assert.deepEqual(await indexed(under, 'input.order.id = 7', 2), ['after', 'before'])
  assert.deepEqual(await names(under, 'output.total between 10 and 20'), ['after', 'before'])
  assert.deepEqual(await names(under, 'input.order.id > 7'), [])
  const [first] = (await find(under, 'name = after')).executions
  assert.deepEqual(first!.fields, { 'input.order.id': 7, 'output.total': 17 })
  await under.restart()
  await start('later', 8)
  assert.deepEqual(await indexed(under, 'input.order.id = 8', 1), ['later'])
  const state = await under.engine.search.indexState(namespace)
  assert.deepEqual([state.behindTurns, state.fields.map(({ indexed: part }) => part)], [0, [1, 1]])
  await under.engine.catalog.putTags(arn('passing'), {})
  assert.match((await refused(under, 'input.order.id = 7')).message, /index no fields/)
  assert.deepEqual(under.reports, [])
})

test('a bulk job stops what it finds, and goes on after a restart', async (t) => {
  const under = await open(t)
  for (let i = 0; i < 120; i++) await under.start('waiting', { name: `w-${i}` })
  const request = { ...namespace, kind: 'stop', where: 'machine = waiting', principal: 'me' } as const
  const preview = await under.engine.search.jobs.preview(request)
  assert.ok('count' in preview)
  assert.deepEqual([preview.count.estimate, preview.first.length], [120, 10])
  const begun = await under.engine.search.jobs.start(request)
  assert.ok(typeof begun === 'object' && 'id' in begun)
  await under.restart()
  const spared = await under.start('waiting', { name: 'spared' })
  const job = async () => (await under.engine.search.jobs.job(namespace, begun.id))!
  for (let i = 0; i < 200 && (await job()).status === 'RUNNING'; i++)
    await under.until(new Promise<void>((resolve) => under.time.process().clock.after(50, resolve)))
  const over = await job()
  assert.equal(over.status, 'DONE')
  assert.equal(over.changed + over.skipped, over.matched)
  assert.deepEqual(await names(under, 'status = RUNNING'), ['spared'])
  assert.equal((await under.record(spared)).status, 'RUNNING')
})

test('a bulk job redrives each execution once, and can be canceled', async (t) => {
  const under = await open(t)
  for (let i = 0; i < 30; i++) await under.ended(await under.start('failing'))
  const request = { ...namespace, kind: 'redrive', where: 'error = States.Broken', principal: 'me' } as const
  const begun = await under.engine.search.jobs.start(request)
  assert.ok(typeof begun === 'object' && 'id' in begun)
  const job = async () => (await under.engine.search.jobs.job(namespace, begun.id))!
  for (let i = 0; i < 200 && (await job()).status === 'RUNNING'; i++)
    await under.until(new Promise<void>((resolve) => under.time.process().clock.after(50, resolve)))
  assert.deepEqual([(await job()).status, (await job()).changed], ['DONE', 30])
  const { executions } = await find(under, 'redriven = true')
  assert.equal(executions.length, 30)
  assert.ok(executions.every(({ redrive }) => redrive?.count === 1))
  const second = await under.engine.search.jobs.start(request)
  assert.ok(typeof second === 'object' && 'id' in second)
  const canceled = await under.until(under.engine.search.jobs.cancel(namespace, second.id))
  assert.equal(canceled?.status, 'CANCELED')
})

test('a view is checked, named once and kept for its account', async (t) => {
  const under = await open(t)
  const { views } = under.engine.search
  const view = { name: 'failed', where: 'status = FAILED', columns: ['name', 'input.order.id'] }
  const made = await views.create('000000000000', view, 'me')
  assert.ok('id' in made)
  assert.deepEqual(await views.create('000000000000', view, 'me'), { refused: 'name-taken' })
  const bad = await views.create('000000000000', { ...view, name: 'x', where: 'staus = 1' }, 'me')
  assert.ok('refused' in bad && bad.refused === 'invalid')
  const renamed = await views.update('000000000000', made.id, { name: 'broken' })
  assert.ok('id' in renamed && renamed.where === 'status = FAILED')
  assert.deepEqual(
    (await views.list('000000000000')).map(({ name }) => name),
    ['broken'],
  )
  assert.deepEqual(await views.list('111111111111'), [])
  assert.equal(await views.delete('000000000000', made.id), true)
  assert.equal(await views.delete('000000000000', made.id), false)
})
