/**
 * The surface of JSONPath: a path is compiled once, when a definition is read, and then only read.
 * (Contract; see jsonpath modules for the implementation.)
 */
import type { Json } from '#base'
import type { QueryScope } from './scope.ts'

/** A compiled path: `$.a.b[0]`, `$$.Execution.Id`, `$..book[?(@.price < 10)]`. */
export interface Path {
  readonly text: string
  /** Whether it can name one place at most. An indefinite path gives a list, which may be empty. */
  readonly definite: boolean
  read(scope: QueryScope): Json | PathMiss
}

/** A path that writes: only names and array indexes. */
export interface ReferencePath {
  readonly text: string
  /** The document with the value at the path's place; missing parents are made. The document itself is untouched. */
  write(document: Json, value: Json): Json | PathMiss
}

/** Why a path found nothing, in Jayway's words, which AWS shows: `No results for path: $['x']`. */
export class PathMiss {
  readonly reason: string
  /** An existing key that resembles the missing one. */
  readonly nearest: string | undefined

  constructor(reason: string, nearest?: string) {
    this.reason = reason
    this.nearest = nearest
  }
}
