/** What a reader of a text format gives: the tree as far as there is one, and what is wrong with the text. */
import type { Diagnostic } from '../diagnostic.ts'
import type { SyntaxNode } from './node.ts'

export interface Reading {
  readonly root: SyntaxNode | undefined
  readonly diagnostics: readonly Diagnostic[]
}
