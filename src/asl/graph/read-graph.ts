/** The graph of a definition's text. */
import type { Diagnostic } from '../diagnostic.ts'
import { outlineOf } from '../outline.ts'
import { readText, type TextOptions } from '../syntax/read-text.ts'
import { graphOf } from './graph-of.ts'
import type { Graph } from './model.ts'

export interface GraphReading {
  /** There for every text that is an object, however wrong the definition is. */
  readonly graph?: Graph
  /** What is wrong with the text itself. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a definition for drawing. It never throws. */
export function readGraph(text: string, options: TextOptions = {}): GraphReading {
  const { source, root, diagnostics } = readText(text, options)
  return root ? { graph: graphOf(outlineOf(source, root, 'STANDARD')), diagnostics } : { diagnostics }
}
