/** What only a Distributed Map has: where its items come from, how they are batched, where the results go. */
import type { NumberSource, ValueTemplate } from './machine.ts'

export interface DistributedMap {
  /** The type of the child executions. */
  readonly executionType: 'STANDARD' | 'EXPRESS'
  /** A part of the child executions' ARNs; absent: one is made. */
  readonly label?: string
  /** Absent: the items are in the state's input. */
  readonly itemReader?: ItemReader
  readonly itemBatcher?: ItemBatcher
  readonly resultWriter?: ResultWriter
}

export interface ItemReader {
  readonly action: 'getObject' | 'listObjectsV2'
  /** Parameters or Arguments: Bucket, Key, Prefix, VersionId, … */
  readonly parameters?: ValueTemplate
  readonly config: ReaderConfig
}

export interface ReaderConfig {
  readonly inputType?: 'CSV' | 'JSON' | 'JSONL' | 'MANIFEST' | 'PARQUET'
  readonly manifestType?: 'ATHENA_DATA' | 'S3_INVENTORY'
  readonly transformation?: 'NONE' | 'LOAD_AND_FLATTEN'
  readonly csvHeaderLocation?: 'FIRST_ROW' | 'GIVEN'
  readonly csvHeaders?: readonly string[]
  readonly csvDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB'
  /** JSON pointer into a JSON file. */
  readonly itemsPointer?: string
  readonly maxItems?: NumberSource
}

export interface ItemBatcher {
  readonly batchInput?: ValueTemplate
  readonly maxItemsPerBatch?: NumberSource
  readonly maxInputBytesPerBatch?: NumberSource
}

export interface ResultWriter {
  /** Absent: nothing is exported, the state's result is only transformed. */
  readonly resource?: string
  readonly parameters?: ValueTemplate
  readonly config: WriterConfig
}

export interface WriterConfig {
  readonly transformation?: 'NONE' | 'COMPACT' | 'FLATTEN'
  readonly outputType?: 'JSON' | 'JSONL'
}
