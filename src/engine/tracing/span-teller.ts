/**
 * Tells the spans of one run of an execution, each when it is over.
 *
 * Owns: what is told and what is not, and what goes on after a redrive. Neighbours: `span-builder` and `map-spans` (what
 * each event means), `history-tree` (where it belongs).
 *
 * 1. Of an execution that was redriven, the last run is told: the runs before were told at their own ends.
 */
import type { Instant, SpanId, TraceId } from '#base'
import type { HistoryEvent } from '#interpreter'
import { HistoryTree } from './history-tree.ts'
import { failureAttributes, failureText, nodeAttributes } from './span-attributes.ts'
import type { SpanAttributes, SpanFact, SpanPlace } from './span-fact.ts'
import { eventSpanId, executionSpanId, type RunPlace } from './span-ids.ts'
import { SpanNode, type SpanFailure } from './span-node.ts'

/** The run of an execution whose spans are made. */
export interface TracedRun extends RunPlace {
  readonly traceId: TraceId
  /** The span of the caller. */
  readonly parentId?: SpanId
  /** Of a redrive: the run from the execution's start. */
  readonly follows?: SpanPlace
  readonly name: string
  readonly startedAt: Instant
  readonly attributes: SpanAttributes
}

export type RunOutcome = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** What a span says besides what its node is. */
interface Told {
  readonly attributes?: SpanAttributes
  readonly failure?: SpanFailure
}

export class SpanTeller {
  readonly run: TracedRun
  readonly tree: HistoryTree
  readonly #tell: (span: SpanFact) => void
  /** Which run the events are of. */
  #redriveCount: number
  #isOver = false

  constructor(run: TracedRun, tell: (span: SpanFact) => void) {
    this.run = run
    this.#redriveCount = run.beginsAnew === true ? run.redriveCount : 0
    this.#tell = tell
    const spanId = executionSpanId(run)
    const { name, startedAt } = run
    this.tree = new HistoryTree(new SpanNode({ kind: 'execution', name, eventId: 0, spanId, startedAt }))
  }

  /** Tells the spans of all that is open, and of the execution. */
  finish(at: Instant, outcome: RunOutcome, failure: SpanFailure = {}): void {
    if (this.#isOver) return
    this.#isOver = true
    const { root } = this.tree
    for (const node of root.below()) this.cutOff(node, at, outcome)
    const { follows, attributes } = this.run
    const hasFailed = outcome !== 'SUCCEEDED'
    this.#emit({
      spanId: root.spanId,
      ...(this.run.parentId !== undefined && { parentId: this.run.parentId }),
      name: root.name,
      kind: 'server',
      startedAt: root.startedAt,
      endedAt: at,
      attributes: {
        ...attributes,
        'stepwell.execution.status': outcome,
        ...(hasFailed && failureAttributes({ error: outcome, ...failure })),
      },
      ...(hasFailed && { failure: failureText({ error: outcome, ...failure }) }),
      ...(follows && { links: [follows] }),
    })
  }

  /** The run before is over, and the next one begins. */
  redriven(event: HistoryEvent): void {
    this.#redriveCount++
    this.#isOver = false
    this.tree.redriven(event.id)
    this.tree.root.startedAt = event.at
  }

  /** A state that the event is about; one that a redrive goes on with is open again, with all around it. */
  state(event: HistoryEvent, fits: (state: SpanNode) => boolean): SpanNode | undefined {
    const state = this.tree.stateOf(event, fits)
    return state && this.revived(state)
  }

  /** What a redrive goes on with is open again, with all around it. */
  revived(node: SpanNode): SpanNode {
    for (let each = node; each.parent; each = each.parent) {
      if (each.isOpen) continue
      each.reopen()
      each.failure = undefined
      each.startedAt = this.tree.root.startedAt
      each.spanId = eventSpanId(this.run, each.eventId, this.#redriveCount)
    }
    return node
  }

  /** What is below it and open ends with it. */
  sweep(node: SpanNode, at: Instant): void {
    for (const each of node.below()) this.cutOff(each, at, 'ABORTED')
  }

  /** It ends before its time: as failed where it has, else as what has cut it off. */
  cutOff(node: SpanNode, at: Instant, outcome: RunOutcome): void {
    const { failure } = node
    if (node.call) this.callEnded(node, at, { error: outcome })
    const isFailed = failure !== undefined || node.type === 'Fail'
    const ending = isFailed ? 'FAILED' : outcome
    const shown = failure ?? (ending === 'ABORTED' ? undefined : { error: ending })
    const attributes = { 'stepwell.cut_off': ending, ...failureAttributes(shown) }
    this.told(node, at, { attributes, ...(shown && { failure: shown }) })
    node.failure = failure
    node.close()
  }

  /** An attempt of a task or a Map Run is over. */
  callEnded(state: SpanNode, at: Instant, failure?: SpanFailure): void {
    const { call } = state
    state.failure = failure
    state.call = undefined
    if (!call) return
    const { spanId, name, spanKind: kind, startedAt, events, attributes } = call
    this.#emit({
      spanId,
      parentId: state.spanId,
      name,
      kind,
      startedAt,
      endedAt: at,
      attributes: { ...attributes, ...failureAttributes(failure) },
      events,
      ...(failure && { failure: failureText(failure) }),
    })
  }

  /** A state or an iteration is over. */
  told(node: SpanNode, at: Instant, { attributes: more = {}, failure }: Told = {}): void {
    const { spanId, parent, name, startedAt } = node
    this.#emit({
      spanId,
      ...(parent && { parentId: parent.spanId }),
      name: node.kind === 'iteration' ? `${name} iteration` : name,
      kind: 'internal',
      startedAt,
      endedAt: at,
      attributes: { ...nodeAttributes(node), ...more },
      ...(failure && { failure: failureText(failure) }),
    })
  }

  #emit(span: Omit<SpanFact, 'traceId'>): void {
    if (this.#redriveCount === this.run.redriveCount) this.#tell({ ...span, traceId: this.run.traceId })
  }
}
