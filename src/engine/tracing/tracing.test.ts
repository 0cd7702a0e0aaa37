import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import {
  EngineUnderTest,
  machineOf,
  namespace,
  single,
  task,
  wait,
} from '../../../test/support/engine-under-test.ts'
import { KeptSpans, treeLines } from './test-spans.ts'

async function open(t: TestContext, of: { readonly all?: boolean } = {}) {
  const kept = new KeptSpans()
  const under = await EngineUnderTest.open(t, { tracing: { sink: kept, all: of.all ?? true } })
  return { kept, under }
}

const resource = 'arn:aws:lambda:us-east-1:000000000000:function:work'
const work = (more: Readonly<Record<string, unknown>> = {}) => ({ Type: 'Task', Resource: resource, ...more })
const catchAll = (next: string) => [{ ErrorEquals: ['States.ALL'], Next: next }]

/** Answers tasks as they are sent, until the execution has ended; then its spans. */
async function play(
  { kept, under }: Awaited<ReturnType<typeof open>>,
  definition: unknown,
  answers: readonly (string | null)[],
) {
  await under.create('m', definition)
  const arn = await under.start('m')
  await answer(under, answers)
  await under.ended(arn)
  await under.time.settled()
  return { arn, spans: kept.take() }
}

/** How many of those that were sent are answered. */
const answered = new WeakMap<EngineUnderTest, number>()

/** Answers the next tasks: null for a success, or the error. */
async function answer(under: EngineUnderTest, answers: readonly (string | null)[]): Promise<void> {
  for (const error of answers) {
    const count = answered.get(under) ?? 0
    await untilSent(under, count + 1)
    const sent = under.sent[count]!
    answered.set(under, count + 1)
    if (error === null) sent.answer({})
    else sent.fail(error, 'why')
    await under.time.settled()
  }
}

function untilSent(under: EngineUnderTest, count: number): Promise<void> {
  return under.time.runUntil(() => under.sent.length >= count, 1000)
}

test('a sequence has a span for each state and for each attempt of a task', async (t) => {
  const around = await open(t)
  const { arn, spans } = await play(
    around,
    {
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Next: 'Call' },
        Call: work({
          Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 5 }],
          Catch: catchAll('Last'),
          Next: 'Last',
        }),
        Last: { Type: 'Succeed' },
      },
    },
    ['Busy', 'Broken'],
  )
  assert.deepEqual(treeLines(spans), [
    'm',
    '  First',
    '  Call',
    '    invoke work !Busy: why',
    '    invoke work !Broken: why',
    '  Last',
  ])
  const attempts = spans.filter(({ kind }) => kind === 'client')
  assert.deepEqual(
    attempts.map(({ attributes }) => attributes['stepwell.task.attempt']),
    [1, 2],
  )
  assert.equal(attempts[1]!.startedAt - attempts[0]!.endedAt, 5000)
  const root = spans.at(-1)!
  assert.equal(root.attributes['stepwell.execution.arn'], arn)
  assert.equal(spans.find(({ name }) => name === 'Call')!.attributes['stepwell.state.caught'], 'Broken')
})

test('an execution that fails has failed from the task to the root', async (t) => {
  const { spans } = await play(await open(t), task(), ['Broken'])
  assert.deepEqual(treeLines(spans), [
    'm !Broken: why',
    '  Only !Broken: why',
    '    invoke work !Broken: why',
  ])
  assert.deepEqual(spans.at(-1)!.attributes['error.type'], 'Broken')
  assert.equal(spans.at(-1)!.attributes['stepwell.execution.status'], 'FAILED')
})

const branch = (name: string) => ({ StartAt: name, States: { [name]: work({ End: true }) } })

test('the states of branches are below their Parallel state, and what a failure cuts off ends with it', async (t) => {
  const parallel = {
    Type: 'Parallel',
    Branches: [branch('A'), branch('B')],
    Catch: catchAll('After'),
    Next: 'After',
  }
  const definition = { StartAt: 'Both', States: { Both: parallel, After: { Type: 'Succeed' } } }
  const succeeded = await play(await open(t), definition, [null, null])
  assert.deepEqual(treeLines(succeeded.spans), [
    'm',
    '  Both',
    '    A',
    '      invoke work',
    '    B',
    '      invoke work',
    '  After',
  ])
  const failed = await play(await open(t), definition, [null, 'Broken'])
  assert.deepEqual(treeLines(failed.spans), [
    'm',
    '  Both',
    '    A',
    '      invoke work',
    '    B !Broken: why',
    '      invoke work !Broken: why',
    '  After',
  ])
  const first = await play(await open(t), definition, ['Broken'])
  assert.deepEqual(treeLines(first.spans), [
    'm',
    '  Both',
    '    A !Broken: why',
    '      invoke work !Broken: why',
    '    B',
    '      invoke work !ABORTED',
    '  After',
  ])
})

