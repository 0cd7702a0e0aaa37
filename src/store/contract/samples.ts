/** Records for the suite: small, valid, and telling their number, so that a mix-up is seen. */
import type { MachineRecord } from '../catalog-port.ts'
import type { MapRunChange, NewMapRun } from '../map-runs-port.ts'
import type {
  EndedExecution,
  FrameRecord,
  HistoryChunk,
  NewExecution,
  Store,
  TurnRecord,
  Write,
} from '../port.ts'

export const account = '000000000000'
export const otherAccount = '111111111111'
export const region = 'us-east-1'

/** A text of more than 4096 characters, each different from the others: large enough to be shared. */
export const large = (number: number): string => JSON.stringify({ number, text: `${number} `.repeat(4000) })

export const encoded = (text: string, ...payloads: readonly string[]) => ({ text, payloads })

export function machine(id: number, changes: Partial<MachineRecord> = {}): MachineRecord {
  return {
    id,
    account,
    region,
    name: `machine-${id}`,
    type: 'STANDARD',
    status: 'ACTIVE',
    createdAt: 1000 + id,
    revision: {
      number: id,
      definition: `{"Comment":"definition ${id}"}`,
      roleArn: `arn:aws:iam::${account}:role/role-${id}`,
      updatedAt: 2000 + id,
      configuration: '{}',
    },
    ...changes,
  }
}

export const putMachine = (id: number, changes?: Partial<MachineRecord>): Write => ({
  kind: 'putMachine',
  machine: machine(id, changes),
})

export function turn(executionId: number, changes: Partial<TurnRecord> = {}): TurnRecord {
  return {
    kind: 'turn',
    executionId,
    frames: [],
    droppedFrames: [],
    items: [],
    sent: [],
    consumed: [],
    ...changes,
  }
}

/** The Map Run that a turn begins; the first one of a store gets the id 1. */
export function mapRun(number: number, changes: Partial<NewMapRun> = {}): NewMapRun {
  return {
    frameId: 1,
    uuid: `uuid-${number}`,
    label: `label-${number}`,
    stateName: 'Each',
    startedAt: 30_000 + number,
    settings: { maxConcurrency: 10, toleratedFailureCount: 2, toleratedFailurePercentage: 0.5 },
    job: encoded(`job ${number}`),
    ...changes,
  }
}

export const changeMapRun = (mapRunId: number, change: Omit<MapRunChange, 'mapRunId'>): Write => ({
  kind: 'changeMapRun',
  change: { mapRunId, ...change },
})

export function created(executionId: number, changes: Partial<NewExecution> = {}): NewExecution {
  return {
    machineId: 1,
    revision: 1,
    partition: executionId % 256,
    name: `execution-${executionId}`,
    startedAt: 10_000 + executionId,
    input: `{"input":${executionId}}`,
    ...changes,
  }
}

export function ended(executionId: number, changes: Partial<EndedExecution> = {}): EndedExecution {
  return {
    status: 'SUCCEEDED',
    stoppedAt: 20_000 + executionId,
    output: `{"output":${executionId}}`,
    ...changes,
  }
}

export function frame(frameId: number, changes: Partial<FrameRecord> = {}): FrameRecord {
  return {
    frameId,
    visit: encoded(`visit of ${frameId}`, `{"input":${frameId}}`),
    progress: encoded(`progress of ${frameId}`),
    ...changes,
  }
}

export const chunk = (firstEventId: number, lastEventId: number): HistoryChunk => ({
  firstEventId,
  lastEventId,
  events: encoded(`events ${firstEventId} to ${lastEventId}`, `{"from":${firstEventId}}`),
})

/** The frames of an execution from 0 up to an id. */
export const framesUpTo = (store: Store, executionId: number, to = 1_000_000) =>
  store.frames({ executionId, range: { from: 0, to }, limit: 1_000_000 })

/** Commits one write each in one group. */
export const commit = (store: Store, ...writes: readonly Write[]): Promise<void> => store.commit({ writes })
