/** "StartAt, Next and Default name a state of the same States object." */
import { nearestName } from '#query'
import { blockTransitions, startOf, type Transition } from '../graph.ts'
import type { BlockSyntax, Outline } from '../outline.ts'
import { atValue, type Advice, type Report } from './report.ts'

/** Below this length one letter is too much of a name for a guess. */
const shortNameLength = 4

export function transitionTargets(outline: Outline, report: Report): void {
  for (const block of outline.blocks) {
    const start = startOf(block)
    for (const transition of start ? [start, ...blockTransitions(block)] : blockTransitions(block)) {
      if (block.states.has(transition.target)) continue
      report.error('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${transition.target}`, {
        place: atValue(transition.node),
        ...advice(transition, block, outline),
      })
    }
  }
}

function advice({ target, node }: Transition, block: BlockSyntax, outline: Outline): Advice {
  const elsewhere = outline.states.find(({ name }) => name === target)
  if (elsewhere) {
    return {
      help: `${target} is in another block (${elsewhere.node.pointer}); a state leads only to states beside it.`,
    }
  }
  const meant = nearestName(target, [...block.states.keys()])
  if (meant === undefined || (target.length < shortNameLength && !isSameButCase(meant, target))) return {}
  const edits = outline.editor.replace(node, JSON.stringify(meant))
  return { help: `Did you mean ${meant}?`, fix: { title: `Go to ${meant}`, edits } }
}

function isSameButCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
