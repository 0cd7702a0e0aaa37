import type { Namespace } from '#base'

/** A name together with its namespace, as the key of a cache. */
export function nameKey(at: Namespace, name: string): string {
  return `${at.account}/${at.region}/${name}`
}

/** The namespace alone of something that has more. */
export function namespaceOf({ account, region }: Namespace): Namespace {
  return { account, region }
}
