/** A definition for TestState: that of a whole state machine, or one around a single state. */
import { isArray, isObject, member, printJson, tryParseJson, type Json, type JsonObject } from '#base'
import { formatForAws, readDefinition, type Machine } from '#asl'
import { InvalidDefinition } from '../errors.ts'

/** What AWS calls a state that was given without a name (recorded: test_state). */
export const unnamedState = 'StateName'

/** What comes before the state in a definition that is made around it. */
const beginning = 'Before the test'

interface Given {
  readonly definition: string
  /** The state to test where the definition is that of a whole state machine. */
  readonly stateName?: string
  readonly variables: readonly string[]
}

/** The machine with the state to test. Throws InvalidDefinition. */
export function readTested(given: Given, definitionBytesMax: number): Machine {
  const text = given.stateName === undefined ? definitionAround(given) : given.definition
  const { machine, diagnostics } = readDefinition(text, { definitionBytesMax })
  if (!machine) throw new InvalidDefinition(formatForAws(diagnostics))
  return machine
}

/**
 * A definition in which the single state may lead wherever it says and read the variables that it is given. What is no JSON
 * object is left as it is: the diagnostics are about it.
 */
function definitionAround({ definition, variables }: Given): string {
  const state = tryParseJson(definition)
  if (!isObject(state)) return definition
  const ends = targetsOf(state).map((name): [string, Json] => [name, { Type: 'Succeed' }])
  const assigned = Object.fromEntries(variables.map((name): [string, Json] => [name, null]))
  const before: JsonObject = { Type: 'Pass', Assign: assigned, Next: unnamedState }
  const states = { ...Object.fromEntries(ends), [unnamedState]: state }
  const around: JsonObject =
    variables.length > 0
      ? { StartAt: beginning, States: { ...states, [beginning]: before } }
      : { StartAt: unnamedState, States: states }
  return printJson(around)
}

/** The states that a state may lead to. */
function targetsOf(state: JsonObject): readonly string[] {
  const places = [state, ...objectsAt(state, 'Choices'), ...objectsAt(state, 'Catch')]
  const names = [member(state, 'Default'), ...places.map((place) => member(place, 'Next'))]
  return names.filter((name): name is string => typeof name === 'string')
}

function objectsAt(state: JsonObject, name: string): readonly JsonObject[] {
  const list = member(state, name)
  return isArray(list) ? list.filter(isObject) : []
}
