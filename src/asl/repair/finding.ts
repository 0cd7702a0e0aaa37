/** One thing wrong with the JSON of a text, and the edits with which it can be read all the same. */
import type { TextEdit } from '../diagnostic.ts'
import type { Span } from '../syntax/node.ts'

export type FindingKind =
  | 'typographic-quote'
  | 'single-quote'
  | 'unclosed-string'
  | 'control-character'
  | 'odd-space'
  | 'comment'
  | 'foreign-word'
  | 'odd-number'
  | 'unquoted-text'
  | 'missing-colon'
  | 'missing-comma'
  | 'missing-value'
  | 'missing-closer'
  | 'extra-comma'
  | 'extra-closer'
  | 'unexpected-text'

export interface Finding {
  readonly kind: FindingKind
  readonly at: Span
  /** What was found, where the message quotes it. */
  readonly found: string
  /** Edits that make the text readable at this place. */
  readonly edits: readonly TextEdit[]
}

/** Findings whose edits only let the reader go on: what the author meant is not known, so no fix is offered. */
export const guesses: ReadonlySet<FindingKind> = new Set(['missing-value', 'unexpected-text'])
