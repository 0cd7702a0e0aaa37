/** The row of an Express execution: written when it starts, and once more with its end. */
import {
  encodeBeginning,
  encodeHeader,
  headerFrameId,
  type Beginning,
  type Ended,
  type Header,
} from '#interpreter'
import {
  StoreUnavailable,
  type ExecutionId,
  type NewExecution,
  type RedrivenExecution,
  type TurnRecord,
} from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'
import { endedExecution } from '../turn-record.ts'

/** How long an end waits that could not be written just now. */
const retryMs = 1000

/** The first write of a row, with the end of the execution where that is known already. */
export function startedRow(executionId: ExecutionId, created: NewExecution, ended?: Ended): TurnRecord {
  return { ...nothingElse, executionId, created, ...(ended && { ended: endedExecution(ended) }) }
}

/**
 * The same with what an execution has to know when it begins anew: its test case, and where a fork begins. That stands
 * where a frame has its visit, for a header has none.
 */
export function withBeginning(row: TurnRecord, header: Header, beginning: Beginning | undefined): TurnRecord {
  if (row.ended || (!header.mocks && !beginning)) return row
  const visit = beginning ? encodeBeginning(beginning) : { text: '', payloads: [] }
  return { ...row, frames: [{ frameId: headerFrameId, visit, progress: encodeHeader(header) }] }
}

/** Lets the row of a child run again, with the end of the execution where that is known already. */
export function redrivenRow(
  executionId: ExecutionId,
  redriven: RedrivenExecution,
  ended?: Ended,
): TurnRecord {
  return { ...nothingElse, executionId, redriven, ...(ended && { ended: endedExecution(ended) }) }
}

export interface EndOptions {
  readonly committer: Committer
  readonly clock: Clock
  readonly report: (error: Error) => void
  /** Whether the engine has closed: then the execution begins anew after the next start. */
  readonly isClosed: () => boolean
}

/** Writes the end, again where the store is busy. `written` is called once it is durable. */
export function writeEnd(
  options: EndOptions,
  of: {
    readonly executionId: ExecutionId
    readonly ended: Ended
    /** Adds to the row what is to be delivered of the end. */
    readonly announce?: (end: TurnRecord) => TurnRecord
  },
  written: (end: TurnRecord) => void,
): void {
  const { committer, clock, report, isClosed } = options
  const { executionId, ended, announce = (row: TurnRecord) => row } = of
  const end = announce({ ...nothingElse, executionId, ended: endedExecution(ended) })
  const write = (): void =>
    committer.add({
      write: end,
      done: (error) => {
        if (!error) return written(end)
        if (isClosed()) return
        if (error instanceof StoreUnavailable) clock.after(retryMs, write)
        else report(error)
      },
    })
  write()
}

const nothingElse = {
  kind: 'turn',
  frames: [],
  droppedFrames: [],
  items: [],
  sent: [],
  consumed: [],
} as const
