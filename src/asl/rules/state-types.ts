/** "Every state is an object with a Type, which is one of the eight state types." */
import { isStateType, nearestStateType, stateTypes } from '../fields/state-shapes.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { stringOf, valueOf } from '../syntax/node.ts'
import { atMember, atValue, type Report } from './report.ts'

export function stateTypeNames(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    if (!isStateType(stringOf(state.node, 'Type'))) check(state, outline, report)
  }
}

function check(state: StateSyntax, outline: Outline, report: Report): void {
  const value = valueOf(state.node, 'Type')
  if (!value) {
    report.schema('These fields are required: [Type]', atMember(state.member), {
      help: `Say what ${state.name} does: one of ${stateTypes.join(', ')}.`,
    })
    return
  }
  const meant = value.kind === 'string' ? nearestStateType(value.value) : undefined
  const edits = meant === undefined ? [] : outline.editor.replace(value, JSON.stringify(meant))
  report.schema(
    `The field 'Type' should have one of these values: [${stateTypes.join(', ')}]`,
    atValue(value),
    meant === undefined
      ? {}
      : { help: `Did you mean ${meant}?`, fix: { title: `Set Type to ${meant}`, edits } },
  )
}
