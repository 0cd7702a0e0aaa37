/**
 * Reads the fields of one valid state as the machine has them: paths and templates compiled, numbers as doubles.
 *
 * The rules have passed, so what is not as it must be is our own error, and stops here.
 */
import { assert, toNumber } from '#base'
import { QuerySyntaxError, type Path, type ReferencePath, type Template, type TextExpression } from '#query'
import type { StateBase } from '../machine.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import type { Queries } from '../queries.ts'
import { stringOf, toJson, valueOf, type ObjectNode, type SyntaxNode } from '../syntax/node.ts'

export class FieldReader {
  readonly #queries: Queries
  readonly node: ObjectNode

  constructor(node: ObjectNode, queries: Queries) {
    this.node = node
    this.#queries = queries
  }

  static of(state: StateSyntax, outline: Outline): FieldReader {
    return new FieldReader(state.node, outline.queries)
  }

  /** The same for an object inside the state. */
  within(node: ObjectNode): FieldReader {
    return new FieldReader(node, this.#queries)
  }

  value(name: string): SyntaxNode | undefined {
    return valueOf(this.node, name)
  }

  text(name: string): string | undefined {
    return stringOf(this.node, name)
  }

  requiredText(name: string): string {
    const text = this.text(name)
    assert(text !== undefined, `${this.node.pointer} has no text ${name}`)
    return text
  }

  number(name: string): number | undefined {
    const value = this.value(name)
    return value?.kind === 'number' ? toNumber(value.value) : undefined
  }

  path(name: string): Path | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : this.compiled(this.#queries.path(text))
  }

  /** Null where the field is null. */
  nullablePath(name: string): Path | null | undefined {
    return this.value(name)?.kind === 'null' ? null : this.path(name)
  }

  nullableReferencePath(name: string): ReferencePath | null | undefined {
    if (this.value(name)?.kind === 'null') return null
    const text = this.text(name)
    return text === undefined ? undefined : this.compiled(this.#queries.referencePath(text))
  }

  /** A number, or the path to it under the same name with `Path`. */
  numberOrPath(name: string): number | Path | undefined {
    return this.number(name) ?? this.path(`${name}Path`)
  }

  template(name: string): Template | undefined {
    const value = this.value(name)
    if (!value) return undefined
    const template = this.#queries.template(value)
    assert('evaluate' in template, `${value.pointer} is not a valid template`)
    return template
  }

  textExpression(name: string): TextExpression | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : this.compiled(this.#queries.textExpression(text, name))
  }

  json(name: string): ReturnType<typeof toJson> | undefined {
    const value = this.value(name)
    return value && toJson(value)
  }

  private compiled<T extends object>(result: T | QuerySyntaxError): T {
    assert(!(result instanceof QuerySyntaxError), `${this.node.pointer} holds an invalid expression`)
    return result
  }
}

/** The members of T that may be undefined become optional ones. */
type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The object without its undefined members, for types whose optional fields are absent rather than undefined. */
export function present<T extends object>(object: T): Present<T> {
  const there: { [K in keyof T]?: T[K] } = {}
  for (const key of Object.keys(object) as (keyof T)[])
    if (object[key] !== undefined) there[key] = object[key]
  return there as unknown as Present<T>
}

export function baseOf(state: StateSyntax): StateBase {
  const comment = stringOf(state.node, 'Comment')
  const base = { name: state.name, pointer: state.node.pointer }
  return comment === undefined ? base : { ...base, comment }
}
