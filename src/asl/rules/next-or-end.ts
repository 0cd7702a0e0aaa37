/** "A state that is not a Choice, Succeed or Fail has either Next or End." */
import { blockTransitions, isTerminal, startOf } from '../transitions.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { memberOf, valueOf } from '../syntax/node.ts'
import { atMember, type Advice, type Report } from './report.ts'

export function nextOrEnd(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    if (!state.type || ['Choice', 'Succeed', 'Fail'].includes(state.type)) continue
    const next = memberOf(state.node, 'Next')
    if (next && isTerminal(state)) {
      report.schema('There should only be one of the following fields: [Next, End]', atMember(state.member), {
        help: `${state.name} either ends, or goes on to another state.`,
      })
    } else if (!next && !isTerminal(state) && !isMistyped(state)) {
      report.schema(
        'One of the following fields is required: [Next, End]',
        atMember(state.member),
        advice(state, outline),
      )
    }
  }
}

/** `"End": "true"` is told as a value of the wrong type. */
function isMistyped(state: StateSyntax): boolean {
  const end = valueOf(state.node, 'End')
  return end !== undefined && end.kind !== 'boolean'
}

function advice(state: StateSyntax, outline: Outline): Advice {
  const names = [...state.block.states.keys()]
  const following = names[names.indexOf(state.name) + 1]
  const end = memberOf(state.node, 'End')
  if (following === undefined) {
    const edits = end
      ? outline.editor.replace(end.value, 'true')
      : outline.editor.add(state.node, 'End', { json: 'true' })
    return { help: `${state.name} is the last state: say "End": true.`, fix: { title: 'End here', edits } }
  }
  const targets = new Set(blockTransitions(state.block).map(({ target }) => target))
  if (targets.has(following) || startOf(state.block)?.target === following || end) {
    return { help: 'Name the next state in Next, or say "End": true.' }
  }
  const edits = outline.editor.add(state.node, 'Next', { json: JSON.stringify(following) })
  return { help: `Nothing leads to ${following} yet.`, fix: { title: `Go on to ${following}`, edits } }
}
