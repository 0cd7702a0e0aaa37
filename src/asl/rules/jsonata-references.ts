/** "An expression reads the members of $states that exist where it stands." */
import { evaluatedTexts } from '../analysis/evaluated-texts.ts'
import { catcherShape } from '../fields/object-shapes.ts'
import type { Outline, ShapedMember } from '../outline.ts'
import { atValue, type Report } from './report.ts'

export function jsonataReferences(outline: Outline, report: Report): void {
  for (const text of evaluatedTexts(outline)) {
    if (!text.expression) continue
    const there = statesMembers(text.shaped)
    for (const name of text.expression.statesMembers) {
      if (there.includes(name)) continue
      report.error('UNSUPPORTED_JSONATA_EXPRESSION', `Field '$states.${name}' does not exist.`, {
        place: atValue(text.node),
        help: whereItIs(name, there),
      })
    }
  }
}

/** Result and error output are there only where a state has them, when it ends and when an error was caught. */
function statesMembers({ member, object }: ShapedMember): readonly string[] {
  const { state, node, shape } = object
  const atEnd = member.key === 'Output' || member.key === 'Assign'
  if (atEnd && shape === catcherShape) return ['input', 'context', 'errorOutput']
  const hasResult = state?.type === 'Task' || state?.type === 'Parallel' || state?.type === 'Map'
  return atEnd && hasResult && state.node === node ? ['input', 'context', 'result'] : ['input', 'context']
}

function whereItIs(name: string, there: readonly string[]): string {
  if (name === 'result') return 'It is there in the Output and Assign of a Task, Parallel or Map state.'
  if (name === 'errorOutput') return 'It is there in the Output and Assign of a catcher.'
  return `There is ${there.map((member) => `$states.${member}`).join(', ')} here.`
}
