/** "A call of an intrinsic function has as many arguments as the function takes." */
import { evaluatedTexts } from '../analysis/evaluated-texts.ts'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

// AWS takes such a call, and fails the execution with States.IntrinsicFailure.
export function failingCalls(outline: Outline, report: Report): void {
  for (const { node, warnings = [] } of evaluatedTexts(outline)) {
    for (const warning of warnings) {
      report.warning('FAILING_CALL', warning, { place: atValue(node), help: 'The call can only fail.' })
    }
  }
}
