/** "The label of a Map has 40 characters at most, none of them special, and no other Map has it." */
import { labelLengthMax } from '../limits.ts'
import type { Outline } from '../outline.ts'
import { valueOf, type StringNode } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u

export function mapLabels(outline: Outline, report: Report): void {
  const seen = new Set<string>()
  for (const state of outline.states) {
    const label = state.type === 'Map' ? valueOf(state.node, 'Label') : undefined
    if (label?.kind !== 'string') continue
    spelling(label, report)
    if (seen.has(label.value)) {
      report.error('DUPLICATE_LABEL_NAME', `Duplicate label name: ${label.value}`, {
        place: atValue(label),
        help: 'A label is a part of the child executions\u2019 ARNs; give each Map its own.',
      })
    }
    seen.add(label.value)
  }
}

function spelling(label: StringNode, report: Report): void {
  const length = Array.from(label.value).length
  const found = forbidden.exec(label.value)?.[0]
  if (length > 0 && length <= labelLengthMax && found === undefined) return
  const message =
    found === undefined
      ? `The label of a Map has 1 to ${labelLengthMax} characters; this one has ${length}`
      : `The label of a Map cannot have the character ${JSON.stringify(found)}`
  report.error('INVALID_LABEL_NAME', message, { place: atValue(label) })
}
