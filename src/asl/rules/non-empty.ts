/** "A list of states, branches, choices or error names is not empty." */
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function nonEmpty(outline: Outline, report: Report): void {
  for (const { member, field } of outline.members) {
    const { value } = member
    if (!field.nonEmpty) continue
    const count =
      value.kind === 'array' ? value.items.length : value.kind === 'object' ? value.members.length : 1
    if (count === 0) report.schema('Value cannot be empty', atValue(value))
  }
}
