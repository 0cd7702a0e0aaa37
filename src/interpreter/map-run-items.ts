/** What a child of a Map Run gets of its item: the item itself, or what the ItemSelector makes of it. */
import { AslError, Payload, seededRandom, type Instant, type Json, type Outcome } from '#base'
import type { Machine, MapState } from '#asl'
import type { Evaluation, JsonataScope } from '#query'
import { contextObject } from './context-object.ts'
import type { Environment } from './draft.ts'
import { isJsonata } from './evaluate.ts'
import type { Identity } from './execution.ts'
import { headerFrameId, type Frame, type MapItem } from './frame.ts'
import type { ItemSelection, MapRunJob } from './map-run-job.ts'
import { named } from './outcome.ts'
import { stateTooLarge } from './uncaught.ts'
import { VariableScope } from './variables.ts'

/** Makes the input of one item; `at` and `seed` are for what the selector takes from clock and chance (invariant 7). */
export type SelectItem = (item: MapItem, at: Instant, seed: string) => Evaluation<Payload>

/** The machine that the children of a Map state run: its item processor, without the whole machine's time limit. */
export function childMachine(machine: Machine, stateName: string): Machine {
  const { timeoutSeconds: _own, ...same } = machine
  return { ...same, root: mapStateOf(machine, stateName).itemProcessor }
}

export function mapStateOf(machine: Machine, stateName: string): MapState {
  return machine.states.get(stateName) as MapState
}

/** Compiled once for a Map Run; `identity` is the execution that has begun it. */
export function itemSelector(
  machine: Machine,
  of: {
    readonly stateName: string
    readonly identity: Identity
    readonly job: MapRunJob
    readonly environment: Pick<Environment, 'limits' | 'elsewhere'>
  },
): SelectItem {
  const state = mapStateOf(machine, of.stateName)
  const { selection } = of.job
  if (!selection) return (item) => item.value
  const frame = frameOf(selection)
  const { limits } = of.environment
  const finish = (value: Outcome<Json>): Outcome<Payload> => {
    if (value instanceof AslError) return named(frame, value)
    const input = Payload.fromValue(value)
    return input.exceeds(limits.payloadBytesMax) ? stateTooLarge(state.name) : input
  }
  return (item, at, seed) => {
    const value = evaluateSelector(state, { ...of, selection, frame, item, at, seed })
    return value instanceof Promise ? value.then(finish) : finish(value)
  }
}

function evaluateSelector(
  state: MapState,
  of: Parameters<typeof itemSelector>[1] & {
    readonly selection: ItemSelection
    readonly frame: Frame
    readonly item: MapItem
    readonly at: Instant
    readonly seed: string
  },
): Evaluation<Json> {
  const { selection, frame, item, at, identity } = of
  const { limits, elsewhere } = of.environment
  const template = state.itemSelector
  if (!template) return item.value.value
  const random = once(() => seededRandom(of.seed))
  const context = once((): Json => contextObject({ identity, frame, state, item }))
  const variables = new VariableScope(selection.variables)
  if (!isJsonata(template))
    return template.evaluate({ input: selection.input.value, context, variables, random, limits })
  const states: JsonataScope['states'] = { input: selection.visit.input.value, context }
  const scope = { states, variables, at, random, limits, ...(elsewhere && { elsewhere }) }
  return template.evaluate(scope, 'ItemSelector')
}

/** As much of the Map state's frame as a context object shows. */
function frameOf({ visit, retries }: ItemSelection): Frame {
  const frame = { id: headerFrameId, visit, progress: { kind: 'ready' }, lastEventId: 0 } as const
  return retries ? { ...frame, retries } : frame
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
