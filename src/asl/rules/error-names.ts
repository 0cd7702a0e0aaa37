/** "States.ALL stands alone in its ErrorEquals, and only in the last retrier or catcher." */
import { objectItems, type Outline } from '../outline.ts'
import { errorNames } from '../states/common-fields.ts'
import { memberOf, valueOf, type ObjectNode } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

export function errorNameLists(outline: Outline, report: Report): void {
  for (const { node } of outline.states) {
    for (const field of ['Retry', 'Catch']) check(objectItems(valueOf(node, field)), report)
  }
}

function check(entries: readonly ObjectNode[], report: Report): void {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!
    const names = errorNames(entry)
    if (!names.includes('States.ALL')) continue
    const place = atValue(memberOf(entry, 'ErrorEquals')!.value)
    if (names.length > 1) {
      report.schema("'States.ALL' must appear alone in ErrorEquals", place)
    }
    if (i < entries.length - 1) {
      report.schema("'States.ALL' must be in the last element of the list", place, {
        help: 'It matches every error, so what follows would never be used.',
      })
    }
  }
}
