/** "A Choice state that no rule matches and that has no Default fails with States.NoChoiceMatched." */
import type { Outline } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

export function choiceDefaults(outline: Outline, report: Report): void {
  for (const { node, member, type, name } of outline.states) {
    if (type !== 'Choice' || memberOf(node, 'Default') || memberOf(node, 'Next')) continue
    report.warning(
      'CHOICE_WITHOUT_DEFAULT',
      `${name} has no Default: an input that no rule matches fails the execution with States.NoChoiceMatched.`,
      { place: atMember(member), help: 'Name in Default the state for all other inputs.' },
    )
  }
}
