/** Where the states of a definition lead: every transition with the text that names its target. */
import { objectItems, type BlockSyntax, type StateSyntax } from './outline.ts'
import { valueOf, type ObjectNode, type StringNode } from './syntax/node.ts'

export interface Transition {
  readonly target: string
  /** The text in the definition that names the target. */
  readonly node: StringNode
}

/** Several rules ask for the transitions of every state; they are found once. */
const known = new WeakMap<StateSyntax, readonly Transition[]>()

/** Every transition of a state. */
export function transitionsOf(state: StateSyntax): readonly Transition[] {
  const found = known.get(state)
  if (found) return found
  const transitions: Transition[] = []
  collectOwn(state, transitions)
  for (const catcher of objectItems(valueOf(state.node, 'Catch'))) collect(catcher, 'Next', transitions)
  known.set(state, transitions)
  return transitions
}

/** The transitions that a state takes when its work is done: Next, the choices' Next, Default. */
export function ownTransitions(state: StateSyntax): readonly Transition[] {
  const transitions: Transition[] = []
  collectOwn(state, transitions)
  return transitions
}

function collectOwn({ node }: StateSyntax, into: Transition[]): void {
  collect(node, 'Next', into)
  for (const rule of objectItems(valueOf(node, 'Choices'))) collect(rule, 'Next', into)
  collect(node, 'Default', into)
}

/** Where a catcher leads, as a list of one or none. */
export function caughtTransition(catcher: ObjectNode): readonly Transition[] {
  const transitions: Transition[] = []
  collect(catcher, 'Next', transitions)
  return transitions
}

/** The transitions of all states of a block; its StartAt is not among them. */
export function blockTransitions(block: BlockSyntax): readonly Transition[] {
  return [...block.states.values()].flatMap(transitionsOf)
}

/** Where a block begins. */
export function startOf(block: BlockSyntax): Transition | undefined {
  const transitions: Transition[] = []
  collect(block.node, 'StartAt', transitions)
  return transitions[0]
}

/** Whether the execution or branch ends in that state. */
export function isTerminal(state: StateSyntax): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true
  const end = valueOf(state.node, 'End')
  return end?.kind === 'boolean' && end.value
}

/** The states of a block that can be reached from its StartAt. */
export function reachableFrom(block: BlockSyntax): ReadonlySet<StateSyntax> {
  const reached = new Set<StateSyntax>()
  const start = startOf(block)
  const waiting = start ? [start.target] : []
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = block.states.get(name)
    if (!state || reached.has(state)) continue
    reached.add(state)
    for (const { target } of transitionsOf(state)) waiting.push(target)
  }
  return reached
}

/** Lists that are filled, not joined: every state of a definition goes through here. */
function collect(node: ObjectNode, field: string, into: Transition[]): void {
  const value = valueOf(node, field)
  if (value?.kind === 'string') into.push({ target: value.value, node: value })
}
