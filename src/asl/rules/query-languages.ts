/** "A state cannot be JSONPath in a machine that is JSONata." */
import type { Outline } from '../outline.ts'
import { memberOf, stringOf } from '../syntax/node.ts'
import { atOwner, type Report } from './report.ts'

export function queryLanguages(outline: Outline, report: Report): void {
  if (outline.language !== 'JSONata') return
  for (const { node } of outline.states) {
    if (stringOf(node, 'QueryLanguage') !== 'JSONPath') continue
    report.schema(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      atOwner(node, memberOf(node, 'QueryLanguage')!),
    )
  }
}
