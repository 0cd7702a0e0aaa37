/**
 * Map, distributed: its items are worked on by executions of their own, under a Map Run (feature map §2.9, §3.5).
 *
 * Owns: the fields of the state and its events. What happens between MapRunStarted and the end of the Map Run is the
 * engine's; the frame waits for it as for a task.
 *
 * 1. All that the Map Run needs is evaluated here, in the turn that begins it (see `map-run-job.ts`).
 * 2. A Retry is another Map Run.
 */
import {
  AslError,
  emptyObject,
  isArray,
  mapRunArn,
  Payload,
  seededRandom,
  stateMachineArn,
  type Limits,
  type Outcome,
} from '#base'
import type { DistributedMapState, MapState, ParallelState, ValueTemplate } from '#asl'
import { JsonataError } from '#query'
import { applyTemplate } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { errorDetails } from '../error-details.ts'
import { evaluateTemplate, queryScope } from '../evaluate.ts'
import type { EventBody } from '../events.ts'
import type { Frame, MapRunProgress } from '../frame.ts'
import { mapLabel } from '../map-labels.ts'
import { mapInput } from '../map-input.ts'
import { distributedItems } from '../map-items.ts'
import type { ItemSelection, MapRunJob, MapRunStart } from '../map-run-job.ts'
import { mapRunConcurrency, mapRunNumbers, type MapRunNumbers } from '../map-settings.ts'
import { completeState, failState } from '../outcome.ts'
import { variablesIn } from '../variables.ts'

/** What may wait for a Map Run: in a test, also what is held instead (`hold-state`). */
type HeldState = MapState | ParallelState

interface Mapped {
  readonly frame: Frame
  readonly state: DistributedMapState
  /** What InputPath has left of the state's input. */
  readonly input: Payload
}

/** Begins a Map Run: of the first attempt, or of another after a Retry. */
export function runDistributedMap(draft: Draft, frame: Frame, state: DistributedMapState): void {
  const input = mapInput(draft, frame, state)
  if (input instanceof AslError) return failState(draft, frame, input)
  const of = { frame, state, input }
  const maxConcurrency = mapRunConcurrency(draft, of)
  if (maxConcurrency instanceof AslError) return failState(draft, frame, maxConcurrency)
  const items = state.distributed.itemReader ? undefined : itemsOf(draft, of)
  if (items instanceof AslError) return failState(draft, frame, items)
  const start = startOf(draft, { ...of, items: items?.payload, maxConcurrency })
  // An expression fails before the state has started, a path after it.
  if (start instanceof JsonataError) return failState(draft, frame, start)
  const length = items?.count ?? 0
  const lastEventId = draft.record('MapStateStarted', frame.lastEventId, { length })
  const started = { ...frame, lastEventId }
  if (start instanceof AslError) return failState(draft, started, start)
  beginMapRun(draft, started, start)
}

function beginMapRun(draft: Draft, frame: Frame, start: MapRunStart): void {
  // Two executions that were given one seed, as in a test, have different Map Runs all the same.
  const mapRunId = seededRandom(`${draft.random.uuid()} ${draft.identity.executionArn}`).uuid()
  const arn = arnOf(draft, { label: start.label, uuid: mapRunId })
  const started = draft.record('MapRunStarted', frame.lastEventId, { mapRunArn: arn })
  draft.progress(frame, { kind: 'mapRun', mapRunId }, started)
  draft.command({ type: 'StartMapRun', frameId: frame.id, mapRunId, start })
}

/** The Map Run of an execution that is redriven goes on; the frame follows the event of the redrive. */
export function redriveMapRun(draft: Draft, frame: Frame & { readonly progress: MapRunProgress }): void {
  const { progress } = frame
  const redriveCount = (progress.redriveCount ?? 0) + 1
  if (redriveCount > mapRunRedrivesMax(draft.limits)) return failState(draft, frame, tooManyRedrives)
  const label = labelOf(draft, draft.stateOf(frame) as DistributedMapState)
  const arn = arnOf(draft, { label, uuid: progress.mapRunId })
  const redriven = draft.record('MapRunRedriven', frame.lastEventId, { mapRunArn: arn, redriveCount })
  draft.progress(frame, { ...progress, redriveCount }, redriven)
  draft.command({ type: 'RedriveMapRun', frameId: frame.id, mapRunId: progress.mapRunId, redriveCount })
}

