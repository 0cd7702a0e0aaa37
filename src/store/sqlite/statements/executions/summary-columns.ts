/** What a listing shows of an execution `e` of a machine `m`, maybe a child of a Map Run `r`. */
export const summaryColumns = `
  e.id, e.machine_id AS machineId, e.revision, e.partition, e.name, e.status, e.started_at AS startedAt,
  e.stopped_at AS stoppedAt, e.version, e.alias, m.name AS machineName, m.account, m.region,
  e.redrive_count AS redriveCount, e.redriven_at AS redrivenAt,
  e.map_run_id AS mapRunId, e.item_count AS itemCount, r.uuid AS mapRunUuid, r.label, r.state_name AS stateName`

export const fromExecutions = `
  FROM executions e JOIN machines m ON m.id = e.machine_id LEFT JOIN map_runs r ON r.id = e.map_run_id`

export interface SummaryRow {
  readonly id: number
  readonly machineId: number
  readonly revision: number
  readonly partition: number
  readonly name: string
  /** Its number in `statuses`. */
  readonly status: number
  readonly startedAt: number
  readonly stoppedAt: number | null
  readonly version: number | null
  readonly alias: string | null
  readonly redriveCount: number
  readonly redrivenAt: number | null
  readonly machineName: string
  readonly account: string
  readonly region: string
  /** All null, or none. */
  readonly mapRunId: number | null
  readonly itemCount: number | null
  readonly mapRunUuid: string | null
  readonly label: string | null
  readonly stateName: string | null
}
