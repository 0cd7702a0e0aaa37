/**
 * The variables of a definition: which states assign and read which, and how far each is seen (AWS developer guide,
 * "Passing data between states with variables").
 *
 * A block (the machine, a branch, an item processor) is one scope. It reads its own variables and those of the scopes
 * around it; child executions of a Distributed Map see none from outside.
 */
import type { Jsonata } from '#query'
import { catcherShape } from '../fields/object-shapes.ts'
import { isDistributed } from '../map-mode.ts'
import type { BlockSyntax, Outline, StateSyntax } from '../outline.ts'
import type { Member, SyntaxNode } from '../syntax/node.ts'
import { evaluatedTexts } from './evaluated-texts.ts'

export interface VariableAssignment {
  readonly name: string
  readonly member: Member
  readonly state: StateSyntax
  /** Whether a catcher assigns it. */
  readonly caught: boolean
}

export interface VariableRead {
  /** Whether it is called as a function, which no variable is. */
  readonly called: boolean
  readonly name: string
  /** The text that reads it. */
  readonly node: SyntaxNode
  readonly state: StateSyntax
}

export interface Variables {
  readonly assignments: readonly VariableAssignment[]
  readonly reads: readonly VariableRead[]
}

const known = new WeakMap<Outline, Variables>()

/** All assignments and reads, in the order of the text of each state. */
export function variablesOf(outline: Outline): Variables {
  const found = known.get(outline)
  if (found) return found
  const assignments = assignmentsIn(outline)
  const assigned = new Set(assignments.map(({ name }) => name))
  const variables = { assignments, reads: readsIn(outline, assigned) }
  known.set(outline, variables)
  return variables
}

function assignmentsIn({ members }: Outline): readonly VariableAssignment[] {
  const assigning = members.filter(({ member }) => member.key === 'Assign')
  return assigning.flatMap(({ member, object }) => {
    const { state, language, shape } = object
    if (member.value.kind !== 'object' || !state) return []
    return member.value.members.map((variable) => ({
      name: language === 'JSONPath' ? variable.key.replace(/\.\$$/, '') : variable.key,
      member: variable,
      state,
      caught: shape === catcherShape,
    }))
  })
}

function readsIn(outline: Outline, assigned: ReadonlySet<string>): readonly VariableRead[] {
  return evaluatedTexts(outline).flatMap(({ node, shaped, expression, paths = [] }) => {
    const { state } = shaped.object
    if (!state) return []
    if (expression) {
      // The name of a function means a variable where the definition assigns one of that name, and it is not called.
      const hiding = expression.functionsAsValues.filter((name) => assigned.has(name))
      return [...expression.variables, ...hiding].map((name) => ({
        name,
        node,
        state,
        called: isCalled(expression, name),
      }))
    }
    const names = paths.flatMap(({ variable }) => (variable === undefined ? [] : [variable]))
    return names.map((name) => ({ name, node, state, called: false }))
  })
}

/** Whether an expression calls a name that it does not bind: `$name(…)`, `… ~> $name`. */
export function isCalled({ text }: Jsonata, name: string): boolean {
  for (let at = text.indexOf(`$${name}`); at >= 0; at = text.indexOf(`$${name}`, at + 1)) {
    const after = text.slice(at + name.length + 1)
    if (/^\s*\(/.test(after) || (/~>\s*$/.test(text.slice(0, at)) && !/^[\p{L}\d_]/u.test(after))) return true
  }
  return false
}

/** The scopes that a state of the block reads, its own first. */
export function* visibleScopes(block: BlockSyntax): Generator<BlockSyntax> {
  let scope: BlockSyntax | undefined = block
  while (scope) {
    yield scope
    const { owner }: BlockSyntax = scope
    scope = owner && !isDistributed(owner) ? owner.block : undefined
  }
}

/** What each scope assigns. */
export function assignedNames(outline: Outline): ReadonlyMap<BlockSyntax, ReadonlySet<string>> {
  const names = new Map<BlockSyntax, Set<string>>(outline.blocks.map((block) => [block, new Set()]))
  for (const { name, state } of variablesOf(outline).assignments) names.get(state.block)?.add(name)
  return names
}

/** The variables that each state reads, sorted, for the states that read any. */
export function variableReferences(outline: Outline): ReadonlyMap<string, readonly string[]> {
  const references = new Map<string, Set<string>>()
  for (const { name, state } of variablesOf(outline).reads) {
    const names = references.get(state.name)
    if (names) names.add(name)
    else references.set(state.name, new Set([name]))
  }
  return new Map([...references].map(([state, names]) => [state, [...names].toSorted()]))
}
