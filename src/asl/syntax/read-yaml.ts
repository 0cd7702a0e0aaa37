/** YAML text as a positioned syntax tree, the same as of JSON. Aliases are followed; tags are ignored. */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { tryParseJson, type RawNumber } from '#base'
import type { Diagnostic } from '../diagnostic.ts'
import { syntaxDepthMax, aliasedNodesMax } from '../limits.ts'
import { describeFindings } from '../repair/describe-findings.ts'
import type { Finding } from '../repair/finding.ts'
import { memberPointer, type Member, type Span, type SyntaxNode } from './node.ts'
import type { Reading } from './reading.ts'
import type { Source } from './source.ts'

export function readYaml(source: Source): Reading {
  try {
    return read(source)
  } catch (error) {
    // Our own limits end here, and the library's recursion on a text that nests without end.
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
  const conversion = new Conversion(source.text)
  const root = conversion.node(contents, '/', 0)
  return { root, diagnostics: [...diagnostics, ...describeFindings(source, conversion.quotes)] }
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
  /** Typographic quotes around texts, which are part of the text in YAML but never meant to be. */
  readonly quotes: Finding[] = []
  readonly #anchors = new Map<string, Node>()
  /** How many aliases are being followed, one within the other. */
  #aliases = 0
  #aliasedNodes = 0

  constructor(text: string) {
    this.#text = text
  }

  node(node: unknown, pointer: string, depth: number): SyntaxNode {
    if (depth > syntaxDepthMax) throw new Error(`it nests deeper than ${syntaxDepthMax} levels`)
    if (this.#aliases > 0 && ++this.#aliasedNodes > aliasedNodesMax) {
      throw new Error(`its aliases stand for more than ${aliasedNodesMax} nodes`)
    }
    if (isAlias(node)) return this.#alias(node, pointer, depth)
    const place = { ...this.#span(node), pointer }
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    if (isMap(node)) return { kind: 'object', ...place, members: this.#members(node, pointer, depth) }
    if (isSeq(node)) return { kind: 'array', ...place, items: this.#items(node, pointer, depth) }
    if (!isScalar(node)) return this.#scalar(null, place)
    return this.#scalar(typeof node.value === 'string' ? this.#straight(node) : node.value, place)
  }

  /** What an alias stands for: the last node before it that has its name as an anchor. */
  #alias({ source }: Alias, pointer: string, depth: number): SyntaxNode {
    this.#aliases++
    const node = this.node(this.#anchors.get(source) ?? null, pointer, depth + 1)
    this.#aliases--
    return node
  }

  #members(map: YAMLMap, pointer: string, depth: number): readonly Member[] {
    return map.items.map((pair) => {
      const key = isScalar(pair.key) ? this.#straight(pair.key) : this.#textOf(pair.key)
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

  /** The text of a scalar without the typographic quotes around it. */
  #straight(node: Scalar): string {
    const text = String(node.value)
    if (node.type !== 'PLAIN' || !/^[“”„‟].*[“”‟]$/u.test(text)) return text
    const { offset, length } = this.#span(node)
    const edits = [offset, offset + length - 1].map((at) => ({ offset: at, length: 1, text: '"' }))
    this.quotes.push({
      kind: 'typographic-quote',
      at: { offset, length: 1 },
      found: `${text[0]}${text.at(-1)}`,
      edits,
    })
    return text.slice(1, -1)
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
