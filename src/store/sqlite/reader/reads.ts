/** All questions that a reading connection answers. */
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import { decodeText } from '../codec.ts'
import { walFile } from '../connection/store-files.ts'
import { selectCounters } from '../statements/meta/select-counters.ts'
import { selectPayload } from '../statements/payloads/select-payload.ts'
import type { Reads } from '../wire/messages.ts'
import { openCatalogReads } from './catalog.ts'
import { openExecutionReads } from './executions.ts'
import { openFrameReads } from './frames.ts'
import { openMapRunReads } from './map-runs.ts'
import { openVersionReads } from './versions.ts'

/** `directory` is empty in memory. */
export function openReads(database: DatabaseSync, directory: string): Reads {
  const payload = selectPayload(database)
  const load = (payloadId: number): string => {
    const content = payload(payloadId)
    assert(content !== undefined, `payload ${payloadId} is named by a row, but it is not stored`)
    return decodeText(content)
  }
  return {
    ...openCounterReads(database, directory),
    ...openExecutionReads(database, load),
    ...openFrameReads(database, load),
    ...openMapRunReads(database, load),
    ...openCatalogReads(database, load),
    ...openVersionReads(database),
  }
}

function openCounterReads(database: DatabaseSync, directory: string): Pick<Reads, 'counters' | 'statistics'> {
  const counters = selectCounters(database)
  const bytes = database.prepare(
    'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  )
  return {
    counters() {
      const { executionId, machineId, revision, activityId } = counters()
      return { executionId, machineId, revision, activityId }
    },
    statistics() {
      const { RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED } = counters()
      return {
        bytes: (bytes.get() as { bytes: number }).bytes,
        walBytes: directory === '' ? 0 : size(walFile(directory)),
        executionsByStatus: { RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED },
      }
    },
  }
}

// The log is gone between a checkpoint at close and the next write.
function size(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
