/** "A timestamp is an RFC 3339 date and time with an upper-case T and a zone." */
import { parseTimestamp } from '#base'
import { isJsonataText } from '#query'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function timestamps(outline: Outline, report: Report): void {
  for (const { member, field, object } of outline.members) {
    const { value } = member
    if (field.kind !== 'timestamp' || value.kind !== 'string') continue
    if (object.language === 'JSONata' && isJsonataText(value.value)) continue
    if (parseTimestamp(value.value)) continue
    report.schema('String does not match RFC3339 timestamp', atValue(value), {
      help: 'Write it as 2016-03-14T01:59:00Z or 2016-03-14T01:59:00+01:00.',
    })
  }
}
