/**
 * Where the events of a history belong: the tree of what is open, and which part of it each event continues.
 *
 * Owns: finding the node of an event. Neighbours: `span-builder` (makes spans of nodes), `span-node` (a node).
 *
 * 1. An event belongs where the event that it follows belongs (`previousEventId`). Aborted events follow the event that
 *    failed, which lies beside them, and name nothing: they end what is open beside it.
 * 2. What goes on after a redrive follows the event of the redrive and does not name its state either: it is the first
 *    that was cut off and could write such an event.
 */
import type { HistoryEvent } from '#interpreter'
import type { SpanNode } from './span-node.ts'

export class HistoryTree {
  readonly root: SpanNode
  readonly #byEvent = new Map<number, SpanNode>()
  #isRedriven = false

  constructor(root: SpanNode) {
    this.root = root
  }

  /** What follows the event belongs to the node. */
  link(eventId: number, node: SpanNode): void {
    this.#byEvent.get(eventId)?.events.delete(eventId)
    this.#byEvent.set(eventId, node)
    node.events.add(eventId)
  }

  /** The node of the event that this one follows. */
  nodeOf(event: HistoryEvent): SpanNode {
    return this.#byEvent.get(event.previousEventId) ?? this.root
  }

  /** The open state, at that node or around it, that fits; after a redrive it may be one that was cut off. */
  stateOf(event: HistoryEvent, fits: (state: SpanNode) => boolean): SpanNode | undefined {
    const isFitting = (node: SpanNode) => node.kind === 'state' && fits(node)
    const around = this.nodeOf(event).nearest((each) => each.isOpen && isFitting(each))
    return around ?? (this.#isRedriven ? this.root.findCutOff(isFitting) : undefined)
  }

  /** The Parallel or Map state whose branches or iterations the event is in. */
  blockAround(event: HistoryEvent): SpanNode {
    const node = this.nodeOf(event)
    return (node.parent ?? node).nearest(({ isBlock }) => isBlock) ?? this.root
  }

  /** Where a state that is entered behind the event lies; nothing else follows that event. */
  containerBehind(event: HistoryEvent): SpanNode {
    const container = this.nodeOf(event)
    // The branches of a Parallel state all follow its one event.
    if (container.type !== 'Parallel' || container.eventsShared !== event.previousEventId)
      this.forget(event.previousEventId)
    return container
  }

  /** The execution goes on behind that event. */
  redriven(eventId: number): void {
    this.#isRedriven = true
    this.link(eventId, this.root)
  }

  /** It has ended: only what it gives to the node around it is kept. */
  leave(node: SpanNode): void {
    this.forgetBelow(node)
    for (const eventId of node.events) this.#byEvent.delete(eventId)
    node.events.clear()
    node.parent?.children.delete(node)
    node.parent?.cutOff.delete(node)
  }

  /** What is below it is over, or begins anew. */
  forgetBelow(node: SpanNode): void {
    for (const child of node.children) this.leave(child)
    for (const child of node.cutOff) this.leave(child)
  }

  /** Nothing follows the event any more. */
  forget(eventId: number): void {
    this.#byEvent.get(eventId)?.events.delete(eventId)
    this.#byEvent.delete(eventId)
  }
}
