/**
 * What a Map Run works on: everything that it needs of the execution which began it.
 *
 * It is evaluated in the turn that begins the Map Run and kept with it, so that neither a frame nor the parent is loaded
 * while children run. What the definition says (formats, transformations) is read there: the revision is the same.
 */
import type { Payload } from '#base'
import type { Visit } from './frame.ts'

export interface MapRunJob {
  /** An array, or an object whose members are the items; absent where a reader gives them. */
  readonly items?: Payload
  readonly reader?: { readonly parameters: Payload; readonly maxItems?: number }
  readonly batcher?: {
    readonly batchInput?: Payload
    readonly maxItemsPerBatch?: number
    readonly maxInputBytesPerBatch?: number
  }
  /** Where results are exported to; absent where the state has them as its result. */
  readonly writer?: { readonly parameters: Payload }
  /** What the ItemSelector sees; absent where there is none. */
  readonly selection?: ItemSelection
  /** The test case that the children run, too. */
  readonly testCase?: string
}

export interface ItemSelection {
  readonly visit: Visit
  readonly retries?: readonly number[]
  /** What InputPath has left of the state's input. */
  readonly input: Payload
  /** The variables that the state reads. */
  readonly variables: ReadonlyMap<string, Payload>
}

/** A Map Run as a turn begins it. */
export interface MapRunStart {
  readonly label: string
  readonly stateName: string
  readonly settings: {
    readonly maxConcurrency: number
    readonly toleratedFailureCount: number
    readonly toleratedFailurePercentage: number
  }
  readonly job: MapRunJob
}
