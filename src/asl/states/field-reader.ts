/**
 * Reads the fields of one valid state as the machine has them: paths and templates compiled, numbers as doubles.
 *
 * The rules have passed, so what is not as it must be is our own error, and stops here.
 */
import { assert, toNumber } from '#base'
import {
  isJsonataText,
  QuerySyntaxError,
  type Jsonata,
  type JsonataTemplate,
  type Path,
  type ReferencePath,
  type Template,
  type TextExpression,
} from '#query'
import type { NumberSource, QueryLanguage, StateBase, ValueTemplate } from '../machine.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import type { Queries } from '../queries.ts'
import { stringOf, toJson, valueOf, type ObjectNode, type SyntaxNode } from '../syntax/node.ts'

interface Reading {
  readonly queries: Queries
  readonly language: QueryLanguage
}

export class FieldReader {
  readonly #reading: Reading
  readonly node: ObjectNode

  constructor(node: ObjectNode, reading: Reading) {
    this.node = node
    this.#reading = reading
  }

  static of(state: StateSyntax, { queries }: Outline): FieldReader {
    return new FieldReader(state.node, { queries, language: state.language })
  }

  get language(): QueryLanguage {
    return this.#reading.language
  }

  /** The same for an object inside the state. */
  within(node: ObjectNode): FieldReader {
    return new FieldReader(node, this.#reading)
  }

  /** The object that is the value of that field. */
  object(name: string): FieldReader | undefined {
    const value = this.value(name)
    return value?.kind === 'object' ? this.within(value) : undefined
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
    return text === undefined ? undefined : this.compiled(this.#reading.queries.path(text))
  }

  /** Null where the field is null. */
  nullablePath(name: string): Path | null | undefined {
    return this.value(name)?.kind === 'null' ? null : this.path(name)
  }

  nullableReferencePath(name: string): ReferencePath | null | undefined {
    if (this.value(name)?.kind === 'null') return null
    const text = this.text(name)
    return text === undefined ? undefined : this.compiled(this.#reading.queries.referencePath(text))
  }

  /** A number, the expression that is one (JSONata), or the path to it under the same name with `Path` (JSONPath). */
  numberSource(name: string): NumberSource | undefined {
    return this.number(name) ?? this.expression(name) ?? this.path(`${name}Path`)
  }

  /** The `{% … %}` text of a field in a JSONata state. */
  expression(name: string): Jsonata | undefined {
    const text = this.text(name)
    if (text === undefined || this.language !== 'JSONata' || !isJsonataText(text)) return undefined
    return this.compiled(this.#reading.queries.jsonata(text))
  }

  /** The same where there has to be one; a literal boolean is an expression, too. */
  requiredExpression(name: string): Jsonata {
    const value = this.value(name)
    const text = value?.kind === 'boolean' ? `{% ${value.value} %}` : this.text(name)
    assert(text !== undefined, `${this.node.pointer} has no expression ${name}`)
    return this.compiled(this.#reading.queries.jsonata(text))
  }

  /** A payload template of a JSONPath field. */
  template(name: string): Template | undefined {
    const value = this.value(name)
    if (!value) return undefined
    const template = this.#reading.queries.template(value)
    assert('evaluate' in template, `${value.pointer} is not a valid template`)
    return template
  }

  /** A value with `{% … %}` texts in it, of a JSONata field. */
  jsonataTemplate(name: string): JsonataTemplate | undefined {
    const value = this.value(name)
    if (!value) return undefined
    const template = this.#reading.queries.jsonataTemplate(value)
    assert('evaluate' in template, `${value.pointer} is not a valid template`)
    return template
  }

  /** A template in the query language of the state, for the fields that both languages have. */
  valueTemplate(name: string): ValueTemplate | undefined {
    return this.language === 'JSONata' ? this.jsonataTemplate(name) : this.template(name)
  }

  textExpression(name: string): TextExpression | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : this.compiled(this.#reading.queries.textExpression(text, name))
  }

  /** The texts of a list. */
  texts(name: string): readonly string[] | undefined {
    const value = this.value(name)
    if (value?.kind !== 'array') return undefined
    return value.items.flatMap((item) => (item.kind === 'string' ? [item.value] : []))
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
  const base = { name: state.name, pointer: state.node.pointer, queryLanguage: state.language }
  return comment === undefined ? base : { ...base, comment }
}
