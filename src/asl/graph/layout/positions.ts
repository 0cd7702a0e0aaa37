/** The places of boxes and bends from left to right: each near what it is joined with, none over another. */
import type { Chains } from './layers.ts'
import { neighboursOf } from './order.ts'

const boxGap = 28
const bendGap = 14
const passes = 30

export interface Columns {
  /** The middle of each item. */
  readonly x: readonly number[]
  readonly width: number
}

export function columnsOf(chains: Chains, order: readonly (readonly number[])[]): Columns {
  const { items } = chains
  const { above, below } = neighboursOf(chains)
  const offsets = order.map((layer) => offsetsOf(layer, chains))
  const x = items.map(() => 0)
  order.forEach((layer, i) => {
    const middle = (offsets[i]!.at(-1) ?? 0) / 2
    layer.forEach((item, at) => (x[item] = offsets[i]![at]! - middle))
  })
  for (let pass = 0; pass < passes; pass++) {
    const down = pass % 2 === 0
    const neighbours = pass >= passes - 2 ? both(above, below) : down ? above : below
    const indexes = order.map((_, i) => i)
    for (const i of down ? indexes : indexes.toReversed()) {
      settle({ layer: order[i]!, offsets: offsets[i]!, neighbours }, chains, x)
    }
  }
  return framed(x, chains)
}

function both(
  above: readonly (readonly number[])[],
  below: readonly (readonly number[])[],
): readonly number[][] {
  return above.map((others, item) => [...others, ...below[item]!])
}

/** How far each item of a layer is at least to the right of the first. */
function offsetsOf(layer: readonly number[], { items }: Chains): readonly number[] {
  let offset = 0
  return layer.map((item, i) => {
    if (i === 0) return 0
    const [left, right] = [items[layer[i - 1]!]!, items[item]!]
    offset += (left.width + right.width) / 2 + (left.bend || right.bend ? bendGap : boxGap)
    return offset
  })
}

interface Row {
  readonly layer: readonly number[]
  readonly offsets: readonly number[]
  readonly neighbours: readonly (readonly number[])[]
}

/**
 * Moves a layer's items to the mean of their neighbours, as near as the gaps allow: without its offsets the layer has only
 * to be increasing, which is isotonic regression, solved by pooling adjacent violators.
 */
function settle({ layer, offsets, neighbours }: Row, { items }: Chains, x: number[]): void {
  const pools: { sum: number; weight: number; count: number }[] = []
  layer.forEach((item, i) => {
    const { sum, weight } = wishOf(item, neighbours[item]!, { items, x })
    pools.push({ sum: sum - offsets[i]! * weight, weight, count: 1 })
    for (let last = pools.at(-1)!, before = pools.at(-2); before; before = pools.at(-2)) {
      if (before.sum / before.weight <= last.sum / last.weight) break
      pools.pop()
      before.sum += last.sum
      before.weight += last.weight
      before.count += last.count
      last = before
    }
  })
  let at = 0
  for (const { sum, weight, count } of pools) {
    for (let i = 0; i < count; i++, at++) x[layer[at]!] = sum / weight + offsets[at]!
  }
}

/** Where an item would like to be, as a weighted sum. Between bends an edge weighs most, so that long edges are straight. */
function wishOf(
  item: number,
  others: readonly number[],
  { items, x }: { readonly items: Chains['items']; readonly x: readonly number[] },
): { readonly sum: number; readonly weight: number } {
  // What is joined with nothing stays where it is, but gives way.
  if (others.length === 0) return { sum: x[item]! * 0.1, weight: 0.1 }
  let sum = 0
  let weight = 0
  for (const other of others) {
    const bends = Number(items[item]!.bend) + Number(items[other]!.bend)
    const pull = bends === 2 ? 8 : bends === 1 ? 2 : 1
    sum += x[other]! * pull
    weight += pull
  }
  return { sum, weight }
}

/** The same with the leftmost edge at 0. */
function framed(x: readonly number[], { items }: Chains): Columns {
  let left = Infinity
  let right = -Infinity
  x.forEach((middle, item) => {
    left = Math.min(left, middle - items[item]!.width / 2)
    right = Math.max(right, middle + items[item]!.width / 2)
  })
  if (x.length === 0) return { x, width: 0 }
  return { x: x.map((middle) => middle - left), width: right - left }
}
