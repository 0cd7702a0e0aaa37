/** A recorded visit, with what somebody has edited of it, as the beginning of an execution. */
import { Payload, utf8Length, type Limits } from '#base'
import type { Machine } from '#asl'
import {
  enclosingStates,
  variablePayloadsMax,
  type Beginning,
  type EnclosingState,
  type InnerBeginning,
} from '#interpreter'
import type { ChosenState } from './port.ts'
import { outputsBeside, type Visit } from './recorded-visits.ts'

/** How many outputs of siblings a beginning takes over: they are written in one turn. */
export const outputsMax = 10_000

interface Level {
  readonly visit: Visit
  /** Which branch or iteration of the level around it this is, and what its siblings have given. */
  readonly index: number
  readonly outputs: ReadonlyMap<number, string>
}

/** The beginning in the definition that is to run, or a sentence why there is none. */
export function beginningOf(
  visit: Visit,
  edits: Pick<ChosenState, 'input' | 'variables'>,
  on: { readonly machine: Machine; readonly limits: Limits },
): Beginning | string {
  const levels = levelsOf(visit)
  const around = enclosingStates(on.machine, visit.stateName)
  const misplaced = placeFault(levels, around)
  if (misplaced !== undefined) return misplaced
  if (levels.some(({ outputs }) => outputs.size > outputsMax))
    return `More than ${outputsMax} siblings of the state '${visit.stateName}' have ended. Begin at the Map state around it.`
  const beginning = withEdits(withBranches(levels, around ?? []), edits)
  return sizeFault(beginning, on.limits) ?? beginning
}

/** What was edited, by name. */
export function editedOf({
  input,
  variables = {},
}: Pick<ChosenState, 'input' | 'variables'>): readonly string[] {
  const names = Object.keys(variables).map((name) => `variable ${name}`)
  return [...(input === undefined ? [] : ['input']), ...names]
}

/** From the root to the chosen state. */
function levelsOf(visit: Visit): readonly Level[] {
  const { around } = visit.cursor
  if (!around) return [{ visit, index: 0, outputs: new Map() }]
  const outputs = outputsBeside(visit.cursor)
  return [...levelsOf(around.visit), { visit, index: around.index, outputs }]
}

function placeFault(
  levels: readonly Level[],
  around: readonly EnclosingState[] | undefined,
): string | undefined {
  const { stateName } = levels.at(-1)!.visit
  if (!around) return `The definition that is to run has no state '${stateName}'.`
  const recorded = levels.slice(0, -1).map(({ visit }) => visit.stateName)
  if (recorded.length !== around.length || recorded.some((name, i) => name !== around[i]!.stateName))
    return `The state '${stateName}' is at another place in the definition that is to run: in ${path(around.map((each) => each.stateName))}, where it was in ${path(recorded)}. Begin at a state that is where it was.`
  if (around.some(({ isDistributed }) => isDistributed))
    return `The state '${stateName}' is inside of a Distributed Map, whose items have executions of their own. Begin at the Map state.`
  return undefined
}

function path(names: readonly string[]): string {
  return names.length === 0 ? 'no other state' : names.map((name) => `'${name}'`).join(' / ')
}

/** A branch that has another index in the definition that is to run has other siblings, whose outputs are not known. */
function withBranches(levels: readonly Level[], around: readonly EnclosingState[]): readonly Level[] {
  return levels.map((level, depth) => {
    const branch = depth === 0 ? undefined : around[depth - 1]?.branch
    return branch === undefined || branch === level.index
      ? level
      : { ...level, index: branch, outputs: new Map<number, string>() }
  })
}

/** A variable is set where one of its name is visible, else in the scope of the chosen state. */
function withEdits(
  levels: readonly Level[],
  { input, variables = {} }: Pick<ChosenState, 'input' | 'variables'>,
): Beginning {
  const scopes = levels.map(({ visit }) => new Map(visit.variables))
  for (const [name, value] of Object.entries(variables))
    (scopes.findLast((scope) => scope.has(name)) ?? scopes.at(-1)!).set(name, value)
  return levels.reduceRight<Beginning | undefined>((inner, { visit }, depth) => {
    const within = levels[depth + 1]
    const text = within ? visit.input : (input ?? visit.input)
    return {
      stateName: visit.stateName,
      input: Payload.fromText(text),
      variables: payloads(scopes[depth]!),
      ...(within && inner && { inside: insideOf(within, inner) }),
    }
  }, undefined)!
}

function insideOf({ index, outputs }: Level, beginning: Beginning): InnerBeginning {
  return { index, beginning, outputs: payloads(outputs) }
}

function payloads<Key>(texts: ReadonlyMap<Key, string>): ReadonlyMap<Key, Payload> {
  return new Map([...texts].map(([key, text]) => [key, Payload.fromText(text)]))
}

function sizeFault(beginning: Beginning, { payloadBytesMax }: Limits): string | undefined {
  let bytes = 0
  for (let at: Beginning | undefined = beginning; at; at = at.inside?.beginning) {
    if (utf8Length(at.input.text) > payloadBytesMax)
      return `The input of the state '${at.stateName}' has more than ${payloadBytesMax} bytes.`
    for (const [name, { text }] of at.variables) {
      const length = utf8Length(text)
      if (length > payloadBytesMax) return `The variable ${name} has more than ${payloadBytesMax} bytes.`
      bytes += length
    }
  }
  const most = variablePayloadsMax * payloadBytesMax
  return bytes > most ? `All variables together have ${bytes} bytes; at most ${most} are allowed.` : undefined
}
