/** The part of the engine's door about versions and aliases of state machines. */
import type { Namespace } from '#base'
import type { AliasRecord, AliasRoute, MachineRecord, VersionNumber, VersionRecord } from '#store'

export interface Versions {
  /** Publishes the current revision; one that has a version already gives that version. */
  publish(request: PublishVersion): Promise<{ readonly version: VersionRecord } | PublishRefused>
  /** Deleting what is not there succeeds. Executions of the version go on. */
  delete(version: VersionName): Promise<'done' | VersionReferenced>
  version(machine: MachineRecord, number: VersionNumber): Promise<VersionRecord | undefined>
  /** The newest first, below a number. */
  versions(
    machine: MachineRecord,
    before: VersionNumber | undefined,
    limit: number,
  ): Promise<readonly VersionRecord[]>
}

export interface PublishVersion extends Namespace {
  readonly stateMachineName: string
  readonly description?: string
  /** Refused where the current revision has another one; `initialRevisionId` for the first, which has none. */
  readonly revisionId?: string
}

/** What stands for the revision id of a state machine that was never updated. */
export const initialRevisionId = 'INITIAL'

export type PublishRefused =
  | { readonly refused: 'unknown-state-machine' | 'deleting' | 'other-description' | 'too-many-versions' }
  | { readonly refused: 'other-revision'; readonly revisionId: string }

export interface VersionName extends Namespace {
  readonly stateMachineName: string
  readonly number: VersionNumber
}

/** Aliases lead to the version: these. */
export interface VersionReferenced {
  readonly refused: 'referenced'
  readonly aliases: readonly string[]
}

export interface Aliases {
  /** A repeated create with an equal description and equal routes gives the alias that is there. */
  create(request: CreateAlias): Promise<{ readonly alias: AliasRecord } | CreateAliasRefused>
  /** An update that changes nothing gives the alias as it is. */
  update(request: UpdateAlias): Promise<{ readonly alias: AliasRecord } | UpdateAliasRefused>
  /** Deleting what is not there succeeds. */
  delete(alias: AliasName): Promise<void>
  alias(machine: MachineRecord, name: string): Promise<AliasRecord | undefined>
  /** The oldest first. */
  aliases(query: ListAliases): Promise<readonly AliasRecord[]>
}

export interface AliasName extends Namespace {
  readonly stateMachineName: string
  readonly name: string
}

export interface CreateAlias extends AliasName {
  readonly description?: string
  /** One or two, to different versions; the caller has checked that the weights make 100. */
  readonly routes: readonly AliasRoute[]
}

export type CreateAliasRefused =
  | { readonly refused: 'unknown-state-machine' | 'deleting' | 'exists' | 'too-many-aliases' }
  | UnknownVersion

/** A route leads to a version that is not there. */
export interface UnknownVersion {
  readonly refused: 'unknown-version'
  readonly version: VersionNumber
}

/** What is left out stays as it is. */
export interface UpdateAlias extends AliasName {
  readonly description?: string
  readonly routes?: readonly AliasRoute[]
}

export type UpdateAliasRefused = { readonly refused: 'unknown-alias' | 'deleting' } | UnknownVersion

export interface ListAliases {
  readonly machine: MachineRecord
  /** Only those that lead to this version. */
  readonly version?: VersionNumber
  readonly after?: number
  readonly limit: number
}