const tooManyRedrives = new AslError(
  'States.Runtime',
  'The Map Run has reached the maximum number of redrives.',
)

/** How often a Map Run may be redriven: AWS's number (feature map §5.3), or one that nobody reaches by hand. */
function mapRunRedrivesMax({ profile }: Limits): number {
  return profile === 'aws' ? 1000 : 1_000_000
}

function arnOf({ identity }: Draft, of: { readonly label: string; readonly uuid: string }): string {
  return mapRunArn(identity, { stateMachineName: identity.stateMachineName, ...of })
}

function labelOf({ identity }: Draft, state: DistributedMapState): string {
  return mapLabel(state, stateMachineArn(identity, identity.stateMachineName))
}

/** The Map Run has ended, well or badly. */
export function mapRunEnded(
  draft: Draft,
  event: Extract<EventBody, { type: 'MapRunSucceeded' | 'MapRunFailed' }>,
): void {
  const frame = draft.frame(event.frameId)
  if (frame?.progress.kind !== 'mapRun' || frame.progress.mapRunId !== event.mapRunId)
    return draft.task('unknown')
  draft.task('done')
  if (event.type === 'MapRunSucceeded') return mapRunSucceeded(draft, frame, event.output)
  const error = new AslError(event.error, event.cause)
  const lastEventId = draft.record('MapRunFailed', frame.lastEventId, errorDetails(error))
  // Where the fault lies in what was asked of the Map Run, a redrive begins another one (feature map §5.3).
  if (begunAnew.has(error.error ?? '')) draft.progress(frame, { kind: 'ready' })
  failState(draft, { ...frame, lastEventId }, error)
}

const begunAnew: ReadonlySet<string> = new Set(['States.DataLimitExceeded', 'States.Runtime'])

function mapRunSucceeded(draft: Draft, frame: Frame, output: Payload): void {
  const state = draft.stateOf(frame) as HeldState
  const succeeded = draft.record('MapRunSucceeded', frame.lastEventId)
  draft.record('MapStateSucceeded', succeeded)
  const lastEventId = isLeftBehindStart(draft, state) ? frame.lastEventId : succeeded
  const done = draft.progress(frame, { kind: 'ready' }, lastEventId)
  const result = applyTemplate(state.resultSelector, output, () =>
    queryScope(draft, { frame: done, state }, output.value),
  )
  if (result instanceof AslError) failState(draft, done, result)
  else completeState(draft, done, result)
}

/**
 * AWS lets the Exited event follow MapRunSucceeded in its recordings until June 2024, and MapRunStarted in those since
 * November 2024, when JSONata and variables came: a machine that uses these is of the later kind, and so are batches and
 * executions that run a test case.
 */
function isLeftBehindStart(draft: Draft, state: HeldState): boolean {
  return (
    state.queryLanguage === 'JSONata' ||
    draft.variableBytes > 0 ||
    draft.execution.header.mocks !== undefined ||
    (state.type === 'Map' && state.distributed?.itemBatcher !== undefined)
  )
}

function itemsOf(draft: Draft, of: Mapped): Outcome<{ readonly payload: Payload; readonly count: number }> {
  const items = distributedItems(draft, of.frame, of)
  if (items instanceof AslError) return items
  const count = isArray(items) ? items.length : Object.keys(items).length
  // The input itself is kept once, however often it is named.
  const payload = items === of.input.value ? of.input : Payload.fromValue(items)
  return { payload, count }
}

