/** The tokens of a text that is meant to be JSON, with what is wrong inside each of them. */
import type { Span } from '../syntax/node.ts'
import type { Finding } from './finding.ts'
import { isQuote, readQuoted } from './quotes.ts'

export type Token = Span & {
  readonly kind: 'punctuation' | 'string' | 'literal' | 'word' | 'end'
  readonly text: string
  readonly findings: readonly Finding[]
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/
const foreignWords: ReadonlyMap<string, string> = new Map([
  ['none', 'null'],
  ['nil', 'null'],
  ['undefined', 'null'],
  ['null', 'null'],
  ['true', 'true'],
  ['false', 'false'],
])

/** The token at or after `from`, with the findings of the blanks and comments before it. */
export function nextToken(text: string, from: number): Token {
  const blank = skipBlank(text, from)
  const token = tokenAt(text, blank.at)
  return { ...token, findings: [...blank.findings, ...token.findings] }
}

function tokenAt(text: string, at: number): Token {
  const character = text[at] ?? ''
  if (character === '') return { kind: 'end', text: '', offset: at, length: 0, findings: [] }
  if ('{}[]:,'.includes(character)) {
    return { kind: 'punctuation', text: character, offset: at, length: 1, findings: [] }
  }
  if (isQuote(character)) {
    const { end, findings } = readQuoted(text, at)
    return { kind: 'string', text: text.slice(at, end), offset: at, length: end - at, findings }
  }
  return word(text, at)
}

function word(text: string, at: number): Token {
  let end = at + 1
  while (end < text.length && !/[\s{}[\]:,]/.test(text[end]!) && !isQuote(text[end]!)) end++
  const found = text.slice(at, end)
  const place = { text: found, offset: at, length: end - at }
  if (jsonNumber.test(found) || found === 'true' || found === 'false' || found === 'null') {
    return { kind: 'literal', findings: [], ...place }
  }
  const meant = foreignWords.get(found.toLowerCase())
  if (meant !== undefined) {
    return { kind: 'literal', findings: [replacement('foreign-word', place, meant)], ...place }
  }
  if (/^[+.\d-]/.test(found) && Number.isFinite(Number(found))) {
    return { kind: 'literal', findings: [replacement('odd-number', place, String(Number(found)))], ...place }
  }
  return { kind: 'word', findings: [], ...place }
}

function replacement(kind: Finding['kind'], place: Span & { text: string }, text: string): Finding {
  const { offset, length } = place
  return { kind, at: { offset, length }, found: place.text, edits: [{ offset, length, text }] }
}

function skipBlank(text: string, from: number): { readonly at: number; readonly findings: Finding[] } {
  const findings: Finding[] = []
  let at = from
  for (;;) {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
    const length = commentLength(text, at) || (/^[\s\u200B\uFEFF]/.test(text.slice(at, at + 1)) ? 1 : 0)
    if (length === 0) return { at, findings }
    findings.push(blankFinding(text, at, length))
    at += length
  }
}

function blankFinding(text: string, offset: number, length: number): Finding {
  const found = text.slice(offset, offset + length)
  const at = { offset, length }
  if (length === 1) return { kind: 'odd-space', at, found, edits: [{ ...at, text: ' ' }] }
  return { kind: 'comment', at, found, edits: [{ ...wholeLine(text, offset, length), text: '' }] }
}

/** A comment that has its lines for itself goes with them. */
function wholeLine(text: string, offset: number, length: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = offset + length
  const alone = /^[ \t]*$/.test(text.slice(start, offset)) && text[end] === '\n'
  return alone ? { offset: start, length: end + 1 - start } : { offset, length }
}

function commentLength(text: string, at: number): number {
  if (text[at] === '#' || text.startsWith('//', at)) {
    const end = text.indexOf('\n', at)
    return Math.max(2, (end === -1 ? text.length : end) - at)
  }
  if (!text.startsWith('/*', at)) return 0
  const end = text.indexOf('*/', at + 2)
  return (end === -1 ? text.length : end + 2) - at
}
