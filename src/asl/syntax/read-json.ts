/** JSON text as a positioned syntax tree. A text with faults is repaired for the reading, and every fault is told. */
import { parseTree, type Node, type ParseError } from 'jsonc-parser'
import { parseJson, type RawNumber } from '#base'
import type { Diagnostic } from '../diagnostic.ts'
import { syntaxDepthMax } from '../limits.ts'
import { describeFindings } from '../repair/describe-findings.ts'
import { applyEdits } from '../repair/edited-text.ts'
import { findJsonFaults } from '../repair/repair-json.ts'
import { memberPointer, type Member, type Span, type SyntaxNode } from './node.ts'
import { parseSoundJson } from './parse-sound-json.ts'
import type { Reading } from './reading.ts'
import type { Source } from './source.ts'

const strict = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false }

type OriginalOffset = (offset: number) => number

export function readJson(source: Source): Reading {
  const { text } = source
  const sound = parseSoundJson(text)
  if (sound) return { root: sound, diagnostics: [] }
  if (nestsTooDeep(text)) return { root: undefined, diagnostics: [tooDeep(source)] }
  const errors: ParseError[] = []
  parseTree(text, errors, strict)
  return readBroken(source, errors)
}

function readBroken(source: Source, errors: readonly ParseError[]): Reading {
  const findings = findJsonFaults(source.text)
  const repaired = applyEdits(
    source.text,
    findings.flatMap((finding) => finding.edits),
  )
  const remaining: ParseError[] = []
  const tree = nestsTooDeep(repaired.text) ? undefined : parseTree(repaired.text, remaining, strict)
  const root =
    tree && remaining.length === 0
      ? new Conversion(repaired.text, repaired.originalOffset).node(tree, '/')
      : undefined
  const diagnostics = describeFindings(source, findings)
  return { root, diagnostics: diagnostics.length > 0 ? diagnostics : [unreadable(source, errors)] }
}

function unreadable(source: Source, errors: readonly ParseError[]): Diagnostic {
  const at = errors[0] ?? { offset: 0, length: source.text.length }
  return {
    severity: 'error',
    code: 'INVALID_JSON_DESCRIPTION',
    message: 'The definition is not valid JSON from this place on.',
    pointer: '/',
    range: source.range(at),
  }
}

function tooDeep(source: Source): Diagnostic {
  return {
    severity: 'error',
    code: 'INVALID_JSON_DESCRIPTION',
    message: `The definition nests deeper than ${syntaxDepthMax} levels of { and [.`,
    pointer: '/',
    range: source.range({ offset: 0, length: 1 }),
  }
}

// Brackets inside quoted strings do not count; the parser would recurse once for each of the others.
function nestsTooDeep(text: string): boolean {
  if (text.length <= syntaxDepthMax) return false
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 0x5c) i++
      else if (code === 0x22 || code === 0x0a) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > syntaxDepthMax) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}

/** Turns the parser's tree into ours. */
class Conversion {
  readonly #text: string
  /** Absent where the text was parsed as it is. */
  readonly #originalOffset: OriginalOffset | undefined

  constructor(text: string, originalOffset?: OriginalOffset) {
    this.#text = text
    this.#originalOffset = originalOffset
  }

  node(node: Node, pointer: string): SyntaxNode {
    const { offset, length } = this.#span(node)
    switch (node.type) {
      case 'object':
        return { kind: 'object', offset, length, pointer, members: this.#members(node, pointer) }
      case 'array': {
        const items = (node.children ?? []).map((item, i) => this.node(item, `${pointer}[${i}]`))
        return { kind: 'array', offset, length, pointer, items }
      }
      case 'string':
        return { kind: 'string', offset, length, pointer, value: node.value as string }
      case 'number':
        return { kind: 'number', offset, length, pointer, value: this.#number(node) }
      case 'boolean':
        return { kind: 'boolean', offset, length, pointer, value: node.value as boolean }
      default:
        return { kind: 'null', offset, length, pointer, value: null }
    }
  }

  #members(node: Node, pointer: string): readonly Member[] {
    const members: Member[] = []
    for (const property of node.children ?? []) {
      const [keyNode, valueNode] = property.children ?? []
      if (!keyNode || !valueNode) continue
      const key = keyNode.value as string
      members.push({
        key,
        keySpan: this.#keySpan(keyNode),
        value: this.node(valueNode, memberPointer(pointer, key)),
      })
    }
    return members
  }

  // A span of its own, so that the parser's node can go.
  #keySpan(node: Node): Span {
    const { offset, length } = this.#span(node)
    return { offset, length }
  }

  #number(node: Node): number | RawNumber {
    const written = this.#text.slice(node.offset, node.offset + node.length)
    return (String(node.value) === written ? node.value : parseJson(written)) as number | RawNumber
  }

  #span(node: Node): Span {
    if (!this.#originalOffset) return node
    const offset = this.#originalOffset(node.offset)
    const last = this.#originalOffset(node.offset + node.length - 1)
    return { offset, length: last + 1 - offset }
  }
}
