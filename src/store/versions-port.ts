/** The part of the port about versions and aliases of state machines: their records, writes and questions. */
import type { Instant } from '#base'
import type { MachineId, RevisionNumber } from './catalog-port.ts'

/** Counts from 1 for each state machine; never given twice, also when a version is deleted. */
export type VersionNumber = number
/** Grows with every alias that is created. */
export type AliasId = number

/** A published revision of a state machine. A revision has at most one version. */
export interface VersionRecord {
  readonly machineId: MachineId
  readonly number: VersionNumber
  readonly revision: RevisionNumber
  readonly createdAt: Instant
  readonly description?: string
}

/** A version that an alias leads to, and its part of the starts in percent. */
export interface AliasRoute {
  readonly version: VersionNumber
  readonly weight: number
}

/** An alias as it is put. The store gives it its id when it is new. */
export interface NewAlias {
  readonly machineId: MachineId
  readonly name: string
  readonly description?: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  /** One or two. */
  readonly routes: readonly AliasRoute[]
}

export interface AliasRecord extends NewAlias {
  readonly id: AliasId
}

/** Deleting what is not there does nothing; deleting a machine deletes its versions and aliases. */
export type VersionWrite =
  | { readonly kind: 'deleteVersion'; readonly machineId: MachineId; readonly number: VersionNumber }
  | { readonly kind: 'putAlias'; readonly alias: NewAlias }
  | { readonly kind: 'deleteAlias'; readonly machineId: MachineId; readonly name: string }

export interface VersionQuery {
  readonly machineId: MachineId
  /** Only versions with a smaller number than this (listings are newest first). */
  readonly before?: VersionNumber
  readonly limit: number
}

export interface AliasQuery {
  readonly machineId: MachineId
  /** Only aliases that lead to this version. */
  readonly version?: VersionNumber
  /** Only aliases with a larger id than this (listings are oldest first). */
  readonly after?: AliasId
  readonly limit: number
}

export interface VersionReads {
  version(machineId: MachineId, number: VersionNumber): Promise<VersionRecord | undefined>
  versionOfRevision(revision: RevisionNumber): Promise<VersionRecord | undefined>
  versions(query: VersionQuery): Promise<readonly VersionRecord[]>
  alias(machineId: MachineId, name: string): Promise<AliasRecord | undefined>
  aliases(query: AliasQuery): Promise<readonly AliasRecord[]>
}
