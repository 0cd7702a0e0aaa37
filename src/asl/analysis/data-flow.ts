/**
 * What is known about the input of every state of a definition, and so which of its paths can find nothing.
 *
 * The states of a block are looked at until nothing new is learnt. Loops learn less each time round; after
 * `visitsMax` visits a state's input is `any`, so it ends.
 */
import { caughtTransition, ownTransitions } from '../transitions.ts'
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
    const waiting: StateSyntax[] = []
    const arrive = (name: string | undefined, shape: DataShape): void => {
      const state = name === undefined ? undefined : block.states.get(name)
      if (state && this.#learn(state, shape)) waiting.push(state)
    }
    arrive(stringOf(block.node, 'StartAt'), input)
    for (let state = waiting.pop(); state; state = waiting.pop()) this.#visit(state, arrive)
  }

  #visit(state: StateSyntax, arrive: (name: string | undefined, shape: DataShape) => void): void {
    const reads: ImpossibleRead[] = []
    this.reads.set(state, reads)
    const outcome = flowThrough(state, this.#inputs.get(state) ?? any, (node, read) => {
      if (read instanceof Impossible) reads.push({ node, read })
    })
    for (const inner of state.blocks) this.block(inner, outcome.inner)
    for (const { target } of ownTransitions(state)) arrive(target, outcome.output)
    for (const [i, catcher] of objectItems(valueOf(state.node, 'Catch')).entries()) {
      for (const { target } of caughtTransition(catcher)) arrive(target, outcome.caught[i] ?? any)
    }
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