function startOf(
  draft: Draft,
  of: Mapped & { readonly items: Payload | undefined; readonly maxConcurrency: number },
): Outcome<MapRunStart> {
  const { state, maxConcurrency, items } = of
  const numbers = mapRunNumbers(draft, of)
  if (numbers instanceof AslError) return numbers
  const job = jobOf(draft, of, numbers)
  if (job instanceof AslError) return job
  const { toleratedFailureCount, toleratedFailurePercentage } = numbers
  return {
    label: labelOf(draft, state),
    stateName: state.name,
    settings: { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage },
    job: items ? { ...job, items } : job,
  }
}

function jobOf(draft: Draft, of: Mapped, numbers: MapRunNumbers): Outcome<MapRunJob> {
  const reader = readerOf(draft, of, numbers)
  if (reader instanceof AslError) return reader
  const batcher = batcherOf(draft, of, numbers)
  if (batcher instanceof AslError) return batcher
  const writer = writerOf(draft, of)
  if (writer instanceof AslError) return writer
  const { mocks } = draft.execution.header
  return {
    ...(reader && { reader }),
    ...(batcher && { batcher }),
    ...(writer && { writer }),
    ...(of.state.itemSelector && { selection: selectionOf(draft, of) }),
    ...(mocks && { testCase: mocks.testCase }),
  }
}

function readerOf(draft: Draft, of: Mapped, { maxItems }: MapRunNumbers): Outcome<MapRunJob['reader']> {
  const { itemReader } = of.state.distributed
  if (!itemReader) return undefined
  const parameters = made(draft, itemReader.parameters, { ...of, field: fieldOf(of.state, 'ItemReader') })
  if (parameters instanceof AslError) return parameters
  return { parameters: parameters ?? emptyObject, ...(maxItems !== undefined && { maxItems }) }
}

function batcherOf(draft: Draft, of: Mapped, numbers: MapRunNumbers): Outcome<MapRunJob['batcher']> {
  const { itemBatcher } = of.state.distributed
  if (!itemBatcher) return undefined
  const batchInput = made(draft, itemBatcher.batchInput, { ...of, field: 'ItemBatcher/BatchInput' })
  if (batchInput instanceof AslError) return batchInput
  const { maxItemsPerBatch, maxInputBytesPerBatch } = numbers
  return {
    ...(batchInput && { batchInput }),
    ...(maxItemsPerBatch !== undefined && { maxItemsPerBatch }),
    ...(maxInputBytesPerBatch !== undefined && { maxInputBytesPerBatch }),
  }
}

/** Without a resource nothing is exported. */
function writerOf(draft: Draft, of: Mapped): Outcome<MapRunJob['writer']> {
  const { resultWriter } = of.state.distributed
  if (resultWriter?.resource === undefined) return undefined
  const parameters = made(draft, resultWriter.parameters, {
    ...of,
    field: fieldOf(of.state, 'ResultWriter'),
  })
  return parameters instanceof AslError ? parameters : { parameters: parameters ?? emptyObject }
}

function fieldOf({ queryLanguage }: DistributedMapState, field: string): string {
  return `${field}/${queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters'}`
}

/** The value of a field of the state, where it has the field. */
function made(
  draft: Draft,
  template: ValueTemplate | undefined,
  of: Mapped & { readonly field: string },
): Outcome<Payload | undefined> {
  if (!template) return undefined
  const { frame, state, field } = of
  const value = evaluateTemplate(draft, template, { frame, state, field, document: of.input.value })
  return value instanceof AslError ? value : Payload.fromValue(value)
}

function selectionOf(draft: Draft, { frame, state, input }: Mapped): ItemSelection {
  const names = draft.machine.variableReferences.get(state.name) ?? []
  const scope = names.length > 0 ? variablesIn(draft, frame) : undefined
  const variables = names.flatMap((name) => {
    const value = scope?.payload(name)
    return value ? [[name, value] as const] : []
  })
  const { visit, retries } = frame
  return { visit, ...(retries && { retries }), input, variables: new Map(variables) }
}
