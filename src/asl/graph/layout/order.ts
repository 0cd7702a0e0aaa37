/** The order of boxes and bends within their layers: near the middle of what they are joined with. */
import type { Chains } from './layers.ts'

const sweepsMax = 12

/** For each layer its items from left to right. */
export function orderLayers(chains: Chains): readonly (readonly number[])[] {
  const layers = initialOrder(chains)
  const { above, below } = neighboursOf(chains)
  const rank = new Float64Array(chains.items.length)
  const number = (layer: readonly number[]): void => layer.forEach((item, i) => void (rank[item] = i))
  layers.forEach(number)
  let best = layers.map((layer) => [...layer])
  let fewest = crossings(layers, below, rank)
  for (let sweep = 0; sweep < sweepsMax && fewest > 0; sweep++) {
    const down = sweep % 2 === 0
    for (const layer of down ? layers : layers.toReversed()) {
      arrange(layer, down ? above : below, rank)
      number(layer)
    }
    const found = crossings(layers, below, rank)
    if (found >= fewest) continue
    fewest = found
    best = layers.map((layer) => [...layer])
  }
  return best
}

/** Items in the order in which chains first come to them, from the top. */
function initialOrder({ items, chains }: Chains): number[][] {
  const count = Math.max(0, ...items.map(({ layer }) => layer + 1))
  const layers: number[][] = Array.from({ length: count }, () => [])
  const seen = new Uint8Array(items.length)
  const add = (item: number): void => {
    if (seen[item]) return
    seen[item] = 1
    layers[items[item]!.layer]!.push(item)
  }
  for (const chain of chains) for (const item of chain?.items ?? []) add(item)
  items.forEach((_, item) => add(item))
  return layers
}

interface Neighbours {
  readonly above: readonly (readonly number[])[]
  readonly below: readonly (readonly number[])[]
}

/** What each item is joined with, in the layers above and below it. */
export function neighboursOf({ items, chains }: Chains): Neighbours {
  const above: number[][] = items.map(() => [])
  const below: number[][] = items.map(() => [])
  for (const chain of chains) {
    chain?.items.forEach((item, i) => {
      const next = chain.items[i + 1]
      if (next === undefined) return
      below[item]!.push(next)
      above[next]!.push(item)
    })
  }
  return { above, below }
}

/** Sorts a layer by the mean place of each item's neighbours; an item without any stays where it is. */
function arrange(layer: number[], neighbours: readonly (readonly number[])[], rank: Float64Array): void {
  const wish = new Map(
    layer.map((item, i) => {
      const others = neighbours[item]!
      const sum = others.reduce((total, other) => total + rank[other]!, 0)
      return [item, others.length === 0 ? i : sum / others.length] as const
    }),
  )
  layer.sort((a, b) => wish.get(a)! - wish.get(b)! || rank[a]! - rank[b]!)
}

/** How many edges between neighbouring layers cross, counted with a Fenwick tree. */
function crossings(
  layers: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
  rank: Float64Array,
): number {
  let total = 0
  for (const [i, layer] of layers.entries()) {
    const size = (layers[i + 1]?.length ?? 0) + 1
    const ends = layer.flatMap((item) => below[item]!.map((next) => rank[next]!).toSorted((a, b) => a - b))
    total += inversions(ends, size)
  }
  return total
}

function inversions(places: readonly number[], size: number): number {
  const tree = new Uint32Array(size + 1)
  let total = 0
  places.forEach((place, seen) => {
    let notGreater = 0
    for (let at = place + 1; at > 0; at -= at & -at) notGreater += tree[at] ?? 0
    total += seen - notGreater
    for (let at = place + 1; at <= size; at += at & -at) tree[at]! += 1
  })
  return total
}
