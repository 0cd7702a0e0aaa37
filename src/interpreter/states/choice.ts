/** Choice: the first rule that holds decides (feature map §2.5). */
import { AslError, type Json, type Outcome } from '#base'
import type { ChoiceState, Condition, WithAssign, WithNext, WithOutput } from '#asl'
import { PathMiss, type Jsonata, type Path, type QueryScope } from '#query'
import { compare, testType } from '../comparison.ts'
import { applyDataPath, readPath } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { evaluateAs, isJsonata, queryScope } from '../evaluate.ts'
import type { Evaluated } from '../evaluated.ts'
import type { Frame } from '../frame.ts'
import { endingOf, failState, leaveState, type Ending } from '../outcome.ts'

export function runChoice(draft: Draft, frame: Frame, state: ChoiceState): void {
  const of = { frame, state }
  const scopeFor = (value: Json) => queryScope(draft, of, value)
  const input = applyDataPath(state.inputPath, frame.visit.input, scopeFor)
  if (input instanceof AslError) return failState(draft, frame, input)
  draft.note('afterInputPath', input)
  const chosen = choose(draft, of, scopeFor(input.value))
  if (chosen instanceof AslError) return failState(draft, frame, chosen)
  const { assign, output, next } = chosen.rule
  const ending = { assign, output, next, outputPath: state.outputPath } as Ending
  const left = endingOf(draft, ending, { ...of, document: input, field: chosen.field })
  if (left instanceof AslError) return failState(draft, frame, left)
  leaveState(draft, frame, left)
}

interface Chosen {
  /** The rule that has matched, or the state itself where Default decides. */
  readonly rule: WithAssign & WithOutput & WithNext
  /** What stands before the names of its fields in errors. */
  readonly field: string
}

function choose(draft: Draft, of: { frame: Frame; state: ChoiceState }, scope: QueryScope): Outcome<Chosen> {
  const { state } = of
  for (const [index, rule] of state.choices.entries()) {
    const field = `Choices[${index}]/`
    const held = isJsonata(rule.condition)
      ? conditionOf(draft, rule.condition, { ...of, field: `${field}Condition` })
      : holds(rule.condition, scope)
    if (held instanceof AslError) return held
    if (held) return { rule, field }
  }
  return state.default === undefined ? noMatch : { rule: { ...state, next: state.default }, field: '' }
}

function conditionOf(draft: Draft, condition: Jsonata, of: Evaluated & { field: string }): Outcome<boolean> {
  return evaluateAs(draft, condition, {
    ...of,
    expected: 'boolean',
    is: (value) => typeof value === 'boolean',
  })
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
  const value = readOperand(variable, scope)
  if (value instanceof AslError) return value
  const expected = 'literal' in operand ? operand.literal : readOperand(operand.path, scope)
  if (expected instanceof AslError) return expected
  const type = testType(operator, value)
  return type === undefined ? compare(operator, value, expected) : type === expected
}

/** A path of a rule that finds nothing has a cause of its own on AWS. */
function readOperand(path: Path, scope: QueryScope): Outcome<Json> {
  const value = readPath(path, scope)
  if (!(value instanceof AslError)) return value
  const cause = `Invalid path '${path.text}': The choice state's condition path references an invalid value.`
  return new AslError(value.error, cause, value.teaching)
}
