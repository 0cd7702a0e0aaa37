/**
 * A definition as a graph: what there is to draw, and nothing of how it looks.
 *
 * Owns: the types. Neighbours: `graph-of` makes it from a definition, `layout` gives it geometry, the printers write it.
 *
 * 1. It exists for every definition that has states, also for one with errors: a target that does not exist is a node.
 * 2. Ids are unique in the whole graph and say nothing; a name may be there twice in a wrong definition.
 */
import type { StateType } from '../machine.ts'

export interface Graph {
  readonly comment?: string
  readonly root: GraphBlock
}

/** A `StartAt` with its `States`: the machine, a branch, an item processor. */
export interface GraphBlock {
  readonly id: string
  /** The id of its first node; absent where there is no such state. */
  readonly start?: string
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

export interface GraphNode {
  readonly id: string
  readonly name: string
  /** `missing`: a transition names it, but the block has no such state. */
  readonly type: StateType | 'unknown' | 'missing'
  /** What a Task calls, how a Map runs, how long a Wait is: a few words. */
  readonly detail?: string
  /** JSON pointer to the state; absent where it is missing. */
  readonly pointer?: string
  /** Whether the block ends there. */
  readonly ends: boolean
  /** The branches of a Parallel, the processor of a Map. */
  readonly blocks: readonly GraphBlock[]
}

export type EdgeKind = 'next' | 'choice' | 'default' | 'catch'

export interface GraphEdge {
  /** Ids of nodes of the same block. */
  readonly from: string
  readonly to: string
  readonly kind: EdgeKind
  /** A choice's condition, a catcher's errors. */
  readonly label?: string
}
