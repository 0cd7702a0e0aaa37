/**
 * Finds out who calls: by signature, or by the word of the request where the server is open.
 *
 * 1. An open server never computes a signature; account and region still come from the credentials, so that one
 *    server holds the work of many accounts and regions side by side (design §7).
 * 2. A request of a foreign page, or an unsigned one under a foreign host name, gets no further than this.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Namespace } from '#base'
import { defaultNamespace, type AccessPolicy, type Caller } from './access.ts'
import { checkHost, checkOrigin } from './browser-guard.ts'
import { createVerifier, type SignedRequest } from './sigv4.ts'

export type Authenticate = (request: SignedRequest, service: string) => Caller | Promise<Caller>

/** A function that gives the caller of a request, or throws one of the common errors. */
export function createAuthenticator(policy: AccessPolicy, now: () => number): Authenticate {
  if (policy.kind === 'keys') {
    const verify = createVerifier(policy.keys, now)
    return (request, service) => {
      checkOrigin(request.headers, policy)
      return verify(request, service)
    }
  }
  return ({ headers }) => {
    checkOrigin(headers, policy)
    if (headers.authorization === undefined) checkHost(headers, policy)
    return openCaller(headers)
  }
}

/**
 * Account and region of an open server's caller. An access key id of twelve digits means that account; every other
 * one means the default account. The region is that of the credential's scope.
 */
function openCaller(headers: IncomingHttpHeaders): Caller {
  const { account, region } = scopeOf(headers.authorization)
  return { account, region, principal: 'anonymous', role: 'admin' }
}

function scopeOf(authorization: string | undefined): Namespace {
  const credential = / Credential=([^,\s]+)/.exec(authorization ?? '')?.[1]
  if (credential === undefined) return defaultNamespace
  const [accessKeyId = '', , region] = credential.split('/')
  return {
    account: /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultNamespace.account,
    region: region || defaultNamespace.region,
  }
}
