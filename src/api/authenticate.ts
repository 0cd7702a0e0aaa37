/**
 * Finds out who calls: by signature, or by the word of the request where the server is open.
 *
 * 1. An open server never computes a signature; account and region still come from the credentials, so that one
 *    server holds the work of many accounts and regions side by side (design §7).
 * 2. A request of a foreign page, or an unsigned one under a foreign host name, gets no further than this.
 */
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
  const callerOf = openCallers(policy.namespace ?? defaultNamespace)
  return ({ headers }) => {
    checkOrigin(headers, policy)
    if (headers.authorization === undefined) checkHost(headers, policy)
    return callerOf(headers.authorization)
  }
}

/**
 * Account and region of an open server's callers. An access key id of twelve digits means that account; every other
 * one means the default account. The region is that of the credential's scope. The caller of the last credential is
 * remembered, because most servers have one.
 */
function openCallers(namespace: Namespace): (authorization: string | undefined) => Caller {
  let last = { credential: '', caller: openCaller('', namespace) }
  return (authorization) => {
    const credential = credentialOf(authorization ?? '')
    if (credential !== last.credential) last = { credential, caller: openCaller(credential, namespace) }
    return last.caller
  }
}

const credentialName = ' Credential='

function credentialOf(authorization: string): string {
  const begin = authorization.indexOf(credentialName)
  if (begin < 0) return ''
  const end = authorization.indexOf(',', begin)
  return authorization.slice(begin + credentialName.length, end < 0 ? undefined : end)
}

function openCaller(credential: string, namespace: Namespace): Caller {
  const [accessKeyId = '', , region] = credential.split('/')
  return {
    account: /^\d{12}$/.test(accessKeyId) ? accessKeyId : namespace.account,
    region: region || namespace.region,
    principal: 'anonymous',
    role: 'admin',
  }
}
