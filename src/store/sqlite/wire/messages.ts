/** What the main thread and a store's worker say to each other. */
import type { Store } from '../../port.ts'
import type { KeyringAdoption } from '../encryption/adopt-keyring.ts'

/** The questions that a reading connection answers. */
export type ReadName =
  | 'counters'
  | 'findExecutionIds'
  | 'execution'
  | 'executions'
  | 'history'
  | 'mapRun'
  | 'mapRuns'
  | 'openMapRuns'
  | 'mapRunJob'
  | 'mapRunResults'
  | 'frames'
  | 'items'
  | 'dueFrames'
  | 'pendingFrames'
  | 'queuedFrames'
  | 'inbox'
  | 'machine'
  | 'machineById'
  | 'revision'
  | 'machines'
  | 'countMachines'
  | 'countActivities'
  | 'deletingMachines'
  | 'expressMachines'
  | 'version'
  | 'versionOfRevision'
  | 'versions'
  | 'alias'
  | 'aliases'
  | 'activity'
  | 'activityById'
  | 'activities'
  | 'tags'
  | 'setting'
  | 'nextDeliveries'
  | 'deadDeliveries'
  | 'deliveryQueues'
  | 'eventBuses'
  | 'eventRules'
  | 'searchProgress'
  | 'searchChanges'
  | 'searchBackfill'
  | 'searchFields'
  | 'search'
  | 'bulkJob'
  | 'bulkJobs'
  | 'openBulkJobs'
  | 'savedView'
  | 'savedViews'
  | 'connection'
  | 'connections'
  | 'draft'
  | 'drafts'
  | 'countDrafts'
  | 'interventions'
  | 'forksOf'
  | 'statistics'

/** A store's questions as they are answered inside a worker, without promises. */
export type Reads = {
  readonly [Name in ReadName]: (...args: Parameters<Store[Name]>) => Awaited<ReturnType<Store[Name]>>
}

/** One value of a flat message: cheaper to copy between threads than objects (1.6 µs a turn against 4.4 to send). */
export type Cell = string | number | null

/** A group of writes as a row of cells, with its large payloads apart, each once. */
export interface FlatGroup {
  readonly cells: readonly Cell[]
  readonly shared: readonly string[]
  /** How many operations the cells hold. */
  readonly operations: number
}

export type Request =
  | { readonly id: number; readonly kind: 'open' }
  | { readonly id: number; readonly kind: 'commit'; readonly generation: number; readonly group: FlatGroup }
  | {
      readonly id: number
      readonly kind: 'read'
      readonly name: ReadName
      readonly args: readonly unknown[]
    }
  | {
      readonly id: number
      readonly kind: 'deleteClosed'
      readonly before: number
      readonly limit: number
    }
  | { readonly id: number; readonly kind: 'backup'; readonly file: string }
  | { readonly id: number; readonly kind: 'rewrite'; readonly rowsMax: number }
  | { readonly id: number; readonly kind: 'removeRemnants' }
  | { readonly id: number; readonly kind: 'close' }

/** A request without the number that the link gives it. */
export type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never

/** An error on its way between threads: the name picks the class on the other side. */
export interface ErrorCells {
  readonly name: string
  readonly message: string
}

export type Response =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorCells }

/** What a worker says once its connection is open. */
export interface Opened {
  readonly epoch: number
  readonly secret: Uint8Array
  /** Makes the hashes of `hashText`. */
  readonly searchSecret: Uint8Array
}

export interface WorkerSettings {
  /** `writer`: the only writing connection of a file. `reader`: reads a file. `memory`: one connection for all. */
  readonly role: 'writer' | 'reader' | 'memory'
  /** The data directory; empty in memory. */
  readonly directory: string
  readonly synchronous: 'FULL' | 'OFF'
  /** About how many bytes of log are written between two checkpoints. */
  readonly checkpointBytes: number
  /** Absent where texts are not sealed. */
  readonly encryption?: KeyringAdoption
}
