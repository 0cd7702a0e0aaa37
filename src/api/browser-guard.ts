/**
 * Keeps web pages of other sites away from a server on the reader's own machine.
 *
 * 1. A request with an `Origin` of a page that this server did not give out is refused. The page's own Host is no
 *    proof: with DNS rebinding, a foreign page and this server have the same host name.
 * 2. An unsigned request needs a loopback or configured `Host`: a rebound name is neither.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback, type AccessPolicy } from './access.ts'
import { AccessDeniedException } from './common-errors.ts'

/** Throws AccessDeniedException for a request of a foreign page. */
export function checkOrigin(headers: IncomingHttpHeaders, policy: AccessPolicy): void {
  const { origin } = headers
  if (origin === undefined || isKnown(originHost(origin), policy)) return
  throw new AccessDeniedException(
    `Requests of pages from '${origin}' are refused. Open the console under localhost, or add the host to the configured hosts of the server.`,
  )
}

/** Throws AccessDeniedException for an unsigned request under a host name that is not known to be this server's. */
export function checkHost(headers: IncomingHttpHeaders, policy: AccessPolicy): void {
  const host = hostName(headers.host ?? '')
  if (isKnown(host, policy)) return
  throw new AccessDeniedException(
    `Unsigned requests to the host '${host}' are refused. Sign the request, use localhost, or add the host to the configured hosts of the server.`,
  )
}

function isKnown(host: string, policy: AccessPolicy): boolean {
  return isLoopback(host) || (policy.hosts ?? []).includes(host)
}

function originHost(origin: string): string {
  const url = URL.parse(origin)
  return url === null ? origin : hostName(url.host)
}

/** The name in a Host header, without port and brackets. */
function hostName(host: string): string {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '')
  return name.toLowerCase()
}
