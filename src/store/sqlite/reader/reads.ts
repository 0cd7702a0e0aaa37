/** All questions that a reading connection answers. */
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Codec } from '../codec.ts'
import { rewritingOf } from '../encryption/rewriting.ts'
import { walFile } from '../connection/store-files.ts'
import { selectRewrite } from '../statements/encryption/select-rewrite.ts'
import { selectCounters } from '../statements/meta/select-counters.ts'
import type { Reads } from '../wire/messages.ts'
import { openCatalogReads } from './catalog.ts'
import { openConnectionReads } from './connections.ts'
import { openDeliveryReads } from './deliveries.ts'
import { openDraftReads } from './drafts.ts'
import { openEventBusReads } from './event-buses.ts'
import { openExecutionReads } from './executions.ts'
import { openFrameReads } from './frames.ts'
import { openInterventionReads } from './interventions.ts'
import { openMapRunReads } from './map-runs.ts'
import { openSearchReads } from './search.ts'
import { StoredTexts } from './stored-texts.ts'
import { openVersionReads } from './versions.ts'

/** `directory` is empty in memory. */
export function openReads(database: DatabaseSync, directory: string, codec = new Codec()): Reads {
  const texts = new StoredTexts(database, codec)
  return {
    ...openCounterReads(database, directory),
    ...openExecutionReads(database, texts),
    ...openFrameReads(database, texts),
    ...openMapRunReads(database, texts),
    ...openCatalogReads(database, texts),
    ...openVersionReads(database),
    ...openConnectionReads(database, texts),
    ...openDraftReads(database, texts),
    ...openInterventionReads(database),
    ...openSearchReads(database, texts),
    ...openDeliveryReads(database, texts),
    ...openEventBusReads(database),
  }
}

function openCounterReads(database: DatabaseSync, directory: string): Pick<Reads, 'counters' | 'statistics'> {
  const counters = selectCounters(database)
  const rewrite = selectRewrite(database)
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
      const row = rewrite()
      return {
        ...(row && { rewriting: rewritingOf(row) }),
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
