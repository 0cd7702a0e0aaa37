/**
 * The surface of JSONPath: a path is compiled once, when a definition is read, and then only read.
 * (Contract; `compile-path.ts` and `compile-reference-path.ts` make them.)
 */
import type { Json } from '#base'
import type { QueryScope } from './scope.ts'

/** A compiled path: `$.a.b[0]`, `$$.Execution.Id`, `$name.a`, `$..book[?(@.price < 10)]`. */
export interface Path {
  readonly text: string
  /** Whether it can name one place at most. An indefinite path gives a list, which may be empty. */
  readonly definite: boolean
  /** What it starts from: `$`, `$$` or `$name`. */
  readonly root: 'input' | 'context' | 'variable'
  /** The name behind the `$` where the root is a variable. */
  readonly variable?: string
  /** The names that it starts with, as far as they are plain: `['a', 'b']` of `$.a.b[0].c`. */
  readonly leadingNames: readonly string[]
  read(scope: QueryScope): Json | PathMiss
}

/** A path that writes: only names and array indexes. */
export interface ReferencePath {
  readonly text: string
  /** The names that it starts with, as far as they are plain; none for `$`, which replaces the whole document. */
  readonly leadingNames: readonly string[]
  /** The document with the value at the path's place; missing parents are made. The document itself is untouched. */
  write(document: Json, value: Json): Json | PathMiss
}

/** A text that is made when it is asked for: an `IsPresent` test that finds nothing should not pay for the words. */
type Lazy<T> = T | (() => T)

/** Why a path found nothing, in Jayway's words, which AWS shows: `No results for path: $['x']`. */
export class PathMiss {
  readonly #reason: Lazy<string>
  readonly #nearest: Lazy<string | undefined>

  constructor(reason: Lazy<string>, nearest?: Lazy<string | undefined>) {
    this.#reason = reason
    this.#nearest = nearest
  }

  get reason(): string {
    return typeof this.#reason === 'function' ? this.#reason() : this.#reason
  }

  /** An existing key that resembles the missing one. */
  get nearest(): string | undefined {
    return typeof this.#nearest === 'function' ? this.#nearest() : this.#nearest
  }
}
