/**
 * EventBridge connections that the API has made: with what HTTP Tasks prove who they are.
 *
 * Owns: what may be changed and how. Neighbours: the store keeps them, sealed where it encrypts; HTTP Tasks find one by its
 * ARN; the API has an operation for each method. Secrets leave through `find` only.
 *
 * 1. Changes are made one after the other, and are durable before they count.
 */
import type { Instant, Namespace } from '#base'
import type { Engine } from '#engine'
import type {
  Connection,
  ConnectionAuthorization,
  ConnectionBook,
  ConnectionName,
  ConnectionParameters,
} from '#integrations'
import type { ConnectionReads, ConnectionRecord, ConnectionSummary } from '#store'
import { EventBusError } from '../bus/event-bus-error.ts'

/** AWS's quota of an account and region. */
const connectionsMax = 3000

export interface ConnectionsOptions {
  readonly store: ConnectionReads
  readonly engine: () => Pick<Engine, 'writeEvents'>
  readonly now: () => Instant
  readonly uuid: () => string
}

/** What a connection is but for its name. */
export interface ConnectionSettings {
  readonly authorization: ConnectionAuthorization
  readonly parameters: ConnectionParameters
}

export interface MadeConnection extends ConnectionSummary {
  readonly settings: ConnectionSettings
}

export interface ConnectionChange {
  readonly description?: string
  /** From what there is. */
  readonly settings: (known: ConnectionSettings) => ConnectionSettings
}

export class Connections implements ConnectionBook {
  readonly #options: ConnectionsOptions
  #lastChange: Promise<unknown> = Promise.resolve()

  constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  async find(name: ConnectionName, caller: Namespace): Promise<Connection | undefined> {
    // Nobody uses another account's secrets, whatever ARN they write.
    if (name.account !== caller.account) return undefined
    const record = await this.#options.store.connection(name, name.name)
    if (!record || (name.id !== undefined && name.id !== record.id)) return undefined
    const version = `${record.id} ${record.updatedAt}`
    return { ...readSettings(record), name: record.name, version }
  }

  list(at: Namespace): Promise<readonly ConnectionSummary[]> {
    return this.#options.store.connections(at)
  }

  /** Throws EventBusError: ResourceNotFoundException. */
  async describe(at: Namespace, name: string): Promise<MadeConnection> {
    const record = await this.#options.store.connection(at, name)
    if (!record) throw new EventBusError('ResourceNotFoundException', `Connection ${name} does not exist.`)
    return { ...record, settings: readSettings(record) }
  }

  /** Throws EventBusError: ResourceAlreadyExistsException, LimitExceededException. */
  create(
    wanted: Namespace & { readonly name: string; readonly description?: string },
    settings: ConnectionSettings,
  ): Promise<ConnectionSummary> {
    return this.#inTurn(async () => {
      const { store, now, uuid } = this.#options
      const { name } = wanted
      const known = await store.connections(wanted)
      if (known.some((one) => one.name === name))
        throw new EventBusError('ResourceAlreadyExistsException', `Connection ${name} already exists.`)
      if (known.length >= connectionsMax)
        throw new EventBusError(
          'LimitExceededException',
          `There are ${connectionsMax} connections in this account and region already.`,
        )
      const at = now()
      return this.#put(
        { ...wanted, id: uuid(), createdAt: at, updatedAt: at, authorizationType: '' },
        settings,
      )
    })
  }

  /** Throws EventBusError: ResourceNotFoundException. */
  update(at: Namespace, name: string, change: ConnectionChange): Promise<ConnectionSummary> {
    return this.#inTurn(async () => {
      const { settings, ...known } = await this.describe(at, name)
      const { description = known.description } = change
      // Later than the one before, whatever the clock says: tokens go by it.
      const updatedAt = Math.max(this.#options.now(), known.updatedAt + 1)
      const changed = { ...known, updatedAt, ...(description !== undefined && { description }) }
      return this.#put(changed, change.settings(settings))
    })
  }

  /** Throws EventBusError: ResourceNotFoundException. */
  delete(at: Namespace, name: string): Promise<ConnectionSummary> {
    return this.#inTurn(async () => {
      const { settings: _, ...known } = await this.describe(at, name)
      await this.#options.engine().writeEvents([{ kind: 'deleteConnection', at, name }])
      return known
    })
  }

  async #put(summary: ConnectionSummary, settings: ConnectionSettings): Promise<ConnectionSummary> {
    const connection: ConnectionRecord = {
      ...summary,
      authorizationType: settings.authorization.kind,
      settings: JSON.stringify(settings),
    }
    await this.#options.engine().writeEvents([{ kind: 'putConnection', connection }])
    const { settings: _, ...made } = connection
    return made
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#lastChange.then(change)
    this.#lastChange = changed.catch(() => undefined)
    return changed
  }
}

function readSettings({ settings }: ConnectionRecord): ConnectionSettings {
  return JSON.parse(settings) as ConnectionSettings
}

/** `arn:aws:events:REGION:ACCOUNT:connection/NAME/ID`. */
export function connectionArnOf({ account, region, name, id }: ConnectionSummary): string {
  return `arn:aws:events:${region}:${account}:connection/${name}/${id}`
}
