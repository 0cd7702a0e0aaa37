/** What is wrong, or doubtful, with a definition: one finding, at its place, with what to do about it. */

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** AWS's code where AWS has one (SCHEMA_VALIDATION_FAILED, MISSING_TRANSITION_TARGET, …), else one of our own. */
  readonly code: string
  /** One sentence: what was found and what was expected. */
  readonly message: string
  /** JSON pointer into the definition, as AWS writes a location: `/States/A/Next`, and `/` for the root. */
  readonly pointer: string
  /** Where the finding begins and ends in the text: UTF-16 offsets; line and column count from 1. */
  readonly range: TextRange
  /** What to do next, as a sentence. */
  readonly help?: string
  /** A mechanical repair of the text, if there is one. */
  readonly fix?: Fix
}

export interface TextRange {
  readonly offset: number
  readonly length: number
  readonly line: number
  readonly column: number
}

/** Replacements that repair one finding; they do not overlap. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

export interface TextEdit {
  readonly offset: number
  readonly length: number
  readonly text: string
}
