/** What a field of a definition may hold. */
import type { QueryLanguage } from '../machine.ts'

export type FieldKind =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'number'
  | 'object'
  | 'array'
  | 'json'
  | 'template'
  | 'items'
  | 'path'
  | 'nullable-path'
  | 'definite-path'
  | 'nullable-reference-path'
  | 'text-expression'
  | 'timestamp'

export interface Field {
  readonly kind: FieldKind
  /** The only query language in which the field exists. */
  readonly language?: QueryLanguage
  /**
   * What a JSONata state evaluates in the field: the field's whole value as one `{% … %}` text (`expression`), every such
   * text in it (`template`), or those inside of an object that is none itself (`members`).
   */
  readonly jsonata?: 'expression' | 'template' | 'members'
  readonly required?: true
  readonly min?: number
  readonly max?: number
  /** The only values that a text may have. */
  readonly values?: readonly string[]
  /** Whether an empty list or object is refused. */
  readonly nonEmpty?: true
  /** What the items of a list, or the members of an object, have to be. */
  readonly elements?: 'object' | 'text'
}

/** Whether a JSONPath state reads the field as a payload template. */
export function isPathTemplate({ kind, jsonata }: Field): boolean {
  return kind === 'template' || (kind === 'object' && jsonata !== undefined)
}

/** The fields of one kind of object. */
export interface Shape {
  /** What the object is, as a message says it: `a Task state`. */
  readonly what: string
  readonly fields: Readonly<Record<string, Field>>
  /** Groups of fields of which there may be one at most. */
  readonly exclusive?: readonly (readonly string[])[]
  /** Groups of fields of which there must be exactly one. */
  readonly exactlyOne?: readonly (readonly string[])[]
}
