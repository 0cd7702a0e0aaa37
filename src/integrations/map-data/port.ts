/**
 * The port of a Distributed Map's data: where its items come from and where its results go.
 *
 * Owns: what the engine is given and gives. It knows S3 and file formats, and nothing of executions.
 *
 * 1. Both directions are streams in bounded memory. A position comes with every step; once the engine has committed
 *    it, the stream goes on from there after a restart, and no item is read twice or skipped.
 * 2. A position is small plain JSON that only this folder reads.
 * 3. The object that is read is pinned, by its VersionId or else its ETag: one that changed meanwhile is an error.
 * 4. What goes wrong with the data is an AslError, the last thing that a stream gives; it never throws for it.
 */
import type { Instant, Json, Outcome } from '#base'
import type { ReaderConfig, WriterConfig } from '#asl'

export interface MapData {
  /** Gives the items in their order; fails with `States.ItemReaderFailed`. */
  openItems(dataset: Dataset, from?: ReadPosition): AsyncIterable<Outcome<ItemChunk>>
  /** Writes the results of a Map Run that is over; fails with `States.ResultWriterFailed`. */
  writeResults(job: ResultJob, from?: WritePosition): AsyncIterable<Outcome<WriteProgress>>
}

/** An evaluated ItemReader. */
export interface Dataset {
  readonly region: string
  readonly action: 'getObject' | 'listObjectsV2'
  /** Bucket, and Key with VersionId, or Prefix; ExpectedBucketOwner with both. */
  readonly parameters: Json
  /** MaxItems of 0 means all items, as AWS reads it. */
  readonly config: Omit<ReaderConfig, 'maxItems'> & { readonly maxItems?: number }
  /** Where a chunk ends; `bytesMax` counts the items as the dataset has them, and one item may exceed it. */
  readonly chunk?: { readonly itemsMax: number; readonly bytesMax: number }
}

export interface MapItem {
  readonly value: Json
  /** `$$.Map.Item.Key`: the name, where the dataset is a JSON object. */
  readonly key?: string
  /** `$$.Map.Item.Source`: `S3://bucket/key`, or `S3://bucket` for the entries of a list of objects. */
  readonly source: string
}

export interface ItemChunk {
  readonly items: readonly MapItem[]
  /** The first item's `$$.Map.Item.Index`. */
  readonly firstIndex: number
  /** Goes on behind the last of these items. */
  readonly next: ReadPosition
}

export interface ReadPosition {
  /** Items before this position. */
  readonly index: number
  readonly place: Json
}

/** One of the three files that a result may be in. */
export type ResultGroup = 'SUCCEEDED' | 'FAILED' | 'PENDING'

/** A child execution that ended or, in the group PENDING, was not started. */
export interface ChildResult {
  /** TIMED_OUT and ABORTED are in the group FAILED. */
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING'
  /** Input and output are JSON texts. */
  readonly input: string
  readonly output?: string
  readonly error?: string
  readonly cause?: string
  /** Absent in the group PENDING. */
  readonly execution?: ChildExecution
}

export interface ChildExecution {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly name: string
  readonly startDate: Instant
  readonly stopDate: Instant
  readonly redriveCount: number
  readonly redriveStatus: string
  readonly redriveStatusReason?: string
}

/** An evaluated ResultWriter and what it writes. */
export interface ResultJob {
  readonly region: string
  readonly mapRunArn: string
  /** Bucket and Prefix; ExpectedBucketOwner. */
  readonly parameters: Json
  readonly config: WriterConfig
  /** A group's results without the first `after`: the same ones in the same order, however often it is asked. */
  readonly results: (group: ResultGroup, after: number) => AsyncIterable<ChildResult>
  /** A Map Run that was redriven: how often, and the files of its earlier manifest; the new one keeps the successes. */
  readonly redriven?: { readonly count: number; readonly files: ResultFiles }
}

export type ResultFiles = Readonly<Record<ResultGroup, readonly ResultFile[]>>

export interface ResultFile {
  readonly Key: string
  /** In bytes. */
  readonly Size: number
}

/** After each part of a file. Commit it before the next is asked for: at most that one part is then written again. */
export interface WriteProgress {
  readonly position: WritePosition
  /** Results in parts that are written, of all groups. */
  readonly resultsWritten: number
  /** Only in the last one, when the manifest is written too: `{MapRunArn, ResultWriterDetails: {Bucket, Key}}`. */
  readonly finished?: { readonly output: Json; readonly files: ResultFiles }
}

export type WritePosition = Json
