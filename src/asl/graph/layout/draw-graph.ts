/**
 * Gives a graph its geometry: blocks from the inside out, each placed in layers, branches side by side.
 *
 * Neighbours: `layered` places the boxes of one block; the printer (and the studio) turn the drawing into pixels.
 */
import type { Graph, GraphBlock, GraphEdge, GraphNode } from '../model.ts'
import type { DrawnBox, DrawnDot, DrawnFrame, DrawnLabel, DrawnLine, Drawing } from './drawing.ts'
import { placeLayered, type Placement, type Point, type Size } from './layered.ts'
import type { LayeredEdge } from './layers.ts'
import { textWidth, wrapText } from './text-size.ts'

/** Sizes in pixels, which the printer shares. */
export const look = {
  nameSize: 13,
  nameLine: 17,
  captionSize: 10,
  captionLine: 15,
  labelSize: 11,
  labelLine: 14,
  padding: 12,
} as const

const margin = 20
const boxWidthMin = 120
const dotRadius = 9
const nameLines = { lengthMax: 26, linesMax: 3 }
const labelLines = { lengthMax: 26, linesMax: 2 }

export function drawGraph({ root }: Graph): Drawing {
  const inner = new Drawer().root(root)
  return shifted(
    { ...inner, width: inner.width + 2 * margin, height: inner.height + 2 * margin },
    margin,
    margin,
  )
}

/** A box with what is inside of it, before it has its place. */
interface Sized extends Size {
  readonly node: GraphNode
  readonly name: readonly string[]
  readonly caption: string
  /** The inside of a container, relative to its upper left corner. */
  readonly inside?: Drawing
}

const empty: Drawing = { width: 0, height: 0, boxes: [], frames: [], lines: [], dots: [] }

class Drawer {
  /** The machine itself has a dot where it starts and one where it ends. */
  root(block: GraphBlock): Drawing {
    const sized = block.nodes.map((node) => this.#size(node, 0))
    // That a Succeed or a Fail is an end is said by its type.
    const ends = block.nodes.flatMap(({ ends: isEnd, type }, i) =>
      isEnd && type !== 'Succeed' && type !== 'Fail' ? [i] : [],
    )
    const dot = { width: 2 * dotRadius, height: 2 * dotRadius }
    const start = block.nodes.findIndex(({ id }) => id === block.start)
    const startDot = sized.length
    const endDot = startDot + 1
    const marks: LayeredEdge[] = [
      ...(start < 0 ? [] : [{ from: startDot, to: start }]),
      ...ends.map((from) => ({ from, to: endDot })),
    ]
    const edges = layeredEdges(block)
    const boxes = [...sized, dot, ...(ends.length > 0 ? [dot] : [])]
    const placement = placeLayered(boxes, [...edges, ...marks], startDot)
    const dots: DrawnDot[] = [{ kind: 'start', ...placement.boxes[startDot]!, radius: dotRadius }]
    if (ends.length > 0) dots.push({ kind: 'end', ...placement.boxes[endDot]!, radius: dotRadius })
    const marked = placement.routes.slice(edges.length).map(({ points }, i): DrawnLine => ({
      kind: start >= 0 && i === 0 ? 'start' : 'end',
      points,
      isLoop: false,
    }))
    const drawing = assemble(sized, placement, { block, depth: 0 })
    return { ...drawing, dots, lines: [...drawing.lines, ...marked] }
  }

  #block(block: GraphBlock, depth: number): Drawing {
    const sized = block.nodes.map((node) => this.#size(node, depth))
    if (sized.length === 0) return empty
    const start = Math.max(
      0,
      block.nodes.findIndex(({ id }) => id === block.start),
    )
    return assemble(sized, placeLayered(sized, layeredEdges(block), start), { block, depth })
  }

  #size(node: GraphNode, depth: number): Sized {
    const name = wrapText(node.name, nameLines)
    const caption = captionOf(node)
    const width = Math.max(
      boxWidthMin,
      textWidth(caption, look.captionSize) + 2 * look.padding,
      ...name.map((line) => textWidth(line, look.nameSize) + 2 * look.padding),
    )
    const height = look.captionLine + name.length * look.nameLine + look.padding
    if (node.blocks.length === 0) return { node, name, caption, width, height }
    const inside = this.#branches(node, { width, height }, depth)
    return { node, name, caption, inside, width: inside.width, height: inside.height }
  }

