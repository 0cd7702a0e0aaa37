/**
 * Who uses the console: everybody on an open server, else who has a key.
 *
 * A browser cannot sign requests; it shows its own dialogue for HTTP's basic scheme, where the access key id is the
 * user and the secret access key the password. Every role may read; what changes something looks at the role
 * (`console-route.ts`).
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Namespace } from '#base'
import { defaultNamespace, type AccessPolicy, type Caller } from './access.ts'
import { ApiError } from './api-error.ts'
import { checkHost, checkOrigin } from './browser-guard.ts'
import { equalTexts } from './sigv4.ts'

/** Thrown when the browser has to ask its user for a key. */
export class SignInRequired extends ApiError {
  constructor() {
    super(
      'SignInRequired',
      'Sign in with an access key id as the user and its secret access key as the password',
      {
        namespace: 'service',
        statusCode: 401,
      },
    )
  }
}

/** The account and region to show: those asked for, where the reader may see them. Throws an ApiError. */
export function consoleNamespace(
  headers: IncomingHttpHeaders,
  policy: AccessPolicy,
  wanted: Partial<Namespace>,
): Namespace {
  const { account, region } = consoleCaller(headers, policy, wanted)
  return { account, region }
}

/** Who asks, with the account and region that they want to see, where they may. Throws an ApiError. */
export function consoleCaller(
  headers: IncomingHttpHeaders,
  policy: AccessPolicy,
  wanted: Partial<Namespace>,
): Caller {
  checkOrigin(headers, policy)
  checkHost(headers, policy)
  if (policy.kind === 'open') {
    const { account, region } = policy.namespace ?? defaultNamespace
    return {
      account: wanted.account || account,
      region: wanted.region || region,
      principal: 'anonymous',
      role: 'admin',
    }
  }
  const region = wanted.region || defaultNamespace.region
  const [user, password] = basicCredentials(headers.authorization)
  const key = policy.keys.find(({ accessKeyId }) => accessKeyId === user)
  if (!key || !equalTexts(key.secretAccessKey, password)) throw new SignInRequired()
  return { account: key.account, region, principal: key.principal, role: key.role }
}

function basicCredentials(authorization: string | undefined): readonly [user: string, password: string] {
  if (!authorization?.startsWith('Basic ')) throw new SignInRequired()
  const text = Buffer.from(authorization.slice('Basic '.length), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)]
}
