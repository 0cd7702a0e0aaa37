/**
 * What is open in an execution while its history is read: the execution itself, states, iterations, as a tree.
 *
 * 1. A node that is cut off has told its span and stays in the tree: a redrive may go on with it. What has succeeded, or
 *    is begun anew, leaves the tree with all below it.
 * 2. Below a node that is cut off nothing is open.
 */
import type { Instant, SpanId } from '#base'

export interface SpanFailure {
  readonly error?: string
  readonly cause?: string
}

/** An attempt of a task, or a Map Run: at most one of a state at a time. */
export interface OpenCall {
  readonly kind: 'task' | 'mapRun'
  readonly spanId: SpanId
  readonly name: string
  readonly spanKind: 'client' | 'producer'
  readonly startedAt: Instant
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly events: { readonly name: string; readonly at: Instant }[]
}

interface Begun {
  readonly kind: 'execution' | 'state' | 'iteration'
  readonly name: string
  readonly eventId: number
  readonly spanId: SpanId
  readonly startedAt: Instant
  /** The state's type. */
  readonly type?: string
  /** The iteration's. */
  readonly index?: number
}

export class SpanNode {
  readonly kind: Begun['kind']
  readonly parent: SpanNode | undefined
  readonly name: string
  readonly eventId: number
  readonly type: string | undefined
  readonly index: number | undefined
  /** What is open below it. */
  readonly children = new Set<SpanNode>()
  /** What was cut off below it. */
  readonly cutOff = new Set<SpanNode>()
  /** Events that what follows them belongs here. */
  readonly events = new Set<number>()
  spanId: SpanId
  startedAt: Instant
  /** Iterations that have failed, which the Map bears if it goes on. */
  failedIterations: SpanNode[] = []
  call: OpenCall | undefined
  /** The event that all branches of a Parallel state follow. */
  eventsShared: number | undefined
  /** Calls that it has made. */
  attempts = 0
  /** What its last call went to: tells it from others that a redrive may go on with. */
  resource: string | undefined
  /** What went wrong last, until something is tried again. */
  failure: SpanFailure | undefined

  constructor(begun: Begun, parent?: SpanNode) {
    this.kind = begun.kind
    this.parent = parent
    this.name = begun.name
    this.eventId = begun.eventId
    this.type = begun.type
    this.index = begun.index
    this.spanId = begun.spanId
    this.startedAt = begun.startedAt
    parent?.children.add(this)
  }

  get isOpen(): boolean {
    return this.parent?.cutOff.has(this) !== true
  }

  /** It ends before its time. */
  close(): void {
    if (this.parent?.children.delete(this)) this.parent.cutOff.add(this)
  }

  /** A redrive goes on with it. */
  reopen(): void {
    if (this.parent?.cutOff.delete(this)) this.parent.children.add(this)
  }

  /** Whether its children are branches or iterations. */
  get isBlock(): boolean {
    return this.type === 'Parallel' || this.type === 'Map'
  }

  /** This node or the nearest around it that fits. */
  nearest(fits: (node: SpanNode) => boolean): SpanNode | undefined {
    return fits(this) ? this : this.parent?.nearest(fits)
  }

  /** All that is open below it, children before their parents. */
  *below(): Generator<SpanNode> {
    for (const child of this.children) {
      yield* child.below()
      yield child
    }
  }

  /** The first open one below it that fits; undefined where there is none. */
  find(fits: (node: SpanNode) => boolean): SpanNode | undefined {
    for (const node of this.below()) if (fits(node)) return node
    return undefined
  }

  /** The first one below it that was cut off and fits; undefined where there is none. */
  findCutOff(fits: (node: SpanNode) => boolean): SpanNode | undefined {
    for (const node of this.cutOff) {
      const found = node.findCutOff(fits) ?? (fits(node) ? node : undefined)
      if (found) return found
    }
    for (const node of this.children) {
      const found = node.findCutOff(fits)
      if (found) return found
    }
    return undefined
  }
}
