/** The variables by which SDKs and the AWS CLI find the server. */
import type { Checkup } from './checkup.ts'
import { portOf } from './check-server.ts'
import { ok, problem, warning, type Finding } from './finding.ts'

/** Names that look right and that no SDK reads: the service is called SFN there. */
const misnamed = [
  'AWS_ENDPOINT_URL_STEPFUNCTIONS',
  'AWS_ENDPOINT_URL_STEP_FUNCTIONS',
  'AWS_ENDPOINT_URL_STATES',
  'AWS_ENDPOINT_URL_SFN_LOCAL',
]

export function checkVariables(checkup: Checkup): readonly Finding[] {
  return [...names(checkup), endpointVariable(checkup), region(checkup)]
}

function names({ environment }: Checkup): readonly Finding[] {
  return misnamed
    .filter((name) => environment[name] !== undefined)
    .map((name) =>
      problem('endpoint', `${name} is set, which no SDK reads`, {
        expected: 'AWS_ENDPOINT_URL_SFN',
        next: [`Run: export AWS_ENDPOINT_URL_SFN=${environment[name]}; unset ${name}`],
      }),
    )
}

function endpointVariable({ environment, endpoint }: Checkup): Finding {
  const name = ['AWS_ENDPOINT_URL_SFN', 'AWS_ENDPOINT_URL'].find(
    (variable) => environment[variable] !== undefined,
  )
  const next = [`Run: export AWS_ENDPOINT_URL_SFN=${endpoint.origin}`]
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true')
    return problem(
      'endpoint',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true, so SDKs and the AWS CLI go to AWS',
      {
        expected: 'not set',
        next: ['Run: unset AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
      },
    )
  if (name === undefined)
    return warning('endpoint', 'neither AWS_ENDPOINT_URL_SFN nor AWS_ENDPOINT_URL is set: SDKs go to AWS', {
      expected: endpoint.origin,
      next: [...next, 'Or give the endpoint to each client: --endpoint-url, endpoint_url, endpoint.'],
    })
  const value = environment[name]!
  if (!URL.canParse(value))
    return problem('endpoint', `${name} is "${value}"`, {
      expected: `a URL such as ${endpoint.origin}`,
      next,
    })
  const wanted = new URL(value)
  if (sameHost(wanted.hostname) === sameHost(endpoint.hostname) && portOf(wanted) === portOf(endpoint))
    return ok('endpoint', `${name} is ${value}`)
  return warning('endpoint', `${name} is ${value}, which is another server than the one that was checked`, {
    expected: endpoint.origin,
    next: [...next, `Or check that one: stepwell doctor --endpoint ${value}`],
  })
}

function sameHost(name: string): string {
  return name === 'localhost' || name === '[::1]' ? '127.0.0.1' : name.toLowerCase()
}

/** The AWS CLI and boto3 read AWS_DEFAULT_REGION, the newer SDKs AWS_REGION. */
function region({ environment }: Checkup): Finding {
  const { AWS_REGION: newer, AWS_DEFAULT_REGION: older } = environment
  const next = (value: string) => [`Run: export AWS_REGION=${value} AWS_DEFAULT_REGION=${value}`]
  if (newer !== undefined && older !== undefined && newer !== older)
    return warning(
      'region',
      `AWS_REGION is ${newer} and AWS_DEFAULT_REGION is ${older}: SDKs see different state machines`,
      {
        expected: 'the same region',
        next: next(newer),
      },
    )
  if (newer !== undefined && older !== undefined) return ok('region', newer)
  if (newer !== undefined)
    return ok('region', `${newer} (AWS_REGION; boto3 and AWS CLI 1 read AWS_DEFAULT_REGION)`)
  if (older !== undefined)
    return ok('region', `${older} (AWS_DEFAULT_REGION; the SDK for JavaScript reads AWS_REGION)`)
  return warning('region', 'neither AWS_REGION nor AWS_DEFAULT_REGION is set', {
    expected: 'a region, unless a profile has one',
    next: next('us-east-1'),
  })
}
