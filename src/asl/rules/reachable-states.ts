/** "Every state can be reached: it is the first one, or another state leads to it." */
import { blockTransitions, isTerminal, reachableFrom, startOf } from '../transitions.ts'
import type { BlockSyntax, Outline, StateSyntax } from '../outline.ts'
import { atMember, type Report } from './report.ts'

/**
 * AWS refuses a state that no transition names, unless the workflow has no terminal state either. States that lead
 * only to one another pass on AWS, and are a warning here.
 */
export function reachableStates(outline: Outline, report: Report): void {
  for (const block of outline.blocks) {
    if (block.states.size === 0 || !startOf(block) || !hasTerminal(block)) continue
    const named = new Set([startOf(block)!.target, ...blockTransitions(block).map(({ target }) => target)])
    const reached = reachableFrom(block)
    for (const state of block.states.values()) {
      if (!named.has(state.name)) unnamed(state, report)
      else if (!reached.has(state) && reached.size > 0) island(state, report)
    }
  }
}

function hasTerminal(block: BlockSyntax): boolean {
  return [...block.states.values()].some(isTerminal)
}

function unnamed(state: StateSyntax, report: Report): void {
  report.error('MISSING_TRANSITION_TARGET', `State "${state.name}" is not reachable.`, {
    place: atMember(state.member),
    help: 'Lead to it by StartAt, Next, Default or Catch, or remove it.',
  })
}

function island(state: StateSyntax, report: Report): void {
  report.warning(
    'UNREACHABLE_STATE',
    `${state.name} is never entered: only states that are not entered themselves lead to it.`,
    {
      place: atMember(state.member),
      help: 'Lead to it from a state that runs, or remove it.',
    },
  )
}
