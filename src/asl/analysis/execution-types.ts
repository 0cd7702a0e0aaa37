/** The type of the executions that run each block: the machine's own, or that of a Distributed Map's children. */
import { childType } from '../map-mode.ts'
import type { BlockSyntax, MachineType, Outline } from '../outline.ts'

export function executionTypes(outline: Outline): ReadonlyMap<BlockSyntax, MachineType> {
  const types = new Map<BlockSyntax, MachineType>()
  // An owner comes before what it contains.
  for (const block of outline.blocks) {
    const { owner } = block
    types.set(block, owner ? childType(owner, types.get(owner.block) ?? outline.type) : outline.type)
  }
  return types
}
