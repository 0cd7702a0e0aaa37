/** The part of the port about EventBridge connections: what HTTP Tasks prove with who they are. */
import type { Instant, Namespace } from '#base'

/** A row of a listing: nothing secret. */
export interface ConnectionSummary extends Namespace {
  readonly name: string
  /** The last part of its ARN: a UUID, another one where the name is used again. */
  readonly id: string
  readonly authorizationType: string
  readonly description?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

export interface ConnectionRecord extends ConnectionSummary {
  /** JSON text with secrets: opaque, and sealed where the store encrypts. */
  readonly settings: string
}

/** Deleting what is not there does nothing. */
export type ConnectionWrite =
  | { readonly kind: 'putConnection'; readonly connection: ConnectionRecord }
  | { readonly kind: 'deleteConnection'; readonly at: Namespace; readonly name: string }

export interface ConnectionReads {
  connection(at: Namespace, name: string): Promise<ConnectionRecord | undefined>
  /** All of a namespace, by name. */
  connections(at: Namespace): Promise<readonly ConnectionSummary[]>
}
