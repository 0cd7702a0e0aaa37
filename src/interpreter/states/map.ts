/**
 * Map, inline: one iteration for each item, so many at once as its concurrency allows (feature map §2.9, §3.4).
 *
 * 1. An iteration's begin and end cost the same whatever the number of items (invariant 4): the items lie in chunks,
 *    an output waits in its own frame, and the Map's own frame has counters and what ItemSelector reads of its input.
 * 2. A turn begins a bounded number of iterations; the Map's frame goes on in the next turn to begin the others.
 */
import { AslError, Payload, type Json, type Outcome } from '#base'
import type { MapState, ValueTemplate } from '#asl'
import { abortFrame, abortIterations } from '../abort.ts'
import { applyTemplate } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { addFrame } from '../enter.ts'
import { isJsonata, queryScope } from '../evaluate.ts'
import { holdState } from '../hold-state.ts'
import { doneFrame, type Frame, type IterationsProgress, type MapItem } from '../frame.ts'
import { iterationInput, mapInput, putInputAside, withInputBack } from '../map-input.ts'
import { mapItems } from '../map-items.ts'
import { mapSettings, type MapSettings } from '../map-settings.ts'
import { completeState, failState } from '../outcome.ts'
import { isCatchable } from '../uncaught.ts'

/** What a Map's fields say, evaluated. */
interface MapFields {
  readonly state: MapState
  readonly input: Payload
  readonly items: readonly Json[]
  readonly settings: MapSettings
}

/** Begins the first iterations: of the first attempt, or of another after a Retry. */
export function runMap(draft: Draft, frame: Frame, state: MapState): void {
  const fields = mapFields(draft, frame)
  if (fields instanceof AslError) return failState(draft, frame, fields)
  if (draft.isTest) return holdMap(draft, frame, { state, items: fields.items })
  const map = openMap(draft, frame, fields)
  if (fields.items.length === 0) return mapEnded(draft, map, map.lastEventId)
  startIterations(draft, map)
}

/** Evaluates the fields of the Map that a frame is in. */
export function mapFields(draft: Draft, frame: Frame): Outcome<MapFields> {
  const state = draft.stateOf(frame) as MapState
  const input = mapInput(draft, frame, state)
  if (input instanceof AslError) return input
  const items = mapItems(draft, frame, { state, input })
  if (items instanceof AslError) return items
  const settings = mapSettings(draft, state, { frame, input, count: items.length })
  return settings instanceof AslError ? settings : { state, input, items, settings }
}

/** A Map under test is held before its iterations; what each of them would get is noted. */
function holdMap(draft: Draft, frame: Frame, of: { state: MapState; items: readonly Json[] }): void {
  const { state, items } = of
  const inputs: Json[] = []
  for (const [index, value] of state.itemSelector ? items.entries() : []) {
    const input = iterationInput(draft, frame, { state, item: { index, value: Payload.fromValue(value) } })
    if (input instanceof AslError) return failState(draft, frame, input)
    inputs.push(input.value)
  }
  if (state.itemSelector) draft.note('afterItemSelector', Payload.fromValue(inputs))
  holdState(draft, frame)
}

/** Puts the items aside; the Map's frame, of which no iteration has begun. */
export function openMap(draft: Draft, frame: Frame, of: MapFields): Frame {
  const { items, settings } = of
  const count = items.length
  const startedEventId = draft.record('MapStateStarted', frame.lastEventId, { length: count })
  const first = draft.allocate(count)
  draft.chunks.putItems(
    first,
    items.map((item) => Payload.fromValue(item)),
  )
  const counters = { count, started: 0, open: 0, failed: 0 }
  const begun: IterationsProgress = { kind: 'iterations', first, inputAside: false, ...counters, ...settings }
  if (count === 0) return draft.progress(frame, begun, startedEventId)
  const { frame: lighter, inputAside } = putInputAside(draft, frame, { ...of, first })
  return draft.progress(lighter, { ...begun, inputAside }, startedEventId)
}

/**
 * Begins iterations while there are items, places and budget; their events follow the Map's last one. Where their input
 * has to be awaited they begin one at a time, so that none is begun again because another one waits.
 */
export function startIterations(draft: Draft, frame: Frame): void {
  const { progress } = frame
  if (progress.kind !== 'iterations') return
  const oneAtATime = hasExpressions((draft.stateOf(frame) as MapState).itemSelector)
  let { started, open } = progress
  while (started < progress.count && open < progress.concurrency) {
    if (!draft.budget.isLeftForFrames) {
      draft.defer(frame.id)
      break
    }
    if (oneAtATime && started > progress.started) {
      draft.goOnFirst(frame.id)
      break
    }
    const failure = startIteration(draft, frame, { progress, index: started })
    if (failure)
      return mapFailed(draft, draft.progress(frame, { ...progress, started, open }), { error: failure })
    started++
    open++
  }
  if (started > progress.started) draft.progress(frame, { ...progress, started, open })
}