const each = (states: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'Map',
  ItemsPath: '$.items',
  ItemProcessor: { StartAt: 'Each', States: states },
  End: true,
  ...more,
})

async function playItems(t: TestContext, state: unknown, answers: readonly (string | null)[]) {
  const around = await open(t)
  await around.under.create('m', { StartAt: 'All', States: { All: state } })
  const arn = await around.under.start('m', { input: { items: [1, 2, 3] } })
  await answer(around.under, answers)
  await around.under.ended(arn)
  await around.under.time.settled()
  return treeLines(around.kept.take(), ({ name, failure, attributes }) => {
    const index = attributes['stepwell.map.iteration.index']
    return `${name}${index === undefined ? '' : ` ${index}`}${failure === undefined ? '' : ' !'}`
  })
}

test('the iterations of a Map are spans of their own, one after the other and at once', async (t) => {
  const all = [0, 1, 2].flatMap((index) => [
    `    All iteration ${index}`,
    '      Each',
    '        invoke work',
  ])
  const states = { Each: work({ End: true }) }
  assert.deepEqual(await playItems(t, each(states), [null, null, null]), ['m', '  All', ...all])
  assert.deepEqual(await playItems(t, each(states, { MaxConcurrency: 1 }), [null, null, null]), [
    'm',
    '  All',
    ...all,
  ])
})

test('an iteration that fails, and those that it cuts off', async (t) => {
  const states = { Each: work({ End: true }) }
  assert.deepEqual(await playItems(t, each(states), [null, 'Broken']), [
    'm !',
    '  All !',
    '    All iteration 0',
    '      Each',
    '        invoke work',
    '    All iteration 1 !',
    '      Each !',
    '        invoke work !',
    '    All iteration 2',
    '      Each',
    '        invoke work !',
  ])
})

test('iterations that fail within the tolerance do not end the Map', async (t) => {
  const states = { Each: work({ End: true }) }
  const tolerant = each(states, { ToleratedFailureCount: 1, MaxConcurrency: 1 })
  assert.deepEqual(await playItems(t, tolerant, ['Broken', null, null]), [
    'm',
    '  All',
    '    All iteration 0 !',
    '      Each !',
    '        invoke work !',
    '    All iteration 1',
    '      Each',
    '        invoke work',
    '    All iteration 2',
    '      Each',
    '        invoke work',
  ])
})

test('a Map in a branch that a failure cuts off ends with its iterations', async (t) => {
  const around = await open(t)
  const inner = { StartAt: 'All', States: { All: each({ Each: { Type: 'Wait', Seconds: 60, End: true } }) } }
  await around.under.create('m', {
    StartAt: 'Both',
    States: { Both: { Type: 'Parallel', Branches: [inner, branch('B')], End: true } },
  })
  const arn = await around.under.start('m', { input: { items: [1, 2] } })
  await answer(around.under, ['Broken'])
  await around.under.ended(arn)
  await around.under.time.settled()
  const spans = around.kept.take()
  assert.deepEqual(treeLines(spans), [
    'm !Broken: why',
    '  Both !Broken: why',
    '    All',
    '      All iteration',
    '        Each',
    '      All iteration',
    '        Each',
    '    B !Broken: why',
    '      invoke work !Broken: why',
  ])
  const cutOff = spans.filter(({ attributes }) => attributes['stepwell.cut_off'] === 'ABORTED')
  assert.equal(cutOff.length, 5)
})

test('a state that was entered before a restart has its span, and the same ids as without one', async (t) => {
  const uninterrupted = await open(t)
  const interrupted = await open(t)
  for (const { under } of [uninterrupted, interrupted]) {
    await under.create('m', wait(3600))
    await under.start('m', { name: 'one' })
  }
  await interrupted.under.restart()
  const told = []
  for (const { under, kept } of [uninterrupted, interrupted]) {
    await under.ended('arn:aws:states:us-east-1:000000000000:execution:m:one')
    await under.time.settled()
    told.push(kept.take())
  }
  assert.equal(told[0]!.length, 2)
  assert.deepEqual(
    told[1]!.map(({ spanId, parentId, traceId, name }) => ({ spanId, parentId, traceId, name })),
    told[0]!.map(({ spanId, parentId, traceId, name }) => ({ spanId, parentId, traceId, name })),
  )
  assert.equal(told[1]![0]!.endedAt - told[1]![0]!.startedAt, 3_600_000)
})

