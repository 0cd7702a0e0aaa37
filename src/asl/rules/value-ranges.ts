/** "A number lies within the bounds that the specification gives for its field." */
import { toNumber } from '#base'
import type { Field } from '../fields/field.ts'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function valueRanges(outline: Outline, report: Report): void {
  for (const { member, field } of outline.members) {
    const { value } = member
    if (value.kind !== 'number') continue
    const number = toNumber(value.value)
    if (field.min !== undefined && number < field.min) {
      report.schema(`Minimum value is ${bound(field.min, field)}`, atValue(value))
    }
    if (field.max !== undefined && number > field.max) {
      report.schema(`Maximum value is ${bound(field.max, field)}`, atValue(value))
    }
  }
}

/** AWS writes the bound of a field that takes fractions with one. */
function bound(value: number, field: Field): string {
  return field.kind === 'number' ? value.toFixed(1) : String(value)
}
