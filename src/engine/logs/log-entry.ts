import { utf8Length } from '#base'
import type { LogEvent } from '../port.ts'

/** Longest entry, in bytes of JSON: AWS's number (feature map §5.7). */
export const logEntryBytesMax = 248 * 1024
/** Bytes of JSON that a character of a text makes at most: a control character as `\u0000`. */
const bytesPerCharacterMax = 6

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

/** The entry; its longest texts are cut where it would be too long, and their details say so. */
export function logEntryOf({ executionArn, redriveCount = 0, entry }: LogEvent): LogEntry {
  const whole = {
    id: String(entry.id),
    type: entry.type,
    details: entry.details ?? {},
    previous_event_id: String(entry.previousEventId),
    event_timestamp: String(entry.timestamp),
    execution_arn: executionArn,
    redrive_count: String(redriveCount),
  }
  return isShort(whole.details) ? whole : cutToFit(whole)
}

/** Whether the details cannot be too long, whatever is in their texts. */
function isShort(details: LogEntry['details']): boolean {
  let characters = 4000
  for (const value of Object.values(details)) {
    if (typeof value === 'string') characters += value.length
    else if (typeof value === 'object' && value !== null) characters += JSON.stringify(value).length
  }
  return characters * bytesPerCharacterMax <= logEntryBytesMax
}

function cutToFit(entry: LogEntry): LogEntry {
  let { details } = entry
  for (;;) {
    const fitting = Object.assign({}, entry, { details })
    const excess = utf8Length(JSON.stringify(fitting)) - logEntryBytesMax
    const longest = excess > 0 ? longestText(details) : undefined
    if (longest === undefined) return fitting
    details = withCut(details, longest, excess)
  }
}

/** The longest text of the details, by its name; undefined where all are empty. */
function longestText(details: LogEntry['details']): string | undefined {
  let longest: string | undefined
  let length = 0
  for (const [name, value] of Object.entries(details)) {
    if (typeof value !== 'string' || value.length <= length) continue
    longest = name
    length = value.length
  }
  return longest
}

/** The details with that text shorter by so many bytes of JSON, or by as many as it has. */
function withCut(details: LogEntry['details'], name: string, excessBytes: number): LogEntry['details'] {
  const text = details[name] as string
  const bytes = utf8Length(JSON.stringify(text))
  const kept = Math.max(0, Math.floor(text.length * (1 - excessBytes / bytes)) - 16)
  const cut: Record<string, unknown> = { ...details, [name]: wholeCharacters(text, kept) }
  if (`${name}Details` in details) cut[`${name}Details`] = { truncated: true }
  return cut
}

/** The beginning of a text, without half a character at its end. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return text.slice(0, isHalf ? length - 1 : length)
}
