/** Whether `sync-HOST`, which SDKs make of the endpoint for StartSyncExecution and TestState, leads to the server. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { askServer } from './ask-server.ts'
import type { Checkup } from './checkup.ts'
import { ok, warning, type Finding } from './finding.ts'
import { syncPrefixFixes } from './sync-prefix.ts'

export async function checkSyncPrefix(checkup: Checkup): Promise<Finding> {
  const { endpoint, environment, server } = checkup
  const prefixed = new URL(endpoint)
  prefixed.hostname = `sync-${endpoint.hostname}`
  const host = `sync-${endpoint.hostname}`
  const address = await addressOf(host)
  if (address !== undefined) {
    if (!server) return ok('sync prefix', `${host} is ${address}`)
    const answer = await askServer(prefixed)
    if (answer?.readiness !== undefined) return ok('sync prefix', `${host} leads to the server`)
    return warning('sync prefix', `${host} is ${address}, where Stepwell does not answer`, {
      expected: `the address of ${endpoint.hostname}`,
      next: [`Correct the entry of ${host} in /etc/hosts or DNS.`],
    })
  }
  const isOff = environment['AWS_DISABLE_HOST_PREFIX_INJECTION']?.toLowerCase() === 'true'
  const found = `${host} is no host`
  return warning(
    'sync prefix',
    isOff ? `${found}; AWS_DISABLE_HOST_PREFIX_INJECTION is true, which some SDKs do not read` : found,
    {
      expected: 'a name for StartSyncExecution and TestState, or clients that leave the host alone',
      next: [...fixes(isOff), hostsEntry(endpoint)],
    },
  )
}

async function addressOf(host: string): Promise<string | undefined> {
  try {
    return (await lookup(host)).address
  } catch {
    return undefined
  }
}

function fixes(variableIsSet: boolean): readonly string[] {
  return syncPrefixFixes
    .filter(({ readsVariable }) => !(variableIsSet && readsVariable))
    .map(({ client, fix }) => `${client}: ${fix}`)
}

/** A name under an address cannot be given one; a name can. */
function hostsEntry({ hostname, port, protocol }: URL): string {
  const isAddress = isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0
  const where = port === '' ? '' : `:${port}`
  if (!isAddress)
    return `Every client: an entry for sync-${hostname} in /etc/hosts or DNS, with the address of ${hostname}`
  return `Every client: the line "${hostname} sync-localhost" in /etc/hosts, and ${protocol}//localhost${where} as the endpoint`
}
