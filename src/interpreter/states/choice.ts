/** Choice: the first rule that holds decides (feature map §2.5). */
import { AslError, type Json, type Outcome } from '#base'
import type { ChoiceState, Condition } from '#asl'
import { PathMiss, type QueryScope } from '#query'
import { compare, testType } from '../comparison.ts'
import { applyDataPath, readPath, scopeOf } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import type { Frame } from '../frame.ts'
import { failState, leaveState } from '../outcome.ts'

export function runChoice(draft: Draft, frame: Frame, state: ChoiceState): void {
  const scopeFor = (value: Json) => scopeOf(draft, { frame, state }, value)
  const input = applyDataPath(state.inputPath, frame.visit.input, scopeFor)
  if (input instanceof AslError) return failState(draft, frame, input)
  const next = chosen(state, scopeFor(input.value))
  if (next instanceof AslError) return failState(draft, frame, next)
  const output = applyDataPath(state.outputPath, input, scopeFor)
  if (output instanceof AslError) return failState(draft, frame, output)
  leaveState(draft, frame, { output, next })
}

function chosen(state: ChoiceState, scope: QueryScope): Outcome<string> {
  for (const { condition, next } of state.choices) {
    const held = holds(condition, scope)
    if (held instanceof AslError) return held
    if (held) return next
  }
  return state.default ?? noMatch
}

const noMatch = new AslError(
  'States.NoChoiceMatched',
  'Failed to transition out of the state. The state does not point to a next state.',
)

function holds(condition: Condition, scope: QueryScope): Outcome<boolean> {
  switch (condition.kind) {
    case 'and':
      return all(condition.conditions, scope, true)
    case 'or':
      return all(condition.conditions, scope, false)
    case 'not': {
      const held = holds(condition.condition, scope)
      return held instanceof AslError ? held : !held
    }
    case 'test':
      return test(condition, scope)
  }
}

/** Goes through the conditions while they give `while_`: And stops at the first false, Or at the first true. */
function all(conditions: readonly Condition[], scope: QueryScope, while_: boolean): Outcome<boolean> {
  for (const condition of conditions) {
    const held = holds(condition, scope)
    if (held !== while_) return held
  }
  return while_
}

function test(condition: Extract<Condition, { kind: 'test' }>, scope: QueryScope): Outcome<boolean> {
  const { operator, variable, operand } = condition
  if (operator === 'IsPresent') {
    const present = !(variable.read(scope) instanceof PathMiss)
    return present === ('literal' in operand && operand.literal === true)
  }
  const value = readPath(variable, scope)
  if (value instanceof AslError) return value
  const expected = 'literal' in operand ? operand.literal : readPath(operand.path, scope)
  if (expected instanceof AslError) return expected
  const type = testType(operator, value)
  return type === undefined ? compare(operator, value, expected) : type === expected
}
