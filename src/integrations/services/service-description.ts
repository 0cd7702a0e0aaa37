/**
 * How an optimized integration is written down: its actions, and for those with `.sync` how the job that an action has
 * begun is looked at, told finished, and stopped.
 *
 * Owns: the shape of these tables. Neighbours: one file per service in this folder has the table of it, `optimized.ts` makes
 * an integration of a table, `watch-job.ts` watches jobs.
 *
 * 1. A table decides nothing about time and keeps nothing: a job is known by what its submission answered.
 */
import type { AslError, Json, JsonObject, Outcome } from '#base'
import type { ServiceResource } from '#asl'
import type { TaskCall } from '../port.ts'
import type { ServiceNames } from '../service-error.ts'

/** A call of one action of a service, in the members of an optimized integration (PascalCase). */
export interface ServiceRequest {
  readonly call: TaskCall
  readonly action: string
  readonly parameters: JsonObject
}

export interface ServiceReply {
  readonly output: JsonObject
  /** `SdkHttpMetadata` and `SdkResponseMetadata`. */
  readonly metadata: JsonObject
}

/** Whoever does what a service's actions say: its client of AWS's SDK, or a local runner. Never rejects for an answer. */
export type ServiceClient = (request: ServiceRequest) => Promise<Outcome<ServiceReply>>

/** Chooses the client of a call by its parameters. */
export type ClientOf = (service: string, parameters: JsonObject) => ServiceClient | undefined

/** An action that is called about a job. */
export type JobCall = Pick<ServiceRequest, 'action' | 'parameters'>

/** What is known of a job: what it was submitted with, and what its submission answered. */
export interface Submitted {
  readonly parameters: JsonObject
  readonly output: JsonObject
}

export type JobStatus =
  | { readonly kind: 'running' }
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause: Json }

export interface JobDescription {
  readonly describe: (job: Submitted) => JobCall
  /** What a description says. Undefined members make a job that the service does not know yet: it is looked at again. */
  readonly status: (description: JsonObject, job: Submitted) => JobStatus
  /** Absent where the service has no way to stop it. */
  readonly stop?: (job: Submitted) => JobCall
  /** The name of the error that says that a thing is gone, where that is what is waited for. */
  readonly goneWhen?: RegExp
}

export interface ActionDescription {
  readonly patterns: readonly ServiceResource['pattern'][]
  /** What the service calls the action, where AWS's integration calls it otherwise. */
  readonly action?: string
  /** Another service whose client has the action. */
  readonly client?: string
  /** The member that takes a key by which the service knows a call that is made again, where its model does not say so. */
  readonly keyMember?: string
  readonly prepare?: (parameters: JsonObject, call: TaskCall) => Outcome<JsonObject>
  /** What the task shows of the answer. */
  readonly shown?: (output: JsonObject, parameters: JsonObject) => JsonObject
  /** Why an answer means that nothing was begun, for the patterns that wait. */
  readonly refusal?: (output: JsonObject) => AslError | undefined
  readonly job?: JobDescription
}

export interface ServiceDescription {
  /** As a Resource names it: `ecs`. */
  readonly service: string
  /** As `aws-sdk:` names it, for its client: `emr`. */
  readonly client: string
  readonly names: ServiceNames
  readonly actions: Readonly<Record<string, ActionDescription>>
}
