/**
 * The `services` section of stepwell.config.yaml: what `stepwell dev` makes in its local S3, SQS and SNS.
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
 *     services: false                     # none: AWS, or the endpoints of AWS_ENDPOINT_URL…
 */
import type { ServiceResource, ServicesConfig } from './local-services-protocol.ts'
import type { Place } from './read-yaml.ts'

const none: ServicesConfig = { buckets: [], topics: [], queues: [], subscriptions: [] }

/** Undefined where the section says that there are none. Throws UserError. */
export function parseServicesConfig(section: Place): ServicesConfig | undefined {
  if (section.value === undefined || section.value === null || section.value === true) return none
  if (section.value === false) return undefined
  section.allow(['port', 'buckets', 'topics', 'queues', 'subscriptions'])
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
  }
}

/** Whether the environment says where AWS's services are, or that it is AWS itself: then there are no local ones. */
export function servicesAreElsewhere(environment: Readonly<Record<string, string | undefined>>): boolean {
  const named = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_SNS']
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

function resourceName(place: Place): string {
  return place.text(/^[A-Za-z0-9_-]{1,80}(\.fifo)?$/, 'a name of letters, digits, hyphens and underscores')
}

function portNumber(place: Place): number {
  const { value } = place
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  return place.fail('a port from 0 to 65535')
}
