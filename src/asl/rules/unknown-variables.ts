/** "A variable that is read is assigned before, in the same scope or in one around it." */
import { assignedBefore } from '../analysis/assigned-before.ts'
import { assignedNames, variablesOf, visibleScopes, type VariableRead } from '../analysis/variables.ts'
import { nearestName } from '#query'
import type { Outline } from '../outline.ts'
import { atValue, type Report } from './report.ts'

/**
 * AWS takes an expression with a variable that nothing assigns, and fails the execution (recorded); a path with one it
 * refuses (developer guide). What is assigned somewhere, but on no way to the state, is a warning of our own.
 */
export function unknownVariables(outline: Outline, report: Report): void {
  const { reads } = variablesOf(outline)
  if (reads.length === 0) return
  const assigned = assignedNames(outline)
  const before = assignedBefore(outline)
  for (const read of reads) {
    if (read.called) continue
    const visible = [...visibleScopes(read.state.block)].flatMap((scope) => [...(assigned.get(scope) ?? [])])
    if (!visible.includes(read.name)) unknown(read, visible, report)
    else if (before.get(read.state)?.has(read.name) === false) early(read, report)
  }
}

function unknown({ name, node, state }: VariableRead, visible: readonly string[], report: Report): void {
  const meant = nearestName(name, visible)
  const help =
    meant === undefined ? `Assign it in a state that runs before ${state.name}.` : `Did you mean $${meant}?`
  const place = atValue(node)
  if (state.language === 'JSONPath') {
    report.schema(`The variable '${name}' is not assigned in this scope or one around it`, place, { help })
  } else {
    report.warning('POSSIBLY_UNDEFINED_VARIABLE', `Variable '${name}' is possibly not defined.`, {
      place,
      help,
    })
  }
}

function early({ name, node, state }: VariableRead, report: Report): void {
  report.warning('POSSIBLY_UNDEFINED_VARIABLE', `Variable '${name}' is possibly not defined.`, {
    place: atValue(node),
    help: `It is assigned, but by no state that can run before ${state.name}.`,
  })
}
