/** What a listing shows of an execution `e` of a machine `m`. */
export const summaryColumns = `
  e.id, e.machine_id AS machineId, e.revision, e.partition, e.name, e.status, e.started_at AS startedAt,
  e.stopped_at AS stoppedAt, m.name AS machineName, m.account, m.region`

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
  readonly machineName: string
  readonly account: string
  readonly region: string
}
