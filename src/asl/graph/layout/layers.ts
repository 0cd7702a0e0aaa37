/** The first steps of the layered layout: which edges lead back, which layer each box is in, and chains of short edges. */
import type { Size } from './layered.ts'

export interface LayeredEdge {
  readonly from: number
  readonly to: number
  readonly label?: Size
}

export interface Layers {
  /** The layer of each box, from 0 at the top. */
  readonly layer: readonly number[]
  /** For each edge whether it leads back up. */
  readonly reversed: readonly boolean[]
}

/** Longest edge, in layers, that is led around the boxes between; a longer one is drawn straight. */
const longEdgeMax = 60

/** Every box below all boxes that lead to it, edges that close a loop not counted. */
export function layersOf(count: number, edges: readonly LayeredEdge[], first: number): Layers {
  const leaving: number[][] = Array.from({ length: count }, () => [])
  edges.forEach(({ from, to }, i) => {
    if (from !== to) leaving[from]!.push(i)
  })
  const { reversed, finished } = search({ count, edges, leaving, first })
  const layer = Array.from({ length: count }, () => 0)
  // The reverse of the order of finishing is a topological one of what is left without the edges that lead back.
  for (const box of finished.toReversed()) {
    for (const i of leaving[box]!) {
      const { to, label } = edges[i]!
      if (!reversed[i]) layer[to] = Math.max(layer[to]!, layer[box]! + (label ? 2 : 1))
    }
  }
  return { layer: withBackEdges(layer, edges, reversed), reversed }
}

/** A labelled edge that leads back needs a layer between its ends as well. */
function withBackEdges(
  layer: readonly number[],
  edges: readonly LayeredEdge[],
  reversed: readonly boolean[],
): readonly number[] {
  const needsRoom = edges.some(
    ({ from, to, label }, i) => reversed[i] && label !== undefined && layer[from]! - layer[to]! < 2,
  )
  return needsRoom ? layer.map((number) => number * 2) : layer
}

interface Search {
  readonly count: number
  readonly edges: readonly LayeredEdge[]
  readonly leaving: readonly (readonly number[])[]
  readonly first: number
}

/** A depth-first search without recursion; an edge to a box that is on the way down leads back. */
function search({ count, edges, leaving, first }: Search): { reversed: boolean[]; finished: number[] } {
  const reversed = edges.map(() => false)
  const finished: number[] = []
  const status = new Uint8Array(count)
  for (const start of [first, ...Array.from({ length: count }, (_, i) => i)]) {
    if (start >= count || status[start] !== 0) continue
    status[start] = 1
    const way = [{ box: start, at: 0 }]
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const i = leaving[top.box]![top.at++]
      if (i === undefined) {
        status[top.box] = 2
        finished.push(top.box)
        way.pop()
        continue
      }
      const { to } = edges[i]!
      if (status[to] === 1) reversed[i] = true
      if (status[to] !== 0) continue
      status[to] = 1
      way.push({ box: to, at: 0 })
    }
  }
  return { reversed, finished }
}

export interface LayerItem extends Size {
  readonly layer: number
  /** A place that an edge goes through, not a box. */
  readonly bend: boolean
}

export interface Chain {
  /** From the upper box to the lower one, with a bend in every layer between. */
  readonly items: readonly number[]
  readonly reversed: boolean
  /** The item that is the edge's label. */
  readonly label?: number
}

export interface Chains {
  /** The boxes, then the bends. */
  readonly items: readonly LayerItem[]
  /** One for each edge; none for an edge from a box to itself. */
  readonly chains: readonly (Chain | undefined)[]
}

const bendWidth = 10

export function chainsOf(boxes: readonly Size[], edges: readonly LayeredEdge[], layers: Layers): Chains {
  const items: LayerItem[] = boxes.map(({ width, height }, i) => ({
    width,
    height,
    layer: layers.layer[i]!,
    bend: false,
  }))
  const chains = edges.map((edge, i): Chain | undefined => {
    if (edge.from === edge.to) return undefined
    const reversed = layers.reversed[i]!
    const [upper, lower] = reversed ? [edge.to, edge.from] : [edge.from, edge.to]
    const between: number[] = []
    const length = layers.layer[lower]! - layers.layer[upper]!
    const labelAt = reversed ? length - 1 : 1
    let label: number | undefined
    for (let step = 1; step < length; step++) {
      const isLabel = edge.label !== undefined && step === labelAt
      if (length > longEdgeMax && !isLabel) continue
      if (isLabel) label = items.length
      const size = isLabel ? edge.label : { width: bendWidth, height: 0 }
      between.push(items.length)
      items.push({ width: size.width, height: size.height, layer: layers.layer[upper]! + step, bend: true })
    }
    return { items: [upper, ...between, lower], reversed, ...(label === undefined ? {} : { label }) }
  })
  return { items, chains }
}
