/** The syntax tree of a JSONPath, and how large it may be. */
import type { Json } from '#base'

/** Steps of one path. A document nests less deep than this, so a longer path finds nothing anyway. */
export const pathStepsMax = 1000

/** How deep filters, their parentheses and the literals in them nest. */
export const pathNestingMax = 50

/** What a path starts from: `$` is the document that the whole path is read from, `@` a filter's candidate. */
export type PathRoot =
  | { readonly kind: 'document' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'candidate' }

export type PathToken =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'scan' }
  | { readonly kind: 'filter'; readonly filter: FilterSyntax }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Operand[] }

export interface PathSyntax {
  readonly root: PathRoot
  readonly tokens: readonly PathToken[]
}

export type FilterSyntax =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly FilterSyntax[] }
  | { readonly kind: 'not'; readonly part: FilterSyntax }
  | { readonly kind: 'exists'; readonly path: PathSyntax }
  | {
      readonly kind: 'compare'
      readonly operator: FilterOperator
      readonly left: Operand
      readonly right: Operand
    }
  | { readonly kind: 'matches'; readonly pattern: Pattern; readonly operand: Operand }

export type Operand =
  | { readonly kind: 'path'; readonly path: PathSyntax }
  | { readonly kind: 'value'; readonly value: Json }

/** A regular expression that has to match a whole text, in linear time. */
export interface Pattern {
  matches(text: string): boolean
}

/** Jayway's operators but `=~`; names are read in upper and lower case. */
export const filterOperators = [
  '===',
  '!==',
  '==',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  'in',
  'nin',
  'all',
  'size',
  'empty',
  'contains',
  'subsetof',
  'anyof',
  'noneof',
] as const

export type FilterOperator = (typeof filterOperators)[number]

/** Whether the path can name one place at most: Jayway merges several last names into one object, a definite result. */
export function isDefinite(tokens: readonly PathToken[]): boolean {
  return tokens.every(
    ({ kind }, i) =>
      kind === 'name' || kind === 'index' || kind === 'call' || (kind === 'names' && i === tokens.length - 1),
  )
}

/** The path as Jayway prints it in its messages: `$['a'][0]`. */
export function canonicalText(tokens: readonly PathToken[]): string {
  return `$${tokens.map(tokenText).join('')}`
}

function tokenText(token: PathToken): string {
  switch (token.kind) {
    case 'name':
      return `['${token.name}']`
    case 'names':
      return `['${token.names.join("', '")}']`
    case 'index':
      return `[${token.index}]`
    case 'indexes':
      return `[${token.indexes.join(',')}]`
    case 'slice':
      return `[${token.from ?? ''}:${token.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'scan':
      return '..'
    case 'filter':
      return '[?]'
    case 'call':
      return `.${token.name}()`
  }
}
