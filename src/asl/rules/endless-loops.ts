/** "A loop has a way out, or waits." */
import { isTerminal, reachableFrom, transitionsOf } from '../transitions.ts'
import type { BlockSyntax, Outline, StateSyntax } from '../outline.ts'
import { atMember, type Report } from './report.ts'

export function endlessLoops(outline: Outline, report: Report): void {
  for (const block of outline.blocks) {
    const leaving = statesThatCanEnd(block)
    const stuck = [...reachableFrom(block)].filter((state) => !leaving.has(state))
    if (stuck.length === 0 || stuck.some(({ type }) => type === 'Wait')) continue
    const first = stuck[0]!
    const names = stuck.map(({ name }) => name)
    report.warning(
      'ENDLESS_LOOP',
      `This loop has no way out and never waits: ${names.slice(0, 5).join(' → ')}.`,
      {
        place: atMember(first.member),
        help: 'Lead out of it with a Choice, or slow it with a Wait state.',
      },
    )
  }
}

/** The states from which a terminal one can be reached; a transition to nowhere counts as an end. */
function statesThatCanEnd(block: BlockSyntax): ReadonlySet<StateSyntax> {
  const sources = new Map<StateSyntax, StateSyntax[]>()
  const waiting: StateSyntax[] = []
  for (const state of block.states.values()) {
    const targets = transitionsOf(state).map(({ target }) => block.states.get(target))
    if (isTerminal(state) || targets.length === 0 || targets.includes(undefined)) waiting.push(state)
    for (const target of targets) {
      if (!target) continue
      const known = sources.get(target)
      if (known) known.push(state)
      else sources.set(target, [state])
    }
  }
  const ending = new Set<StateSyntax>()
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    if (ending.has(state)) continue
    ending.add(state)
    waiting.push(...(sources.get(state) ?? []))
  }
  return ending
}