test('a redrive has spans for what goes on, in the same trace', async (t) => {
  const around = await open(t)
  const { kept, under } = around
  const definition = {
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Next: 'Both' },
      Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true },
    },
  }
  const { arn, spans: first } = await play(around, definition, [null, 'Broken'])
  const redriven = await under.engine.redrive({ executionArn: arn })
  assert.ok('redrivenAt' in redriven)
  await answer(under, [null])
  await under.ended(arn)
  await under.time.settled()
  const second = kept.take()
  assert.deepEqual(treeLines(second), ['m', '  Both', '    B', '      invoke work'])
  const root = second.at(-1)!
  assert.equal(root.startedAt, redriven.redrivenAt)
  assert.equal(root.traceId, first.at(-1)!.traceId)
  assert.deepEqual(root.links, [{ traceId: root.traceId, spanId: first.at(-1)!.spanId }])
  const ids = new Set(first.map(({ spanId }) => spanId))
  assert.deepEqual(
    second.filter(({ spanId }) => ids.has(spanId)),
    [],
  )
})

test('the children of a Map Run are below its span', async (t) => {
  const around = await open(t)
  const { kept, under } = around
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Each',
    States: { Each: { Type: 'Pass', End: true } },
  }
  await under.create('m', { StartAt: 'All', States: { All: { ...each({}), ItemProcessor: processor } } })
  const arn = await under.start('m', { input: { items: [1, 2] } })
  await under.ended(arn)
  await under.time.settled()
  assert.deepEqual(treeLines(kept.take().toSorted((a, b) => a.startedAt - b.startedAt)), [
    'm',
    '  All',
    '    All map run',
    '      m',
    '        Each',
    '      m',
    '        Each',
  ])
})

const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8'

test("an execution belongs to its caller's trace, and its tasks pass it on with their own span", async (t) => {
  const { kept, under } = await open(t)
  await under.create('m', task())
  const request = { ...namespace, stateMachineName: 'm', input: '{}', traceHeader: `${header};Sampled=1` }
  const started = await under.engine.start(request)
  assert.ok('executionArn' in started)
  await answer(under, [null])
  await under.ended(started.executionArn)
  await under.time.settled()
  const spans = kept.take()
  const attempt = spans.find(({ kind }) => kind === 'client')!
  assert.deepEqual(
    new Set(spans.map(({ traceId }) => traceId)),
    new Set(['5759e988bd862e3fe1be46a994272793']),
  )
  assert.equal(spans.at(-1)!.parentId, '53995c3f42cd8ad8')
  const [root] = header.split(';')
  assert.equal(under.sent[0]!.traceHeader, `${root};Parent=${attempt.spanId};Sampled=1`)
})

test('what the caller does not record is not told, and its header goes on as it came', async (t) => {
  const { kept, under } = await open(t)
  await under.create('m', task())
  const traceHeader = `${header};Sampled=0`
  const started = await under.engine.start({ ...namespace, stateMachineName: 'm', input: '{}', traceHeader })
  assert.ok('executionArn' in started)
  await answer(under, [null])
  await under.ended(started.executionArn)
  await under.time.settled()
  assert.deepEqual(kept.take(), [])
  assert.equal(under.sent[0]!.traceHeader, traceHeader)
})

test('only state machines that ask for it are traced, unless all are to be', async (t) => {
  const { kept, under } = await open(t, { all: false })
  await under.create('silent', single({ Type: 'Pass' }))
  const configuration = JSON.stringify({ tracingConfiguration: { enabled: true } })
  await under.engine.catalog.createMachine({
    ...machineOf('traced', single({ Type: 'Pass' })),
    configuration,
  })
  for (const name of ['silent', 'traced']) await under.ended(await under.start(name))
  await under.time.settled()
  assert.deepEqual(treeLines(kept.take()), ['traced', '  Only'])
  await under.create('calling', task())
  await under.start('calling')
  await untilSent(under, 1)
  assert.equal('traceHeader' in under.sent[0]!, false)
})

test('a synchronous Express execution has spans, with the same ids for its tasks', async (t) => {
  const { kept, under } = await open(t)
  await under.engine.catalog.createMachine({ ...machineOf('m', task()), type: 'EXPRESS' })
  const running = under.engine.startSync({ ...namespace, stateMachineName: 'm', input: '{}' })
  await answer(under, ['Broken'])
  await under.until(running)
  const spans = kept.take()
  assert.deepEqual(treeLines(spans), [
    'm !Broken: why',
    '  Only !Broken: why',
    '    invoke work !Broken: why',
  ])
  const attempt = spans.find(({ kind }) => kind === 'client')!
  assert.match(under.sent[0]!.traceHeader!, new RegExp(`Parent=${attempt.spanId}`))
})

test('a job that a timeout cuts off has a span, and so has an execution that times out or is stopped', async (t) => {
  const around = await open(t)
  const { kept, under } = around
  await under.create('late', { ...(wait(3600) as object), TimeoutSeconds: 60 })
  await under.ended(await under.start('late'))
  await under.create('stopped', wait(3600))
  const arn = await under.start('stopped')
  await under.engine.stop({ executionArn: arn, error: 'Enough' })
  await under.time.settled()
  assert.deepEqual(treeLines(kept.take()), [
    'late !States.Timeout',
    '  Only !TIMED_OUT',
    'stopped !Enough',
    '  Only',
  ])
})
