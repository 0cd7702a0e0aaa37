/** The row of an Express execution: written when it starts, and once more with its end. */
import { encodeHeader, headerFrameId, type Ended, type Header } from '#interpreter'
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

/** The same with the header of an execution that runs a test case: it runs the same one when it begins anew. */
export function withTestCase(row: TurnRecord, header: Header): TurnRecord {
  if (!header.mocks || row.ended) return row
  const visit = { text: '', payloads: [] }
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
  { executionId, ended }: { readonly executionId: ExecutionId; readonly ended: Ended },
  written: () => void,
): void {
  const { committer, clock, report, isClosed } = options
  const write = (): void =>
    committer.add({
      write: { ...nothingElse, executionId, ended: endedExecution(ended) },
      done: (error) => {
        if (!error) return written()
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
