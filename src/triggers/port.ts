/**
 * The triggers port: what starts executions from outside the API.
 *
 * Owns: the configuration of triggers and the object store as they see it. A trigger keeps no queue: what has been
 * started is what the engine knows by name (invariant 2), so reconciling twice starts once.
 */
import type { Instant, JsonObject, Namespace } from '#base'

/** Starts an execution for each object that is created in a bucket. */
export interface ObjectCreatedTrigger extends Namespace {
  readonly bucket: string
  /** Only objects whose key begins, or ends, so. */
  readonly prefix?: string
  readonly suffix?: string
  readonly stateMachineName: string
  /** Members that every input gets besides those of the object. */
  readonly input?: JsonObject
  /** Also start for objects that are there when the trigger is new. */
  readonly existing: boolean
}

/** An object of a bucket, as a listing shows it. */
export interface StoredObject {
  readonly key: string
  readonly sizeBytes: number
  /** Without the quotes that HTTP puts around it. */
  readonly eTag: string
  /** When the upload was made (a multipart upload: when it was begun), in whole seconds. */
  readonly modifiedAt: Instant
  /** Of a versioned bucket, where the service says it (a listing does not). */
  readonly versionId?: string
}

export interface ObjectPage {
  readonly objects: readonly StoredObject[]
  /** Where the next page begins; absent on the last one. */
  readonly next?: string
}

/** What triggers need of S3. Both reject with what the service answered. */
export interface ObjectStore {
  list(query: {
    readonly region: string
    readonly bucket: string
    readonly prefix?: string
    readonly from?: string
  }): Promise<ObjectPage>
  /** One object, or undefined where there is none (any more). */
  head(place: {
    readonly region: string
    readonly bucket: string
    readonly key: string
  }): Promise<StoredObject | undefined>
}

/** Somebody has seen an upload: a hint that saves waiting for the next listing. Hints may be lost or repeated. */
export interface UploadHint {
  readonly bucket: string
  readonly key: string
}

export interface Triggers {
  /** Tells of an upload. Answers once it has been looked at; never rejects. */
  uploaded(hint: UploadHint): Promise<void>
  /** Lists every bucket now; resolves once everything that was found has been started or refused. */
  reconcile(): Promise<void>
  /** Waits for starts under way, then stops. */
  close(): Promise<void>
}
