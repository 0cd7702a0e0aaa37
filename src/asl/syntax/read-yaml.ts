/** YAML text as a positioned syntax tree, the same as of JSON. Aliases are followed; tags are ignored. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { tryParseJson, type RawNumber } from '#base'
import type { Diagnostic } from '../diagnostic.ts'
import { syntaxDepthMax, syntaxNodesMax } from '../limits.ts'
import { memberPointer, type Member, type Span, type SyntaxNode } from './node.ts'
import type { Reading } from './reading.ts'
import type { Source } from './source.ts'

export function readYaml(source: Source): Reading {
  try {
    return read(source)
  } catch (error) {
    // The library throws on a few texts that it cannot take at all (it recurses, and limits aliases).
    const reason = error instanceof Error ? error.message : String(error)
    return { root: undefined, diagnostics: [problem(source, reason, { offset: 0, length: 1 })] }
  }
}

function read(source: Source): Reading {
  const document = parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' })
  const diagnostics = document.errors.map(({ message, pos }) =>
    problem(source, message, { offset: pos[0], length: Math.max(1, pos[1] - pos[0]) }),
  )
  const { contents } = document
  if (contents === null) return { root: undefined, diagnostics }
  return { root: new Conversion(source.text, document).node(contents, '/', 0), diagnostics }
}

function problem(source: Source, message: string, span: Span): Diagnostic {
  return {
    severity: 'error',
    code: 'INVALID_YAML_DESCRIPTION',
    message: `The definition is not valid YAML: ${message}`,
    pointer: '/',
    range: source.range(span),
  }
}

class Conversion {
  readonly #text: string
  readonly #document: Document
  #nodes = 0

  constructor(text: string, document: Document) {
    this.#text = text
    this.#document = document
  }

  node(node: unknown, pointer: string, depth: number): SyntaxNode {
    if (++this.#nodes > syntaxNodesMax) throw new Error(`it has more than ${syntaxNodesMax} nodes`)
    if (depth > syntaxDepthMax) throw new Error(`it nests deeper than ${syntaxDepthMax} levels`)
    if (isAlias(node)) return this.node(node.resolve(this.#document), pointer, depth + 1)
    const place = { ...this.#span(node), pointer }
    if (isMap(node)) return { kind: 'object', ...place, members: this.#members(node, pointer, depth) }
    if (isSeq(node)) return { kind: 'array', ...place, items: this.#items(node, pointer, depth) }
    return this.#scalar(isScalar(node) ? node.value : null, place)
  }

  #members(map: YAMLMap, pointer: string, depth: number): readonly Member[] {
    return map.items.map((pair) => {
      const key = isScalar(pair.key) ? String(pair.key.value) : this.#textOf(pair.key)
      const keySpan = this.#span(pair.key)
      // A name without a value is null, and stands where its name ends.
      const value = pair.value
        ? this.node(pair.value, memberPointer(pointer, key), depth + 1)
        : this.#scalar(null, {
            offset: keySpan.offset,
            length: keySpan.length,
            pointer: memberPointer(pointer, key),
          })
      return { key, keySpan, value }
    })
  }

  #items(list: YAMLSeq, pointer: string, depth: number): readonly SyntaxNode[] {
    return list.items.map((item, i) => this.node(item, `${pointer}[${i}]`, depth + 1))
  }

  #scalar(value: unknown, place: Span & { readonly pointer: string }): SyntaxNode {
    switch (typeof value) {
      case 'string':
        return { kind: 'string', ...place, value }
      case 'boolean':
        return { kind: 'boolean', ...place, value }
      case 'number':
      case 'bigint':
        return { kind: 'number', ...place, value: this.#number(Number(value), place) }
      default:
        return { kind: 'null', ...place, value: null }
    }
  }

  /** The number with the digits of its author where they are JSON. */
  #number(value: number, place: Span): number | RawNumber {
    const written = this.#text.slice(place.offset, place.offset + place.length)
    const parsed = /^-?\d/.test(written) ? tryParseJson(written) : undefined
    return (parsed ?? value) as number | RawNumber
  }

  #textOf(node: unknown): string {
    const { offset, length } = this.#span(node)
    return this.#text.slice(offset, offset + length)
  }

  /** From the beginning of a node to its last character that is not white space. */
  #span(node: unknown): Span {
    const range = (node as { range?: readonly number[] | null } | null)?.range
    if (!range) return { offset: 0, length: 0 }
    const [offset, end] = range as [number, number]
    return { offset, length: this.#text.slice(offset, end).trimEnd().length }
  }
}
