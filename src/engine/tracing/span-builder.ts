/**
 * Spans from the events of one execution, in their order.
 *
 * Owns: what each event means. The execution has a span, and below it each state, each iteration of a Map, each attempt
 * of a task and each Map Run; a branch of a Parallel state is its states. Neighbours: `history-tree` (where an event
 * belongs), `map-spans` (the events of Maps), `span-teller` (tells), `execution-trace` and `traced-ends` (who reads).
 *
 * 1. A span is told when it is over. Its ids and times are those of the events, whoever reads them and whenever.
 * 2. In memory is what is open, whatever the length of the history.
 */
import type { Ended, HistoryEvent } from '#interpreter'
import { failureOf, nameOf } from './event-details.ts'
import type { HistoryTree } from './history-tree.ts'
import { MapSpans } from './map-spans.ts'
import { callNames } from './span-attributes.ts'
import type { SpanFact } from './span-fact.ts'
import { eventSpanId } from './span-ids.ts'
import { SpanNode } from './span-node.ts'
import { SpanTeller, type RunOutcome, type TracedRun } from './span-teller.ts'

export class SpanBuilder {
  readonly #teller: SpanTeller
  readonly #tree: HistoryTree
  readonly #maps: MapSpans

  constructor(run: TracedRun, tell: (span: SpanFact) => void) {
    this.#teller = new SpanTeller(run, tell)
    this.#tree = this.#teller.tree
    this.#maps = new MapSpans(this.#teller)
  }

  /** The execution is over, also where none of its events says so. */
  finish({ at, status, error, cause }: Ended): void {
    const failure = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
    this.#teller.finish(at, status, failure)
  }

  take(event: HistoryEvent): void {
    const { type } = event
    if (type.endsWith('StateEntered')) this.#entered(event)
    else if (type.endsWith('StateExited')) this.#exited(event)
    else if (type.endsWith('StateAborted')) this.#stateAborted(event)
    else if (/^(Task|LambdaFunction|Activity)/.test(type)) this.#called(event)
    else if (/^(Parallel|Map)State/.test(type)) this.#block(event)
    else if (type.startsWith('MapIteration')) this.#maps.iteration(event)
    else if (type.startsWith('MapRun')) this.#maps.mapRun(event)
    else if (type === 'EvaluationFailed') this.#evaluationFailed(event)
    else if (type === 'ExecutionRedriven') this.#teller.redriven(event)
    else if (type !== 'ExecutionStarted') this.#ended(event)
  }

  #entered(event: HistoryEvent): void {
    const { id: eventId, type, at: startedAt } = event
    const container = this.#teller.revived(this.#tree.containerBehind(event))
    const spanId = eventSpanId(this.#teller.run, eventId)
    const begun = { kind: 'state', name: nameOf(event), eventId, spanId, startedAt } as const
    this.#tree.link(eventId, new SpanNode({ ...begun, type: type.replace('StateEntered', '') }, container))
  }

  #exited(event: HistoryEvent): void {
    const name = nameOf(event)
    const state = this.#teller.state(event, (each) => each.name === name)
    if (!state) return
    this.#teller.sweep(state, event.at)
    this.#tree.forgetBelow(state)
    // It has a Catch: the error led on from here, and the state did what it was to do.
    const attributes = state.failure && { 'stepwell.state.caught': state.failure.error ?? '' }
    this.#teller.told(state, event.at, attributes && { attributes })
    this.#tree.leave(state)
    if (state.parent) this.#tree.link(event.id, state.parent)
  }

  /** Something beside it failed: any of that type is meant, for all that is open beside it ends at this moment. */
  #stateAborted(event: HistoryEvent): void {
    const type = event.type.replace('StateAborted', '')
    const block = this.#tree.blockAround(event)
    const state = block.find((node) => node.type === type)
    if (state) this.#teller.cutOff(state, event.at, 'ABORTED')
  }

  #evaluationFailed(event: HistoryEvent): void {
    const { details = {} } = event
    const isMeant = (node: SpanNode) => node.name === details['state']
    // It may follow what the Entered event follows: then it is the state that was entered last.
    const state = this.#teller.state(event, isMeant) ?? this.#newest(isMeant)
    if (!state) return
    state.failure = failureOf(details)
    this.#tree.link(event.id, state)
  }

  #newest(fits: (node: SpanNode) => boolean): SpanNode | undefined {
    let newest: SpanNode | undefined
    for (const node of this.#tree.root.below())
      if (fits(node) && node.eventId > (newest?.eventId ?? 0)) newest = node
    return newest
  }

  #called(event: HistoryEvent): void {
    const { type, details = {} } = event
    if (type.endsWith('Scheduled')) return this.#scheduled(event)
    const state = this.#teller.state(event, (node) => node.type === 'Task')
    if (!state) return
    this.#tree.link(event.id, state)
    if (type.endsWith('Started') || type === 'TaskSubmitted')
      state.call?.events.push({ name: type, at: event.at })
    else if (type.endsWith('Succeeded')) this.#teller.callEnded(state, event.at)
    else this.#teller.callEnded(state, event.at, failureOf(details, type))
  }

  #scheduled(event: HistoryEvent): void {
    const { name, spanKind, resource, attributes } = callNames(event.type, event.details ?? {})
    const isTask = (node: SpanNode) => node.type === 'Task'
    const state =
      this.#teller.state(event, (node) => isTask(node) && (node.isOpen || node.resource === resource)) ??
      this.#teller.state(event, isTask)
    if (!state) return
    this.#tree.link(event.id, state)
    state.resource = resource
    state.failure = undefined
    const attempt = { 'stepwell.task.attempt': ++state.attempts }
    const spanId = eventSpanId(this.#teller.run, event.id)
    state.call = {
      kind: 'task',
      spanId,
      name,
      spanKind,
      attributes: { ...attributes, ...attempt },
      startedAt: event.at,
      events: [],
    }
  }

  #block(event: HistoryEvent): void {
    const type = /^[A-Z][a-z]+/.exec(event.type)![0]
    const state = this.#teller.state(event, (node) => node.type === type)
    if (!state) return
    if (event.type.endsWith('Started')) {
      // It begins, or begins anew after a Retry: what was below it is over.
      this.#teller.sweep(state, event.at)
      this.#tree.forgetBelow(state)
      state.failure = undefined
      state.eventsShared = event.id
    } else if (event.type.endsWith('Failed')) {
      state.failure ??= this.#tree.nodeOf(event).failure
      this.#teller.sweep(state, event.at)
    } else state.failure = undefined
    this.#tree.link(event.id, state)
  }

  #ended(event: HistoryEvent): void {
    const { details = {}, at } = event
    const outcome = outcomes[event.type]
    if (!outcome) return
    if (outcome === 'FAILED') this.#failedAt(event)
    this.#teller.finish(at, outcome, outcome === 'SUCCEEDED' ? undefined : failureOf(details, outcome))
  }

  /** The state that failed, and what is around it. */
  #failedAt(event: HistoryEvent): void {
    const { details = {}, at } = event
    for (let node = this.#tree.nodeOf(event); node.parent; node = node.parent) {
      if (!node.isOpen) continue
      node.failure = failureOf(details)
      this.#teller.sweep(node, at)
      this.#teller.cutOff(node, at, 'FAILED')
    }
  }
}

const outcomes: Readonly<Partial<Record<HistoryEvent['type'], RunOutcome>>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
}
