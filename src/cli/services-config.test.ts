import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { Place } from './read-yaml.ts'
import { parseServicesConfig, servicesAreElsewhere } from './services-config.ts'

const section = (text: string) => new Place('stepwell.config.yaml', 'services', parse(text))

test('the section names buckets, topics, queues and subscriptions', () => {
  const config = parseServicesConfig(
    section(`
      port: 0
      buckets: [uploads]
      topics: [done, { name: done.fifo, attributes: { FifoTopic: 'true' } }]
      queues: [inbox]
      subscriptions: [{ topic: done, queue: inbox }]
      tables:
        - { name: orders, partitionKey: id }
        - { name: lines, partitionKey: order, sortKey: { name: number, type: N } }
    `),
  )
  assert.deepEqual(config, {
    port: 0,
    buckets: ['uploads'],
    topics: [{ name: 'done' }, { name: 'done.fifo', attributes: { FifoTopic: 'true' } }],
    queues: [{ name: 'inbox' }],
    subscriptions: [{ topic: 'done', queue: 'inbox' }],
    tables: [
      { name: 'orders', partitionKey: { name: 'id', type: 'S' } },
      {
        name: 'lines',
        partitionKey: { name: 'order', type: 'S' },
        sortKey: { name: 'number', type: 'N' },
      },
    ],
  })
})

test('without the section there are empty services, and with false there are none', () => {
  const empty = { buckets: [], topics: [], queues: [], subscriptions: [], tables: [] }
  assert.deepEqual(parseServicesConfig(section('')), empty)
  assert.deepEqual(parseServicesConfig(section('buckets:')), empty)
  assert.equal(parseServicesConfig(section('false')), undefined)
})

for (const [what, text, message] of [
  ['an unknown member', 'caches: []', /services\.caches is \[\]; expected no such member/],
  ['a table without a key', 'tables: [{ name: orders }]', /services\.tables\[0\]\.partitionKey is nothing/],
  [
    'a bucket with a bad name',
    'buckets: [Up_loads]',
    /services\.buckets\[0\] is "Up_loads"; expected the name/,
  ],
  ['a port that is none', 'port: 70000', /services\.port is 70000; expected a port/],
  ['a subscription without a queue', 'subscriptions: [{ topic: a }]', /subscriptions\[0\]\.queue is nothing/],
  [
    'an attribute that is no text',
    'queues: [{ name: q, attributes: { Delay: 5 } }]',
    /Delay is 5; expected a text/,
  ],
] as const) {
  test(`${what} is refused with its place`, () => {
    assert.throws(() => parseServicesConfig(section(text)), { name: 'UserError', message })
  })
}

test('services are elsewhere when the environment names an endpoint of them', () => {
  assert.equal(servicesAreElsewhere({ AWS_ENDPOINT_URL_SQS: 'http://localhost:1' }), true)
  assert.equal(servicesAreElsewhere({ AWS_ENDPOINT_URL: 'http://localhost:1' }), true)
  assert.equal(servicesAreElsewhere({ AWS_ENDPOINT_URL_LAMBDA: 'http://localhost:1', HOME: '/' }), false)
})
