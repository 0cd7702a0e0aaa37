import type { DatabaseSync } from 'node:sqlite'
import type { MapRunChange } from '../../../map-runs-port.ts'
import type { Stored } from '../../codec.ts'
import { mapRunStatuses } from '../../wire/operation.ts'

/** Changes what the change names of a Map Run that is RUNNING; one that is over stays as it is. */
export function changeMapRun(database: DatabaseSync) {
  const statement = database.prepare(`
    UPDATE map_runs SET
      progress = coalesce(?, progress), progress_sealed = coalesce(?, progress_sealed),
      results_written = coalesce(?, results_written),
      max_concurrency = coalesce(?, max_concurrency),
      tolerated_failure_count = coalesce(?, tolerated_failure_count),
      tolerated_failure_percentage = coalesce(?, tolerated_failure_percentage),
      status = coalesce(?, status), stopped_at = coalesce(?, stopped_at)
    WHERE id = ? AND status = 0`)
  /** A sealed progress comes beside an empty one. */
  return (
    { mapRunId, progress, resultsWritten, settings, ended }: MapRunChange,
    sealed: Stored | null,
  ): void => {
    statement.run(
      progress ?? null,
      sealed,
      resultsWritten ?? null,
      settings?.maxConcurrency ?? null,
      settings?.toleratedFailureCount ?? null,
      settings?.toleratedFailurePercentage ?? null,
      ended ? mapRunStatuses.indexOf(ended.status) : null,
      ended?.stoppedAt ?? null,
      mapRunId,
    )
  }
}
