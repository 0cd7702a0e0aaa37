/**
 * What one state does to what is known about its input, and which paths it reads on the way.
 *
 * The order is the language's: InputPath, Parameters, the work, ResultSelector, ResultPath, OutputPath.
 */
import { isIntrinsicCall } from '#query'
import { objectItems, type StateSyntax } from '../outline.ts'
import {
  memberOf,
  stringOf,
  toJson,
  valueOf,
  type ObjectNode,
  type StringNode,
  type SyntaxNode,
} from '../syntax/node.ts'
import { any, errorOutput, objectShape, shapeOf, type DataShape } from './data-shape.ts'
import { Impossible, readShape, writeShape, type ShapeRead } from './shape-path.ts'

/** Called for every path that a state reads, with what it finds. */
export type OnRead = (node: StringNode, read: ShapeRead) => void

export interface StateOutcome {
  readonly output: DataShape
  /** What the states of the branches or of the processor begin with. */
  readonly inner: DataShape
  /** What each catcher's state begins with, in their order. */
  readonly caught: readonly DataShape[]
}

export function flowThrough(state: StateSyntax, input: DataShape, onRead: OnRead): StateOutcome {
  // What expressions make is not looked into.
  if (state.language === 'JSONata') return unknownOutcome
  const flow = new StateFlow(state, input, onRead)
  const effective = flow.select('InputPath', input)
  const given = flow.parameters(effective)
  const inner = flow.inner(effective, given)
  const result = flow.selected(flow.result(given))
  const output = flow.select('OutputPath', flow.merged(result))
  return { output, inner, caught: flow.caught() }
}

const unknownOutcome: StateOutcome = { output: any, inner: any, caught: [] }

class StateFlow {
  readonly #state: StateSyntax
  readonly #node: ObjectNode
  readonly #input: DataShape
  readonly #onRead: OnRead

  constructor(state: StateSyntax, input: DataShape, onRead: OnRead) {
    this.#state = state
    this.#node = state.node
    this.#input = input
    this.#onRead = onRead
  }

  select(field: string, document: DataShape): DataShape {
    const value = valueOf(this.#node, field)
    if (value?.kind === 'null') return objectShape(new Map(), false)
    return value?.kind === 'string' ? this.#read(value, document) : document
  }

  /** After Parameters, and with the paths read that a state's own fields name. */
  parameters(effective: DataShape): DataShape {
    for (const field of ['SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath']) {
      const value = valueOf(this.#node, field)
      if (value?.kind === 'string') this.#read(value, effective)
    }
    if (this.#state.type === 'Choice') {
      for (const variable of unguardedVariables(this.#node)) this.#read(variable, effective)
    }
    if (this.#state.type === 'Map') return effective
    const parameters = valueOf(this.#node, 'Parameters')
    return parameters ? this.#template(parameters, effective) : effective
  }

  inner(effective: DataShape, given: DataShape): DataShape {
    if (this.#state.type !== 'Map') return given
    const items = valueOf(this.#node, 'ItemsPath')
    if (items?.kind === 'string') this.#read(items, effective)
    const selector = valueOf(this.#node, 'ItemSelector') ?? valueOf(this.#node, 'Parameters')
    const item = selector ? this.#template(selector, effective) : any
    return memberOf(this.#node, 'ItemBatcher') ? any : item
  }

  result(given: DataShape): DataShape {
    const { type } = this.#state
    // A ResultWriter's result says where the results are.
    if (type === 'Map' && memberOf(this.#node, 'ResultWriter')) return any
    if (type === 'Parallel' || type === 'Map') return { kind: 'list', madeBy: this.#state }
    if (type === 'Task') return any
    const result = type === 'Pass' ? valueOf(this.#node, 'Result') : undefined
    return result ? shapeOf(toJson(result)) : given
  }

  selected(result: DataShape): DataShape {
    const selector = valueOf(this.#node, 'ResultSelector')
    return selector ? this.#template(selector, result) : result
  }

  merged(result: DataShape): DataShape {
    const { type } = this.#state
    if (type === 'Choice' || type === 'Wait' || type === 'Succeed') return result
    return mergeInto(this.#input, valueOf(this.#node, 'ResultPath'), result)
  }

  caught(): readonly DataShape[] {
    return objectItems(valueOf(this.#node, 'Catch')).map((catcher) =>
      mergeInto(this.#input, valueOf(catcher, 'ResultPath'), errorOutput),
    )
  }

  #template(node: SyntaxNode, document: DataShape): DataShape {
    if (node.kind === 'array') {
      for (const item of node.items) this.#template(item, document)
      return { kind: 'list' }
    }
    if (node.kind !== 'object') return shapeOf(toJson(node))
    const members = new Map<string, DataShape>()
    for (const { key, value } of node.members) {
      const dynamic = key.endsWith('.$') && value.kind === 'string'
      if (!dynamic) members.set(key, this.#template(value, document))
      else members.set(key.slice(0, -2), isIntrinsicCall(value.value) ? any : this.#read(value, document))
    }
    return objectShape(members, false)
  }

  #read(node: StringNode, document: DataShape): DataShape {
    const read = readShape(document, node.value)
    this.#onRead(node, read)
    return read instanceof Impossible ? any : read
  }
}

function mergeInto(input: DataShape, resultPath: SyntaxNode | undefined, result: DataShape): DataShape {
  if (resultPath?.kind === 'null') return input
  return resultPath?.kind === 'string' ? writeShape(input, resultPath.value, result) : result
}

/** A state is looked at once for each thing that is learnt of its input. */
const unguarded = new WeakMap<ObjectNode, readonly StringNode[]>()

/** The variables that a Choice's rules read and that no IsPresent of the same rule asks for. */
function unguardedVariables(choice: ObjectNode): readonly StringNode[] {
  const known = unguarded.get(choice)
  if (known) return known
  const found = findUnguarded(choice)
  unguarded.set(choice, found)
  return found
}

function findUnguarded(choice: ObjectNode): readonly StringNode[] {
  return objectItems(valueOf(choice, 'Choices')).flatMap((rule) => {
    const tests = [...testsIn(rule)]
    const guarded = new Set(
      tests.filter((test) => memberOf(test, 'IsPresent')).map((test) => stringOf(test, 'Variable')),
    )
    return tests.flatMap((test) => {
      const variable = valueOf(test, 'Variable')
      return variable?.kind === 'string' && !guarded.has(variable.value) ? [variable] : []
    })
  })
}

function* testsIn(rule: ObjectNode): Generator<ObjectNode> {
  if (memberOf(rule, 'Variable')) yield rule
  for (const field of ['And', 'Or']) {
    for (const inner of objectItems(valueOf(rule, field))) yield* testsIn(inner)
  }
  const not = valueOf(rule, 'Not')
  if (not?.kind === 'object') yield* testsIn(not)
}
