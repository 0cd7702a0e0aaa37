/** What is read of a Map Run `r` of an execution `e` of a machine `m`: all but its job. */
export const mapRunColumns = `
  r.id, r.execution_id AS executionId, r.frame_id AS frameId, r.uuid, r.label, r.state_name AS stateName, r.status,
  r.redrive_count AS redriveCount, r.redriven_at AS redrivenAt, r.started_at AS startedAt, r.stopped_at AS stoppedAt, r.max_concurrency AS maxConcurrency,
  r.tolerated_failure_count AS toleratedFailureCount, r.tolerated_failure_percentage AS toleratedFailurePercentage,
  r.progress, r.progress_sealed AS progressSealed, r.results_written AS resultsWritten, r.running, r.succeeded, r.failed, r.timed_out AS timedOut, r.aborted,
  r.items_running AS itemsRunning, r.items_succeeded AS itemsSucceeded, r.items_failed AS itemsFailed,
  r.items_timed_out AS itemsTimedOut, r.items_aborted AS itemsAborted,
  e.machine_id AS machineId, e.revision, m.name AS machineName, m.account, m.region`

export const fromMapRuns = `
  FROM map_runs r JOIN executions e ON e.id = r.execution_id JOIN machines m ON m.id = e.machine_id`

export interface MapRunRow {
  readonly id: number
  readonly executionId: number
  readonly frameId: number
  readonly uuid: string
  readonly label: string
  readonly stateName: string
  /** Its number in `mapRunStatuses`. */
  readonly status: number
  readonly redriveCount: number
  readonly redrivenAt: number | null
  readonly startedAt: number
  readonly stoppedAt: number | null
  readonly maxConcurrency: number
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
  /** Empty where it is sealed. */
  readonly progress: string
  readonly progressSealed: Uint8Array | null
  readonly resultsWritten: number
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  readonly timedOut: number
  readonly aborted: number
  readonly itemsRunning: number
  readonly itemsSucceeded: number
  readonly itemsFailed: number
  readonly itemsTimedOut: number
  readonly itemsAborted: number
  readonly machineId: number
  readonly revision: number
  readonly machineName: string
  readonly account: string
  readonly region: string
}
