import type { LogEvent } from '../port.ts'

/** Longest document that an entry holds, in characters: an entry of AWS has 248 KiB at most. */
const documentLengthMax = 240 * 1024

/** A log event as AWS writes it to CloudWatch Logs: every number is a text, and names have underscores (feature map §3.6). */
export interface LogEntry {
  readonly id: string
  readonly type: string
  readonly details: Readonly<Record<string, unknown>>
  readonly previous_event_id: string
  readonly event_timestamp: string
  readonly execution_arn: string
  readonly redrive_count: string
}

export function logEntryOf({ executionArn, redriveCount = 0, entry }: LogEvent): LogEntry {
  return {
    id: String(entry.id),
    type: entry.type,
    details: shortened(entry.details ?? {}),
    previous_event_id: String(entry.previousEventId),
    event_timestamp: String(entry.timestamp),
    execution_arn: executionArn,
    redrive_count: String(redriveCount),
  }
}

/** Documents that are too long are cut, and their details say so. */
function shortened(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const isLong = (value: unknown): value is string =>
    typeof value === 'string' && value.length > documentLengthMax
  if (!Object.values(details).some(isLong)) return details
  const cut: Record<string, unknown> = { ...details }
  for (const [key, value] of Object.entries(details)) {
    if (!isLong(value)) continue
    cut[key] = value.slice(0, documentLengthMax)
    if (`${key}Details` in details) cut[`${key}Details`] = { truncated: true }
  }
  return cut
}
