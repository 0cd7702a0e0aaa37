/** "StartAt, Next and Default name a state of the same States object." */
import { nearestName } from '#query'
import { isSlip } from '../fixes/is-slip.ts'
import { blockTransitions, startOf, type Transition } from '../transitions.ts'
import type { BlockSyntax, Outline } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atValue, type Advice, type Report } from './report.ts'

export function transitionTargets(outline: Outline, report: Report): void {
  for (const block of outline.blocks) {
    // Without States there is nothing to name; that is told as a required field.
    if (!memberOf(block.node, 'States')) continue
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
  if (meant === undefined) return {}
  const help = `Did you mean ${meant}?`
  if (!isSlip(target, meant)) return { help }
  return {
    help,
    fix: { title: `Go to ${meant}`, edits: outline.editor.replace(node, JSON.stringify(meant)) },
  }
}
