/** A graph with its geometry: boxes, lines and texts at their places, in pixels, from the upper left corner. */
import type { EdgeKind, GraphNode } from '../model.ts'
import type { Point, Size } from './layered.ts'

export interface Drawing extends Size {
  readonly boxes: readonly DrawnBox[]
  readonly frames: readonly DrawnFrame[]
  readonly lines: readonly DrawnLine[]
  /** Where the machine starts and ends. */
  readonly dots: readonly DrawnDot[]
}

interface Rectangle extends Size, Point {}

/** A state. A container has its branches or its processor inside, as frames. */
export interface DrawnBox extends Rectangle {
  readonly node: GraphNode
  readonly name: readonly string[]
  readonly caption: string
  readonly isContainer: boolean
  /** How deep it lies in other states. */
  readonly depth: number
}

/** A branch or an item processor. */
export interface DrawnFrame extends Rectangle {
  readonly depth: number
}

export interface DrawnLine {
  readonly kind: EdgeKind | 'start' | 'end'
  /** At least two; the line leads from the first to the last, downwards or upwards at each. */
  readonly points: readonly Point[]
  /** Whether it leaves and enters a box at its side. */
  readonly isLoop: boolean
  readonly label?: DrawnLabel
}

/** The middle of a label, and its room. */
export interface DrawnLabel extends Rectangle {
  readonly text: readonly string[]
}

export interface DrawnDot extends Point {
  readonly kind: 'start' | 'end'
  readonly radius: number
}
