/** The connections of a server: those of its configuration, then those that its API has made. */
import type { Namespace } from '#base'
import type { Connection, ConnectionBook, ConnectionName } from '#integrations'
import type { ConfiguredConnection } from './connections-config.ts'

/** Whose a configured connection is that does not say it: an account's, or anybody's on a laptop. */
export type UsualOwner = { readonly account: string } | 'anybody'

/** The made ones are asked where the configuration has none of that name for that account. */
export function connectionBook(
  configured: ReadonlyMap<string, ConfiguredConnection>,
  usualOwner: UsualOwner,
  made: ConnectionBook,
): ConnectionBook {
  return {
    find(name: ConnectionName, caller: Namespace): Promise<Connection | undefined> {
      const found = configured.get(name.name)
      if (found && mayUse(found, caller, usualOwner)) return Promise.resolve(found.connection)
      return made.find(name, caller)
    },
  }
}

function mayUse({ account }: ConfiguredConnection, caller: Namespace, usual: UsualOwner): boolean {
  if (account !== undefined) return account === caller.account
  return usual === 'anybody' || usual.account === caller.account
}