/** Begins an iteration at its first state, or where `begin` says. */
export function startIteration(
  draft: Draft,
  frame: Frame,
  of: {
    readonly progress: IterationsProgress
    readonly index: number
    readonly begin?: { readonly stateName: string; readonly input: Payload }
  },
): AslError | undefined {
  const { progress, index, begin } = of
  const state = draft.stateOf(frame) as MapState
  const item: MapItem = { index, value: draft.chunks.item(progress.first, index) }
  const input = begin ? begin.input : iterationInput(draft, frame, { state, item })
  if (input instanceof AslError) return input
  const started = draft.record('MapIterationStarted', frame.lastEventId, { name: state.name, index })
  addFrame(draft, progress.first + index, {
    stateName: begin?.stateName ?? state.itemProcessor.startAt,
    input,
    place: { role: 'iteration', parentId: frame.id, index, item },
    previousEventId: started,
  })
  return undefined
}

/** The last state of an iteration was left. */
export function iterationEnded(draft: Draft, iteration: Frame, output: Payload): void {
  const { parentId, index } = iteration.visit.place
  const map = draft.frame(parentId)
  if (map?.progress.kind !== 'iterations') return
  const name = map.visit.stateName
  const succeeded = draft.record('MapIterationSucceeded', iteration.lastEventId, { name, index })
  draft.put(doneFrame(iteration, output))
  const progress = { ...map.progress, open: map.progress.open - 1 }
  iterationClosed(draft, draft.progress(map, progress, iteration.lastEventId), succeeded)
}

/** An iteration failed and nothing in it handles the error. */
export function iterationFailed(draft: Draft, iteration: Frame, error: AslError): void {
  const { parentId, index } = iteration.visit.place
  const map = draft.frame(parentId)
  if (map?.progress.kind !== 'iterations') return
  const name = map.visit.stateName
  const failingEventId = iteration.lastEventId
  const failedEvent = draft.record('MapIterationFailed', failingEventId, { name, index })
  const failed = map.progress.failed + 1
  if (failed > map.progress.failuresTolerated || !isCatchable(error)) {
    return mapFailed(draft, { ...map, lastEventId: failingEventId }, { error, iteration })
  }
  draft.failureHandled()
  const output = Payload.fromValue({ Error: error.error ?? null, Cause: error.cause ?? null })
  draft.put(doneFrame(iteration, output))
  const progress = { ...map.progress, failed, open: map.progress.open - 1 }
  iterationClosed(draft, draft.progress(map, progress, failingEventId), failedEvent)
}

/** A place is free: the next iteration begins, or the Map ends. */
function iterationClosed(draft: Draft, map: Frame, closingEventId: number): void {
  const { progress } = map
  if (progress.kind !== 'iterations') return
  if (progress.started < progress.count) startIterations(draft, map)
  else if (progress.open === 0) mapEnded(draft, map, closingEventId)
}

/** The Map fails by one of its iterations, or before it could begin one: the open ones are cut off. */
export function mapFailed(draft: Draft, map: Frame, by: { error: AslError; iteration?: Frame }): void {
  const { progress, lastEventId: failingEventId, visit } = map
  if (progress.kind !== 'iterations') return
  const siblings = draft
    .children(progress.first, progress.started)
    .filter(({ id }) => id !== by.iteration?.id)
  abortIterations(draft, siblings, { failingEventId, mapName: visit.stateName })
  if (by.iteration) abortFrame(draft, by.iteration, { failingEventId })
  const failed = withInputBack(draft, map)
  draft.cutOff(progress.first, progress.count)
  failState(draft, failed, by.error)
}

function mapEnded(draft: Draft, map: Frame, lastEventId: number): void {
  const { progress } = map
  if (progress.kind !== 'iterations') return
  const outputs = draft.children(progress.first, progress.count).map(outputOf)
  const whole = withInputBack(draft, map)
  if (progress.count > 0) draft.drop(progress.first, progress.count)
  draft.record('MapStateSucceeded', lastEventId)
  const done = draft.progress(whole, { kind: 'ready' }, lastEventId)
  const state = draft.stateOf(map) as MapState
  const result = applyTemplate(state.resultSelector, Payload.fromValue(outputs), () =>
    queryScope(draft, { frame: done, state }, outputs),
  )
  if (result instanceof AslError) failState(draft, done, result)
  else completeState(draft, done, result)
}

function outputOf(frame: Frame): Json {
  return frame.progress.kind === 'done' ? frame.progress.output.value : null
}

function hasExpressions(template: ValueTemplate | undefined): boolean {
  return template !== undefined && isJsonata(template) && template.expressions.length > 0
}
