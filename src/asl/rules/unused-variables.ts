/** "A variable that is assigned is read somewhere." */
import { variablesOf, visibleScopes } from '../analysis/variables.ts'
import type { BlockSyntax, Outline } from '../outline.ts'
import { atMember, type Report } from './report.ts'

export function unusedVariables(outline: Outline, report: Report): void {
  const { assignments, reads } = variablesOf(outline)
  if (assignments.length === 0) return
  const readIn = new Map<BlockSyntax, Set<string>>(outline.blocks.map((block) => [block, new Set()]))
  for (const { name, state } of reads) {
    for (const scope of visibleScopes(state.block)) readIn.get(scope)?.add(name)
  }
  const told = new Set<string>()
  for (const { name, member, state } of assignments) {
    if (readIn.get(state.block)?.has(name) || told.has(name)) continue
    told.add(name)
    report.warning('UNUSED_VARIABLE', `Nothing reads the variable ${name}.`, {
      place: atMember(member),
      help: 'Remove it, or read it in a later state.',
    })
  }
}
