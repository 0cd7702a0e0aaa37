/** "A function that an expression calls is one of JSONata's, one of AWS's, or one of its own." */
import { evaluatedTexts } from '../analysis/evaluated-texts.ts'
import { isCalled } from '../analysis/variables.ts'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

// An unknown intrinsic function makes a JSONPath text unreadable, which its own rule tells.
export function unknownFunctions(outline: Outline, report: Report): void {
  for (const { node, expression } of evaluatedTexts(outline)) {
    if (!expression) continue
    for (const name of expression.variables.filter((free) => isCalled(expression, free))) {
      report.warning(
        'UNKNOWN_FUNCTION',
        `There is no function $${name}: the state would fail with States.QueryEvaluationError.`,
        { place: atValue(node), help: 'Define it in the expression, or call one that there is.' },
      )
    }
  }
}
