/** Which variables can have a value when a state is entered: a state before it, on some way to it, assigns them. */
import { startOf, transitionsOf } from '../transitions.ts'
import { isDistributed } from '../map-mode.ts'
import type { BlockSyntax, Outline, StateSyntax } from '../outline.ts'
import { variablesOf } from './variables.ts'

export type AssignedBefore = ReadonlyMap<StateSyntax, ReadonlySet<string>>

/** For every state that can be reached. */
export function assignedBefore(outline: Outline): AssignedBefore {
  const own = new Map<StateSyntax, string[]>()
  for (const { name, state } of variablesOf(outline).assignments) {
    const names = own.get(state)
    if (names) names.push(name)
    else own.set(state, [name])
  }
  const before = new Map<StateSyntax, Set<string>>()
  for (const block of outline.blocks) flow(block, own, before)
  return before
}

// Blocks come after their owners, so what the owner was entered with is known when its blocks are looked at.
function flow(
  block: BlockSyntax,
  own: ReadonlyMap<StateSyntax, readonly string[]>,
  before: Map<StateSyntax, Set<string>>,
): void {
  const { owner } = block
  const outer = owner && !isDistributed(owner) ? before.get(owner) : undefined
  const start = block.states.get(startOf(block)?.target ?? '')
  if (!start) return
  before.set(start, new Set(outer))
  const waiting = [start]
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    const after = [...before.get(state)!, ...(own.get(state) ?? [])]
    for (const { target } of transitionsOf(state)) {
      const next = block.states.get(target)
      if (next && learn(before, next, after)) waiting.push(next)
    }
  }
}

function learn(before: Map<StateSyntax, Set<string>>, state: StateSyntax, names: readonly string[]): boolean {
  const known = before.get(state)
  if (!known) {
    before.set(state, new Set(names))
    return true
  }
  const size = known.size
  for (const name of names) known.add(name)
  return known.size > size
}
