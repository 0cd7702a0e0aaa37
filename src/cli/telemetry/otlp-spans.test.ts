import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SpanFact } from '#engine'
import { EngineUnderTest, machineOf, namespace, task } from '../../../test/support/engine-under-test.ts'
import { otlpCollector } from '../../../test/support/otlp-collector.ts'
import { otlpSpans } from './otlp-spans.ts'

const times = { gatherMs: 5, retryMs: 1, retryMsMax: 5, closeMs: 20_000 }

function saying() {
  const said: string[] = []
  const note = (_details: object, message: string) => void said.push(message)
  return { said, say: { warn: note, info: note } }
}

const span: SpanFact = {
  traceId: '5759e988bd862e3fe1be46a994272793',
  spanId: '53995c3f42cd8ad8',
  name: 'one',
  kind: 'internal',
  startedAt: 1_700_000_000_123,
  endedAt: 1_700_000_000_125,
  attributes: { text: 'a', number: 3, yes: true },
  events: [{ name: 'TaskStarted', at: 1_700_000_000_124 }],
  links: [{ traceId: '5759e988bd862e3fe1be46a994272793', spanId: '0000000000000001' }],
}

test('an execution arrives at the collector as a tree of spans', async (t) => {
  const collector = await otlpCollector(t)
  const sink = otlpSpans({ url: `${collector.url}/v1/traces`, ...saying(), times })
  const under = await EngineUnderTest.open(t, { tracing: { sink, all: true } })
  await under.engine.catalog.createMachine(machineOf('m', task()))
  const started = await under.engine.start({ ...namespace, stateMachineName: 'm', input: '{}' })
  assert.ok('executionArn' in started)
  await under.time.settled()
  under.sent[0]!.fail('Broken', 'why')
  await under.ended(started.executionArn)
  await under.close()
  await sink.close()
  assert.deepEqual(
    collector.spans.map(({ name, kind, status }) => ({ name, kind, ...status })),
    [
      { name: 'invoke work', kind: 3, code: 2, message: 'Broken: why' },
      { name: 'Only', kind: 1, code: 2, message: 'Broken: why' },
      { name: 'm', kind: 2, code: 2, message: 'Broken: why' },
    ],
  )
  const [first, second, third] = collector.spans
  assert.ok(first && second && third)
  assert.equal(first.parentSpanId, second.spanId)
  assert.equal(second.parentSpanId, third.spanId)
  assert.equal(third.parentSpanId, '')
  assert.equal(third.attributes['stepwell.execution.arn'], started.executionArn)
  assert.equal(first.attributes['error.type'], 'Broken')
  assert.equal(third.resource['service.name'], 'stepwell')
  assert.match(under.sent[0]!.traceHeader!, new RegExp(`Parent=${first.spanId};Sampled=1$`))
})

test('times, kinds of attributes, events and links arrive as they are', async (t) => {
  const collector = await otlpCollector(t)
  const sink = otlpSpans({ url: `${collector.url}/v1/traces`, ...saying(), times })
  sink.add([span])
  await sink.close()
  const [arrived] = collector.spans
  assert.ok(arrived)
  assert.equal(collector.requests[0]!.path, '/v1/traces')
  assert.equal(arrived.start, 1_700_000_000_123_000_000n)
  assert.equal(arrived.end, 1_700_000_000_125_000_000n)
  assert.deepEqual(arrived.attributes, { text: 'a', number: 3, yes: true })
  assert.deepEqual(arrived.eventNames, ['TaskStarted'])
  assert.deepEqual(arrived.linkedSpanIds, ['0000000000000001'])
  assert.equal(arrived.status.code, 0)
})

test('spans that the collector refuses are dropped, and the log says why', async (t) => {
  const collector = await otlpCollector(t)
  const { said, say } = saying()
  const sink = otlpSpans({ url: `${collector.url}/v1/traces`, say, times })
  collector.answers.push(400)
  sink.add([span])
  await sink.close()
  assert.deepEqual(sink.statistics, { sent: 0, dropped: 1, waiting: 0 })
  assert.match(said.join(), /the collector answers 400/)
})

test('what comes after the end is counted as dropped', async (t) => {
  const collector = await otlpCollector(t)
  const sink = otlpSpans({ url: `${collector.url}/v1/traces`, ...saying(), times })
  sink.add([span])
  await sink.close()
  sink.dropped(2)
  assert.deepEqual(sink.statistics, { sent: 1, dropped: 2, waiting: 0 })
})
