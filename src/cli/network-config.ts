/**
 * The `http` and `aws` sections of stepwell.config.yaml: where the calls of workflows may go, and where those of AWS's
 * services do.
 *
 *     http:
 *       allow: [10.1.0.0/16, billing.internal]   # what HTTP Tasks reach besides public addresses over https
 *       privateNetworks: false                   # true: all private networks; it is what "dev" does
 *     aws:
 *       routes:                                  # the first that fits decides
 *         - { service: dynamodb, region: eu-west-1, endpoint: 'http://dynamodb.internal:8000' }
 *         - { account: '111111111111', profile: production, roleArn: 'arn:aws:iam::111111111111:role/workflows' }
 */
import { isNetwork, type AwsRoute } from '#integrations'
import type { Place } from './read-yaml.ts'

export interface HttpConfig {
  readonly allow: readonly string[]
  /** Undefined where nothing is said. */
  readonly privateNetworks: boolean | undefined
}

/** Throws UserError. */
export function parseHttpConfig(section: Place): HttpConfig {
  if (section.value === undefined || section.value === null) return { allow: [], privateNetworks: undefined }
  section.allow(['allow', 'privateNetworks'])
  const [allow, privateNetworks] = [section.member('allow'), section.member('privateNetworks')]
  return {
    allow: allow.value === undefined ? [] : allow.items().map(readHost),
    privateNetworks: readSwitch(privateNetworks),
  }
}

function readSwitch(place: Place): boolean | undefined {
  const { value } = place
  return value === undefined || typeof value === 'boolean' ? value : place.fail('true or false')
}

function readHost(place: Place): string {
  const host = place.text(/^[\w.:/-]+$/, 'a host name, an address or a network such as 10.1.0.0/16')
  const [address, bits, ...more] = host.split('/')
  if (bits === undefined) return host
  const most = address!.includes(':') ? 128 : 32
  const fits = isNetwork(host) && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most
  return fits ? host : place.fail('a network such as 10.1.0.0/16')
}

const routeForms = {
  service: [/^[a-z0-9-]+$/, 'a service as its SDK client is called, for example secrets-manager'],
  region: [/^[a-z0-9-]+$/, 'a region, for example eu-west-1'],
  account: [/^\d{12}$/, 'an account of twelve digits in quotes'],
  endpoint: [/^https?:\/\/\S+$/, 'a URL'],
  profile: [/^\S+$/, "a profile of AWS's configuration files"],
  roleArn: [/^arn:[^:]+:iam::\d{12}:role\/.+$/, 'the ARN of a role'],
} as const

/** Throws UserError. */
export function parseAwsRoutes(section: Place): readonly AwsRoute[] {
  if (section.value === undefined || section.value === null) return []
  section.allow(['routes'])
  const routes = section.member('routes')
  return routes.value === undefined ? [] : routes.items().map(readRoute)
}

function readRoute(place: Place): AwsRoute {
  place.allow(Object.keys(routeForms))
  const given = Object.entries(routeForms).flatMap(([name, [form, expected]]) => {
    const member = place.member(name)
    return member.value === undefined ? [] : [[name, member.text(form, expected)]]
  })
  return Object.fromEntries(given) as AwsRoute
}
