/** The part of the port about what executions are made from: state machines, their revisions, activities and tags. */
import type { Instant, Namespace } from '#base'
import type { DeclaredSearchFields } from './search-port.ts'
import type { VersionNumber, VersionRecord } from './versions-port.ts'

export type MachineId = number
/** One text and configuration of a state machine; an execution keeps the one that it began with. */
export type RevisionNumber = number
export type ActivityId = number

/** A state machine with its current revision. Putting one with a new revision number adds the revision. */
export interface MachineRecord extends Namespace {
  readonly id: MachineId
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly status: 'ACTIVE' | 'DELETING' | 'DELETED'
  readonly createdAt: Instant
  readonly revision: RevisionRecord
  /** The highest number that a version of it ever had; absent before the first. */
  readonly lastVersion?: VersionNumber
  /** Set where it was created with a version: a repeated create is compared with that. */
  readonly createdPublishing?: { readonly description?: string }
}

export interface RevisionRecord {
  readonly number: RevisionNumber
  /** AWS's revision id; absent until the first effective update. */
  readonly revisionId?: string
  readonly definition: string
  readonly roleArn: string
  readonly updatedAt: Instant
  /** Logging, tracing and encryption configuration as JSON text. */
  readonly configuration: string
  /** The KMS key that its configuration names for the data of its executions. */
  readonly kmsKeyId?: string
}

export interface ActivityRecord extends Namespace {
  readonly id: ActivityId
  readonly name: string
  readonly createdAt: Instant
  /** Encryption configuration as JSON text. */
  readonly configuration: string
}

export interface NameQuery extends Namespace {
  /** Only names after this one, in the order of their code points. */
  readonly after?: string
  readonly limit: number
}

export type CatalogWrite =
  | {
      readonly kind: 'putMachine'
      readonly machine: MachineRecord
      /** The version that the current revision becomes. */
      readonly publishes?: VersionRecord
    }
  /** Adds a revision that does not become the current one: executions are started on it by its number. */
  | {
      readonly kind: 'putRevision'
      readonly machineId: MachineId
      readonly account: string
      readonly revision: RevisionRecord
    }
  | { readonly kind: 'deleteMachine'; readonly machineId: MachineId; readonly at: Instant }
  | { readonly kind: 'putActivity'; readonly activity: ActivityRecord }
  | { readonly kind: 'deleteActivity'; readonly activityId: ActivityId }
  | {
      readonly kind: 'putTags'
      readonly resourceArn: string
      readonly tags: Readonly<Record<string, string>>
      /** Of a state machine: the fields that its tag declares. Left out where that does not change. */
      readonly searchFields?: DeclaredSearchFields
    }
  | { readonly kind: 'putSetting'; readonly key: string; readonly value: string }

export interface CatalogReads {
  machine(at: Namespace, name: string): Promise<MachineRecord | undefined>
  machineById(id: MachineId): Promise<MachineRecord | undefined>
  revision(number: RevisionNumber): Promise<RevisionRecord | undefined>
  /** Those that are not deleted. */
  countMachines(at: Namespace): Promise<number>
  countActivities(at: Namespace): Promise<number>
  machines(query: NameQuery): Promise<readonly MachineRecord[]>
  /** State machines of all namespaces whose deletion has begun and not ended. */
  deletingMachines(): Promise<readonly MachineRecord[]>
  /** The Express state machines of all namespaces, by id; deleted ones that executions still lead to, too. */
  expressMachines(): Promise<readonly MachineId[]>
  activity(at: Namespace, name: string): Promise<ActivityRecord | undefined>
  activityById(id: ActivityId): Promise<ActivityRecord | undefined>
  activities(query: NameQuery): Promise<readonly ActivityRecord[]>
  tags(resourceArn: string): Promise<Readonly<Record<string, string>>>
  setting(key: string): Promise<string | undefined>
}
