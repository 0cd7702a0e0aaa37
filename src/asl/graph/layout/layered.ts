/**
 * Places boxes in layers from top to bottom, so that edges lead downwards and cross seldom (the method of Sugiyama,
 * Tagawa and Toda): layers, order within each layer, positions, routes.
 *
 * Owns: geometry of plain boxes and edges. It knows nothing of states. Neighbours: `layers`, `order`, `positions` are its steps;
 * `draw-graph` gives it the boxes of each block.
 *
 * 1. The same input gives the same picture.
 * 2. Its work is bounded: sweeps are counted, and an edge that would cross more than `longEdgeMax` layers is drawn straight.
 */
import { chainsOf, layersOf, type LayeredEdge } from './layers.ts'
import { orderLayers } from './order.ts'
import { columnsOf } from './positions.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Route {
  /** From the source's edge to the target's. */
  readonly points: readonly Point[]
  /** The middle of the edge's label. */
  readonly label?: Point
}

export interface Placement extends Size {
  /** The middle of each box. */
  readonly boxes: readonly Point[]
  readonly routes: readonly Route[]
}

const layerGap = 44

/** Places the boxes; edges name them by index. `first` is the box that the flow begins with. */
export function placeLayered(boxes: readonly Size[], edges: readonly LayeredEdge[], first = 0): Placement {
  const layers = layersOf(boxes.length, edges, first)
  const chains = chainsOf(boxes, edges, layers)
  const order = orderLayers(chains)
  const { x, width } = columnsOf(chains, order)
  const rows = rowsOf(chains.items, order)
  // Boxes hang from the top of their row: a low one beside a high one would have lines to it cross the high one.
  const place = (item: number): Point => {
    const { layer, height } = chains.items[item]!
    return { x: x[item]!, y: rows.top[layer]! + height / 2 }
  }
  return {
    width,
    height: rows.height,
    boxes: boxes.map((_, i) => place(i)),
    routes: routesOf(chains, { place, rows }, edges),
  }
}

interface Rows {
  readonly top: readonly number[]
  readonly bottom: readonly number[]
  readonly height: number
}

function rowsOf(items: readonly Size[], order: readonly (readonly number[])[]): Rows {
  const top: number[] = []
  const bottom: number[] = []
  let y = 0
  for (const layer of order) {
    top.push(y)
    y += Math.max(0, ...layer.map((item) => items[item]!.height))
    bottom.push(y)
    y += layerGap
  }
  return { top, bottom, height: Math.max(0, y - layerGap) }
}

interface Placed {
  readonly place: (item: number) => Point
  readonly rows: Rows
}

type Chains = ReturnType<typeof chainsOf>

function routesOf(chains: Chains, placed: Placed, edges: readonly LayeredEdge[]): readonly Route[] {
  const ports = portsOf(chains, placed)
  return edges.map((edge, i) => {
    const chain = chains.chains[i]
    if (!chain) return loopRoute(chains.items[edge.from]!, placed.place(edge.from))
    const points = chainPoints(chain.items, i, { chains, placed, ports })
    const label = chain.label === undefined ? undefined : placed.place(chain.label)
    return { points: chain.reversed ? points.toReversed() : points, ...(label ? { label } : {}) }
  })
}

interface Routing {
  readonly chains: Chains
  readonly placed: Placed
  readonly ports: ReadonlyMap<string, number>
}

/** Out of the upper box, straight down through the layers between, into the lower box. */
function chainPoints(items: readonly number[], edge: number, { chains, placed, ports }: Routing): Point[] {
  const upper = items[0]!
  const lower = items.at(-1)!
  const box = (item: number): Size => chains.items[item]!
  const from = placed.place(upper)
  const to = placed.place(lower)
  const between = items.slice(1, -1).flatMap((item) => {
    const { x } = placed.place(item)
    const { layer } = chains.items[item]!
    return [
      { x, y: placed.rows.top[layer]! },
      { x, y: placed.rows.bottom[layer]! },
    ]
  })
  const out = ports.get(portKey(edge, upper)) ?? from.x
  const bottom = from.y + box(upper).height / 2
  const rowBottom = placed.rows.bottom[chains.items[upper]!.layer]!
  return [
    { x: out, y: bottom },
    ...(rowBottom > bottom ? [{ x: out, y: rowBottom }] : []),
    ...between,
    { x: ports.get(portKey(edge, lower)) ?? to.x, y: to.y - box(lower).height / 2 },
  ]
}

function portKey(edge: number, item: number): string {
  return `${edge}:${item}`
}

const portGap = 20

/** One end of an edge, and where the edge comes from or goes to. */
interface PortEnd {
  readonly edge: number
  readonly item: number
  readonly towards: number
}

/** Where each edge leaves or enters a box: side by side in the order of what they lead to, so that they do not cross. */
function portsOf({ items, chains }: Chains, { place }: Placed): ReadonlyMap<string, number> {
  const ends = new Map<string, PortEnd[]>()
  const add = (side: string, end: PortEnd): void => {
    const known = ends.get(`${side}${end.item}`)
    if (known) known.push(end)
    else ends.set(`${side}${end.item}`, [end])
  }
  chains.forEach((chain, edge) => {
    if (!chain) return
    const [upper, next] = chain.items
    add('below', { edge, item: upper!, towards: place(next!).x })
    add('above', { edge, item: chain.items.at(-1)!, towards: place(chain.items.at(-2)!).x })
  })
  const ports = new Map<string, number>()
  for (const side of ends.values()) {
    const { item } = side[0]!
    const gap = Math.min(portGap, (items[item]!.width * 0.7) / side.length)
    side.sort((a, b) => a.towards - b.towards)
    side.forEach((end, i) => {
      ports.set(portKey(end.edge, item), place(item).x + (i - (side.length - 1) / 2) * gap)
    })
  }
  return ports
}

/** An edge from a box to itself: out at its right side, and in again. */
function loopRoute({ width, height }: Size, { x, y }: Point): Route {
  const side = x + width / 2
  const reach = 18
  return {
    points: [
      { x: side, y: y - height / 6 },
      { x: side + reach, y: y - height / 6 },
      { x: side + reach, y: y + height / 6 },
      { x: side, y: y + height / 6 },
    ],
  }
}
