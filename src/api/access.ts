/**
 * Who may call: the policy of the server, the callers it knows and what their roles allow (design §7).
 *
 * Neighbours: `sigv4.ts` proves who signed a request, `browser-guard.ts` keeps foreign pages out.
 */
import type { Namespace } from '#base'
import { AccessDeniedException } from './common-errors.ts'

/** `viewer` reads; `operator` also starts, stops and answers tasks; `admin` also creates, changes and deletes. */
export type Role = 'viewer' | 'operator' | 'admin'

/** What an operation does, by the role that it needs. */
export type Access = 'read' | 'operate' | 'administer'

/** Any signature, or none, is welcome: for the loopback address, or anywhere by the owner's explicit word. */
export interface OpenAccess {
  readonly kind: 'open'
  /** Set by `--open`: the owner wants it beyond the loopback address, too. */
  readonly anywhere?: boolean
  /** Host names, beside those of the loopback address, that unsigned requests and browsers may use. */
  readonly hosts?: readonly string[]
  /** Account and region of callers whose credentials do not say them; the default namespace where it is absent. */
  readonly namespace?: Namespace
}

/** Only requests signed with one of these keys. */
export interface KeyAccess {
  readonly kind: 'keys'
  readonly keys: readonly AccessKey[]
  readonly hosts?: readonly string[]
}

export type AccessPolicy = OpenAccess | KeyAccess

export interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Twelve digits. */
  readonly account: string
  readonly principal: string
  readonly role: Role
}

export interface Caller extends Namespace {
  readonly principal: string
  readonly role: Role
}

export const defaultNamespace: Namespace = { account: '000000000000', region: 'us-east-1' }

const accessOf = {
  viewer: ['read'],
  operator: ['read', 'operate'],
  admin: ['read', 'operate', 'administer'],
} as const satisfies Record<Role, readonly Access[]>

/** Whether callers of that role may call operations that need that access. */
export function isAllowed(role: Role, access: Access): boolean {
  return (accessOf[role] as readonly Access[]).includes(access)
}

/** Throws AccessDeniedException where the caller may not do `action` (as `states:StartExecution`) on the resource. */
export function checkAllowed(
  caller: Caller,
  access: Access,
  what: { readonly action: string; readonly resource: string },
): void {
  if (!isAllowed(caller.role, access)) throw new AccessDeniedException(deniedText(caller, what, 'identity'))
}

/** Throws AccessDeniedException where the resource's ARN belongs to another account than the caller. */
export function checkAccount(
  caller: Caller,
  account: string,
  what: { readonly action: string; readonly resource: string },
): void {
  if (caller.account !== account) throw new AccessDeniedException(deniedText(caller, what, 'resource'))
}

function deniedText(
  caller: Caller,
  what: { readonly action: string; readonly resource: string },
  missing: 'identity' | 'resource',
): string {
  const user = `arn:aws:iam::${caller.account}:user/${caller.principal}`
  return `User: ${user} is not authorized to perform: ${what.action} on resource: ${what.resource} because no ${missing}-based policy allows the ${what.action} action`
}

/** Thrown when the server would be reachable from elsewhere without any check of who calls. */
export class RefusesToServe extends Error {
  override readonly name = 'RefusesToServe'
}

/**
 * Checks, before the server listens on `host`, that this policy may serve there. Throws RefusesToServe with what to
 * do instead.
 */
export function assertMayServe(host: string, policy: AccessPolicy): void {
  if (policy.kind === 'keys') {
    if (policy.keys.length > 0) return
    throw new RefusesToServe('The list of access keys is empty: nobody could call. Add a key, or serve open.')
  }
  if (policy.anywhere || isLoopback(host)) return
  throw new RefusesToServe(
    `Refusing to serve on ${host} without access keys: everybody who can reach this address could run workflows. ` +
      'Configure access keys, listen on 127.0.0.1, or say --open if that is what you want.',
  )
}

/** Whether a host name or address, without port and brackets, means this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return (
    name === 'localhost' ||
    name === 'sync-localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^(sync-)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name)
  )
}
