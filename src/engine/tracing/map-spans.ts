/**
 * What the events of Map states mean for spans: their iterations, and the Map Runs of Distributed Maps.
 *
 * Neighbours: `span-builder` (all other events), `span-teller`.
 */
import type { HistoryEvent } from '#interpreter'
import { failureOf, nameOf } from './event-details.ts'
import type { HistoryTree } from './history-tree.ts'
import { eventSpanId, mapRunSpanId } from './span-ids.ts'
import { SpanNode } from './span-node.ts'
import type { SpanTeller } from './span-teller.ts'

/** Events of a Map that are remembered: its own, and those of the last iterations. */
const mapEventsMax = 8

export class MapSpans {
  readonly #teller: SpanTeller
  readonly #tree: HistoryTree

  constructor(teller: SpanTeller) {
    this.#teller = teller
    this.#tree = teller.tree
  }

  /** A Map Run begins, goes on or ends. */
  mapRun(event: HistoryEvent): void {
    const { type, details = {} } = event
    const state =
      type === 'MapRunAborted'
        ? this.#mapRunCutOff(event)
        : this.#teller.state(event, (node) => node.type === 'Map')
    if (!state) return
    if (type !== 'MapRunAborted') this.#tree.link(event.id, state)
    if (type === 'MapRunStarted' || type === 'MapRunRedriven') this.#mapRunBegun(state, event)
    else if (type === 'MapRunSucceeded') this.#teller.callEnded(state, event.at)
    else this.#teller.callEnded(state, event.at, failureOf(details, type))
  }

  #mapRunCutOff(event: HistoryEvent): SpanNode | undefined {
    const isMeant = (node: SpanNode) => node.call?.kind === 'mapRun'
    return this.#tree.nodeOf(event).nearest(isMeant) ?? this.#tree.blockAround(event).find(isMeant)
  }

  #mapRunBegun(state: SpanNode, { details = {}, at }: HistoryEvent): void {
    const { mapRunArn, redriveCount } = details
    const arn = String(mapRunArn)
    state.failure = undefined
    state.call = {
      kind: 'mapRun',
      spanId: mapRunSpanId(arn, typeof redriveCount === 'number' ? redriveCount : 0),
      name: `${state.name} map run`,
      spanKind: 'producer',
      attributes: { 'stepwell.map_run.arn': arn },
      startedAt: at,
      events: [],
    }
  }

  /** An iteration of an inline Map begins or ends. */
  iteration(event: HistoryEvent): void {
    if (event.type === 'MapIterationStarted') this.#iterationStarted(event)
    else if (event.type === 'MapIterationAborted') this.#iterationAborted(event)
    else this.#iterationEnded(event)
  }

  #iterationStarted(event: HistoryEvent): void {
    const { id: eventId, at: startedAt } = event
    const name = nameOf(event)
    const map = this.#teller.state(event, (node) => node.type === 'Map' && node.name === name)
    if (!map) return
    this.#forgetFailed(map)
    const spanId = eventSpanId(this.#teller.run, eventId)
    const begun = { kind: 'iteration', name, eventId, spanId, startedAt, index: indexOf(event) } as const
    this.#tree.link(eventId, new SpanNode(begun, map))
  }

  #iterationEnded(event: HistoryEvent): void {
    const { type, id, previousEventId, at } = event
    const node = this.#tree.nodeOf(event)
    const iteration = node.nearest(isIteration(event))
    const map = iteration?.parent
    if (!iteration || !map) return
    this.#teller.revived(iteration)
    this.#forgetFailed(map)
    if (type === 'MapIterationSucceeded') {
      this.#teller.told(iteration, at)
      this.#tree.leave(iteration)
      // The next iteration follows the last event of this one, and the end of the Map the end of this one.
      this.#tree.link(previousEventId, map)
    } else {
      iteration.failure = node.failure ?? {}
      map.failure = iteration.failure
      this.#teller.sweep(iteration, at)
      this.#teller.cutOff(iteration, at, 'FAILED')
      map.failedIterations.push(iteration)
    }
    this.#tree.link(id, map)
    this.#forgetOldest(map)
  }

  /** The Map has gone on behind them: no redrive will. */
  #forgetFailed(map: SpanNode): void {
    for (const iteration of map.failedIterations.splice(0)) this.#tree.leave(iteration)
  }

  #iterationAborted(event: HistoryEvent): void {
    const isMeant = isIteration(event)
    const iteration = this.#tree.blockAround(event).find(isMeant) ?? this.#tree.root.find(isMeant)
    if (iteration) this.#teller.cutOff(iteration, event.at, 'ABORTED')
  }

  /** Of a Map's many events few are followed by others: the one that started it and the latest. */
  #forgetOldest(map: SpanNode): void {
    const spare = map.events.size - mapEventsMax
    if (spare <= 0) return
    const own = new Set([map.eventId, map.eventsShared])
    const oldest = [...map.events].filter((eventId) => !own.has(eventId))
    for (const eventId of oldest.slice(0, spare)) this.#tree.forget(eventId)
  }
}

function isIteration(event: HistoryEvent): (node: SpanNode) => boolean {
  const name = nameOf(event)
  const index = indexOf(event)
  return (node) => node.kind === 'iteration' && node.name === name && node.index === index
}

function indexOf({ details }: HistoryEvent): number {
  return Number(details?.['index'])
}
