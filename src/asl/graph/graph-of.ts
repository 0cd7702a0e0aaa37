/** The graph of a definition that was laid out. */
import { resourceNames, parseResource } from '../resource.ts'
import { errorNames } from '../states/common-fields.ts'
import { isDistributed } from '../map-mode.ts'
import { objectItems, type BlockSyntax, type Outline, type StateSyntax } from '../outline.ts'
import { printJson } from '#base'
import { stringOf, toJson, valueOf, type ObjectNode } from '../syntax/node.ts'
import { isTerminal, startOf } from '../transitions.ts'
import { conditionText } from './condition-text.ts'
import type { EdgeKind, Graph, GraphBlock, GraphEdge, GraphNode } from './model.ts'

/** The graph of the whole definition, branches and processors included. */
export function graphOf(outline: Outline): Graph {
  const root = new Grapher().block(outline.blocks[0]!)
  const comment = stringOf(outline.root, 'Comment')
  return comment === undefined ? { root } : { comment, root }
}

class Grapher {
  #nodes = 0
  #blocks = 0

  block(syntax: BlockSyntax): GraphBlock {
    const id = `b${this.#blocks++}`
    const states = [...syntax.states.values()]
    const nodes: GraphNode[] = []
    const ids = new Map<string, string>()
    for (const state of states) {
      const node = this.#state(state)
      nodes.push(node)
      ids.set(state.name, node.id)
    }
    const idOf = (name: string): string => {
      const known = ids.get(name)
      if (known !== undefined) return known
      const node = this.#missing(name)
      nodes.push(node)
      ids.set(name, node.id)
      return node.id
    }
    const start = startOf(syntax)
    const edges = states.flatMap((state) =>
      exits(state).map(({ target, ...rest }): GraphEdge => ({
        from: idOf(state.name),
        to: idOf(target),
        ...rest,
      })),
    )
    return { id, nodes, edges, ...(start ? { start: idOf(start.target) } : {}) }
  }

  #state(state: StateSyntax): GraphNode {
    const id = `n${this.#nodes++}`
    const { name, node } = state
    const detail = detailOf(state)
    return {
      id,
      name,
      type: state.type ?? 'unknown',
      pointer: node.pointer,
      ends: isTerminal(state),
      blocks: state.blocks.map((block) => this.block(block)),
      ...(detail === undefined ? {} : { detail }),
    }
  }

  #missing(name: string): GraphNode {
    return { id: `n${this.#nodes++}`, name, type: 'missing', ends: false, blocks: [] }
  }
}

interface Exit {
  readonly target: string
  readonly kind: EdgeKind
  readonly label?: string
}

function exits({ node }: StateSyntax): readonly Exit[] {
  const rules = objectItems(valueOf(node, 'Choices'))
  const catchers = objectItems(valueOf(node, 'Catch'))
  return [
    ...to(node, 'Next', { kind: 'next' }),
    ...rules.flatMap((rule) => to(rule, 'Next', { kind: 'choice', label: conditionText(rule) })),
    ...to(node, 'Default', { kind: 'default', label: 'otherwise' }),
    ...catchers.flatMap((catcher) => to(catcher, 'Next', { kind: 'catch', label: caughtText(catcher) })),
  ]
}

function to(node: ObjectNode, field: string, edge: Omit<Exit, 'target'>): readonly Exit[] {
  const target = stringOf(node, field)
  return target === undefined ? [] : [{ target, ...edge }]
}

function caughtText(catcher: ObjectNode): string {
  const names = errorNames(catcher).map((name) => (name === 'States.ALL' ? 'any error' : name))
  const shown = names.slice(0, 2).join(', ')
  return names.length > 2 ? `${shown}, …` : shown
}

function detailOf(state: StateSyntax): string | undefined {
  const { node, type } = state
  if (type === 'Task') return resourceText(stringOf(node, 'Resource'))
  if (type === 'Map') return isDistributed(state) ? 'distributed' : undefined
  if (type === 'Wait') return waitText(node)
  return type === 'Fail' ? stringOf(node, 'Error') : undefined
}

/** `lambda:invoke`, or the name of the function or activity. */
function resourceText(text: string | undefined): string | undefined {
  const resource = text === undefined ? undefined : parseResource(text)
  if (!resource) return text
  if (resource.kind === 'lambda') return resource.functionName.split(':function:').at(-1)
  if (resource.kind === 'activity') return resource.arn.split(':').at(-1)
  const names = resourceNames(resource)
  return `${names.resourceType}:${names.resource}`
}

function waitText(node: ObjectNode): string | undefined {
  for (const field of ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']) {
    const value = valueOf(node, field)
    if (!value) continue
    const text = value.kind === 'string' ? value.value : printJson(toJson(value))
    return field === 'Seconds' && value.kind === 'number' ? `${text} s` : text
  }
  return undefined
}
