/**
 * The `services` section of stepwell.config.yaml: what `stepwell dev` makes in its local S3, SQS, SNS and DynamoDB.
 *
 *     services:
 *       port: 4566                        # 0 takes a free one
 *       buckets: [uploads, processed]
 *       topics: [ImageProcessingComplete]
 *       queues:
 *         - inbox
 *         - { name: orders.fifo, attributes: { FifoQueue: 'true' } }
 *       subscriptions:
 *         - { topic: ImageProcessingComplete, queue: inbox }
 *       tables:
 *         - { name: orders, partitionKey: id }
 *         - { name: lines, partitionKey: order, sortKey: { name: number, type: N } }
 *     services: false                     # none: AWS, or the endpoints of AWS_ENDPOINT_URL…
 */
import type { ServiceResource, ServicesConfig, TableConfig, TableKey } from './local-services-protocol.ts'
import type { Place } from './read-yaml.ts'

const none: ServicesConfig = { buckets: [], topics: [], queues: [], subscriptions: [], tables: [] }

/** Undefined where the section says that there are none. Throws UserError. */
export function parseServicesConfig(section: Place): ServicesConfig | undefined {
  if (section.value === undefined || section.value === null || section.value === true) return none
  if (section.value === false) return undefined
  section.allow(['port', 'buckets', 'topics', 'queues', 'subscriptions', 'tables'])
  const port = section.member('port')
  return {
    ...(port.value === undefined ? {} : { port: portNumber(port) }),
    buckets: list(section, 'buckets').map((place) =>
      place.text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, for example uploads'),
    ),
    topics: list(section, 'topics').map(resource),
    queues: list(section, 'queues').map(resource),
    subscriptions: list(section, 'subscriptions').map((place) => {
      place.allow(['topic', 'queue'])
      return { topic: resourceName(place.member('topic')), queue: resourceName(place.member('queue')) }
    }),
    tables: list(section, 'tables').map(table),
  }
}

/** Whether the environment says where AWS's services are, or that it is AWS itself: then there are no local ones. */
export function servicesAreElsewhere(environment: Readonly<Record<string, string | undefined>>): boolean {
  const services = ['S3', 'SQS', 'SNS', 'DYNAMODB']
  const named = ['AWS_ENDPOINT_URL', ...services.map((service) => `AWS_ENDPOINT_URL_${service}`)]
  return named.some((name) => environment[name] !== undefined)
}

function list(section: Place, name: string): readonly Place[] {
  const place = section.member(name)
  return place.value === undefined || place.value === null ? [] : place.items()
}

function resource(place: Place): ServiceResource {
  if (typeof place.value === 'string') return { name: resourceName(place) }
  place.allow(['name', 'attributes'])
  const attributes = place.member('attributes')
  if (attributes.value === undefined) return { name: resourceName(place.member('name')) }
  const texts = [...attributes.members()].map(([name, value]) => [name, value.text(/^/, 'a text')] as const)
  return { name: resourceName(place.member('name')), attributes: Object.fromEntries(texts) }
}

function table(place: Place): TableConfig {
  place.allow(['name', 'partitionKey', 'sortKey'])
  const name = place.member('name').text(/^[A-Za-z0-9_.-]{3,255}$/, 'the name of a table, for example orders')
  const partitionKey = tableKey(place.member('partitionKey'))
  const sortKey = place.member('sortKey')
  return sortKey.value === undefined
    ? { name, partitionKey }
    : { name, partitionKey, sortKey: tableKey(sortKey) }
}

/** A name, or a name with its type: text, unless it says otherwise. */
function tableKey(place: Place): TableKey {
  if (typeof place.value === 'string')
    return { name: place.text(/^.{1,255}$/, 'the name of a key'), type: 'S' }
  place.allow(['name', 'type'])
  const name = place.member('name').text(/^.{1,255}$/, 'the name of a key')
  return { name, type: place.member('type').oneOf(['S', 'N', 'B'] as const) }
}

function resourceName(place: Place): string {
  return place.text(/^[A-Za-z0-9_-]{1,80}(\.fifo)?$/, 'a name of letters, digits, hyphens and underscores')
}

function portNumber(place: Place): number {
  const { value } = place
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  return place.fail('a port from 0 to 65535')
}
