/** "A workflow has a terminal state: one with End, a Succeed or a Fail." */
import { isTerminal, ownTransitions } from '../transitions.ts'
import type { BlockSyntax, Outline } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atStart, type Report } from './report.ts'

export function terminalState(outline: Outline, report: Report): void {
  for (const block of outline.blocks) {
    if (block.states.size === 0 || [...block.states.values()].some(isTerminal) || hasUnfinishedState(block))
      continue
    const states = memberOf(block.node, 'States')!
    report.error('MISSING_END_STATE', 'Workflow has no terminal state', {
      place: { pointer: atStart(block.node).pointer, span: states.keySpan },
      help: 'Give a last state "End": true, or add a Succeed or Fail state.',
    })
  }
}

/** A state that leads nowhere is told by its own rule; the workflow may be meant to end there. */
function hasUnfinishedState(block: BlockSyntax): boolean {
  return [...block.states.values()].some(
    (state) => state.type === undefined || ownTransitions(state).length === 0,
  )
}
