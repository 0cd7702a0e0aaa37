/** "A field that takes one of a few words has one of them, in this spelling." */
import { nearestName } from '#query'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function valueChoices(outline: Outline, report: Report): void {
  for (const { member, field } of outline.members) {
    const { value } = member
    if (!field.values || value.kind !== 'string' || field.values.includes(value.value)) continue
    const meant = nearestName(value.value, field.values)
    report.schema(
      `Value should be one of the following: [${field.values.join(', ')}]`,
      atValue(value),
      meant === undefined
        ? {}
        : {
            help: `Did you mean ${meant}?`,
            fix: { title: `Write ${meant}`, edits: outline.editor.replace(value, JSON.stringify(meant)) },
          },
    )
  }
}
