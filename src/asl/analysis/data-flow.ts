/**
 * What is known about the input of every state of a definition, and so which of its paths can find nothing.
 *
 * The states of a block are looked at until nothing new is learnt, those nearer to its start first: what a loop learns is
 * settled before anything behind it is looked at. Loops learn less each time round; after `visitsMax` visits a state's
 * input is `any`, so it ends.
 */
import { caughtTransition, ownTransitions, transitionsOf } from '../transitions.ts'
import { objectItems, type BlockSyntax, type Outline, type StateSyntax } from '../outline.ts'
import { stringOf, valueOf, type StringNode } from '../syntax/node.ts'
import { any, join, sameShape, type DataShape } from './data-shape.ts'
import { Impossible } from './shape-path.ts'
import { flowThrough } from './state-flow.ts'

const visitsMax = 6

/** A path, and where it cannot go on. */
export interface ImpossibleRead {
  readonly node: StringNode
  readonly read: Impossible
}

/** The paths that can find nothing, of every state that can be reached. */
export function impossibleReads(outline: Outline): ReadonlyMap<StateSyntax, readonly ImpossibleRead[]> {
  const flow = new DataFlow()
  const root = outline.blocks[0]
  if (root) flow.block(root, any)
  return flow.reads
}

class DataFlow {
  /** As of the last visit of each state, which is made with all that is known of its input. */
  readonly reads = new Map<StateSyntax, readonly ImpossibleRead[]>()
  readonly #inputs = new Map<StateSyntax, DataShape>()
  readonly #visits = new Map<StateSyntax, number>()

  block(block: BlockSyntax, input: DataShape): void {
    const order = orderOf(block)
    const waiting = new Set<StateSyntax>()
    // Where the next one that waits may be, in the order.
    let at = 0
    const arrive = (name: string, shape: DataShape): void => {
      const state = block.states.get(name)
      if (!state || !this.#learn(state, shape)) return
      waiting.add(state)
      at = Math.min(at, order.places.get(state)!)
    }
    const start = stringOf(block.node, 'StartAt')
    if (start !== undefined) arrive(start, input)
    while (waiting.size > 0) {
      const state = order.states[at++]!
      if (waiting.delete(state)) this.#visit(state, arrive)
    }
  }

  #visit(state: StateSyntax, arrive: (name: string, shape: DataShape) => void): void {
    const reads: ImpossibleRead[] = []
    this.reads.set(state, reads)
    const outcome = flowThrough(state, this.#inputs.get(state) ?? any, (node, read) => {
      if (read instanceof Impossible) reads.push({ node, read })
    })
    for (const inner of state.blocks) this.block(inner, outcome.inner)
    for (const { target } of ownTransitions(state)) arrive(target, outcome.output)
    objectItems(valueOf(state.node, 'Catch')).forEach((catcher, i) => {
      for (const { target } of caughtTransition(catcher)) arrive(target, outcome.caught[i] ?? any)
    })
  }

  /** Whether that says something new about the state's input. */
  #learn(state: StateSyntax, shape: DataShape): boolean {
    const known = this.#inputs.get(state)
    const visits = (this.#visits.get(state) ?? 0) + 1
    const joined = known === undefined ? shape : visits > visitsMax ? any : join(known, shape)
    if (known !== undefined && sameShape(known, joined)) return false
    this.#visits.set(state, visits)
    this.#inputs.set(state, joined)
    return true
  }
}

interface Order {
  readonly states: readonly StateSyntax[]
  readonly places: ReadonlyMap<StateSyntax, number>
}

/** A block within a loop is looked at several times. */
const known = new WeakMap<BlockSyntax, Order>()

/** The states that can be reached from the start, each before those that it leads to, but for loops. */
function orderOf(block: BlockSyntax): Order {
  const found = known.get(block)
  if (found) return found
  const left: StateSyntax[] = []
  const entered = new Set<StateSyntax>()
  // A state is on the path twice: to enter it and, once all that it leads to has been left, to leave it.
  const path: { readonly state: StateSyntax; readonly leaves: boolean }[] = []
  const enter = (name: string | undefined): void => {
    const state = name === undefined ? undefined : block.states.get(name)
    if (state && !entered.has(state)) path.push({ state, leaves: false })
  }
  enter(stringOf(block.node, 'StartAt'))
  for (let step = path.pop(); step; step = path.pop()) {
    const { state, leaves } = step
    if (leaves) left.push(state)
    else if (!entered.has(state)) {
      entered.add(state)
      path.push({ state, leaves: true })
      for (const { target } of transitionsOf(state)) enter(target)
    }
  }
  const states = left.toReversed()
  const order = { states, places: new Map(states.map((state, place) => [state, place])) }
  known.set(block, order)
  return order
}
