/** "A variable's name begins with a letter or _, goes on with letters, digits and _, has 80 characters at most, and is not states." */
import { variablesOf, type VariableAssignment } from '../analysis/variables.ts'
import { variableNameLengthMax } from '../limits.ts'
import type { Outline } from '../outline.ts'
import { atMember, type Report } from './report.ts'

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u

export function variableNames(outline: Outline, report: Report): void {
  for (const assignment of variablesOf(outline).assignments) {
    const problem = problemOf(assignment)
    if (problem !== undefined) report.schema(problem, atMember(assignment.member))
  }
}

function problemOf({ name }: VariableAssignment): string | undefined {
  if (name === 'states') return "The variable name 'states' is reserved"
  const length = Array.from(name).length
  if (length > variableNameLengthMax) {
    return `A variable name has ${variableNameLengthMax} characters at most; this one has ${length}`
  }
  if (identifier.test(name)) return undefined
  return `'${name}' is not a variable name: it begins with a letter or _, and has letters, digits and _ only`
}