  /** The blocks of a state side by side, under its title. */
  #branches({ blocks }: GraphNode, title: Size, depth: number): Drawing {
    const { padding } = look
    const drawings = blocks.map((block) => this.#block(block, depth + 1))
    const innerHeight = Math.max(...drawings.map(({ height }) => height)) + 2 * padding
    const parts: Drawing[] = []
    const frames: DrawnFrame[] = []
    let x: number = padding
    for (const drawing of drawings) {
      const width = drawing.width + 2 * padding
      frames.push({ x, y: title.height, width, height: innerHeight, depth })
      parts.push(shifted(drawing, x + padding, title.height + padding))
      x += width + padding
    }
    const width = Math.max(x, title.width)
    const slack = (width - x) / 2
    const inside = merged(parts, frames)
    return { ...shifted(inside, slack, 0), width, height: title.height + innerHeight + padding }
  }
}

function layeredEdges({ nodes, edges }: GraphBlock): LayeredEdge[] {
  const index = new Map(nodes.map(({ id }, i) => [id, i]))
  return edges.map((edge) => {
    const ends = { from: index.get(edge.from)!, to: index.get(edge.to)! }
    const label = labelSize(edge)
    return label ? { ...ends, label } : ends
  })
}

function labelSize({ label }: GraphEdge): Size | undefined {
  if (label === undefined || label === '') return undefined
  const lines = wrapText(label, labelLines)
  return {
    width: Math.max(...lines.map((line) => textWidth(line, look.labelSize))) + 10,
    height: lines.length * look.labelLine + 2,
  }
}

function captionOf({ type, detail }: GraphNode): string {
  const what = type === 'missing' ? 'there is no such state' : type === 'unknown' ? 'no known Type' : type
  return detail === undefined ? what : `${what} · ${detail.length > 34 ? `${detail.slice(0, 33)}…` : detail}`
}

interface Place {
  readonly block: GraphBlock
  readonly depth: number
}

/** The boxes at their places, with what is inside of them, and the block's lines. */
function assemble(sized: readonly Sized[], placement: Placement, { block, depth }: Place): Drawing {
  const boxes: DrawnBox[] = []
  const insides: Drawing[] = []
  sized.forEach(({ node, name, caption, inside, width, height }, i) => {
    const middle = placement.boxes[i]!
    const corner = { x: middle.x - width / 2, y: middle.y - height / 2 }
    boxes.push({ node, name, caption, width, height, depth, ...corner, isContainer: inside !== undefined })
    if (inside) insides.push(shifted(inside, corner.x, corner.y))
  })
  const lines = block.edges.map((edge, i) => drawnLine(edge, placement.routes[i]!))
  const inner = merged(insides, [])
  return {
    width: placement.width,
    height: placement.height,
    boxes: [...boxes, ...inner.boxes],
    frames: inner.frames,
    lines: [...lines, ...inner.lines],
    dots: [],
  }
}

function drawnLine(edge: GraphEdge, { points, label }: Placement['routes'][number]): DrawnLine {
  const line = { kind: edge.kind, points, isLoop: edge.from === edge.to }
  const size = labelSize(edge)
  if (!label || !size) return line
  const drawn: DrawnLabel = { ...label, ...size, text: wrapText(edge.label!, labelLines) }
  return { ...line, label: drawn }
}

function merged(drawings: readonly Drawing[], frames: readonly DrawnFrame[]): Drawing {
  return {
    ...empty,
    boxes: drawings.flatMap(({ boxes }) => boxes),
    frames: [...frames, ...drawings.flatMap((drawing) => drawing.frames)],
    lines: drawings.flatMap(({ lines }) => lines),
  }
}

function shifted(drawing: Drawing, dx: number, dy: number): Drawing {
  const move = <T extends Point>(thing: T): T => ({ ...thing, x: thing.x + dx, y: thing.y + dy })
  return {
    ...drawing,
    boxes: drawing.boxes.map(move),
    frames: drawing.frames.map(move),
    dots: drawing.dots.map(move),
    lines: drawing.lines.map((line) => ({
      ...line,
      points: line.points.map(move),
      ...(line.label ? { label: move(line.label) } : {}),
    })),
  }
}
