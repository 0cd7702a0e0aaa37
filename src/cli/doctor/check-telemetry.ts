/** Where spans and log events go: the collector answers. (CloudWatch Logs is among the services.) */
import { tracesEndpointVariables } from '../telemetry/telemetry-settings.ts'
import { checkEndpoint } from './check-services.ts'
import type { Checkup } from './checkup.ts'
import { problem, type Finding } from './finding.ts'

const protocolVariables = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']

export async function checkTelemetry({ environment }: Checkup): Promise<readonly Finding[]> {
  const isSet = (name: string) => (environment[name] ?? '') !== ''
  const endpoint = tracesEndpointVariables.find(isSet)
  if (endpoint === undefined) return []
  const protocol = protocolVariables.find(isSet)
  const isSpoken = protocol === undefined || environment[protocol] === 'http/protobuf'
  return [
    { ...(await checkEndpoint(endpoint, environment[endpoint]!)), check: 'traces' },
    ...(isSpoken
      ? []
      : [
          problem('traces', `${protocol} is ${environment[protocol]}, and a server does not start with it`, {
            expected: 'http/protobuf',
            next: [`Run: unset ${protocol}`, "Name the collector's port for HTTP, usually 4318."],
          }),
        ]),
  ]
}
