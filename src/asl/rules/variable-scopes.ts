/** "A branch or iteration does not assign a variable that a scope around it assigns." */
import { variablesOf, visibleScopes, type VariableAssignment } from '../analysis/variables.ts'
import type { BlockSyntax, Outline, StateSyntax } from '../outline.ts'
import { atMember, type Report } from './report.ts'

export function variableScopes(outline: Outline, report: Report): void {
  const { assignments } = variablesOf(outline)
  const assigned = namesByScope(assignments)
  for (const { name, member, state } of assignments) {
    const [, ...outer] = visibleScopes(state.block)
    const scope = outer.find((block) => assigned.get(block)?.has(name))
    if (!scope) continue
    report.schema(`The variable '${name}' is assigned in an outer scope already`, atMember(member), {
      help: `${whose(scope.owner)} assigns it. A state in a branch or iteration reads it, but gives its own variables other names.`,
    })
  }
}

/** Without those of catchers: AWS takes a branch that assigns what the Parallel's catcher assigns (recorded). */
function namesByScope(
  assignments: readonly VariableAssignment[],
): ReadonlyMap<BlockSyntax, ReadonlySet<string>> {
  const names = new Map<BlockSyntax, Set<string>>()
  for (const { name, state, caught } of assignments) {
    if (caught) continue
    const known = names.get(state.block)
    if (known) known.add(name)
    else names.set(state.block, new Set([name]))
  }
  return names
}

function whose(owner: StateSyntax | undefined): string {
  return owner ? `A state around it, in ${owner.name},` : 'A state of the machine itself'
}
