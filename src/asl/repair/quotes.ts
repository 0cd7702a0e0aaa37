/** Strings in whatever quotes people write or a word processor made: where they end, and how JSON writes them. */
import type { TextEdit } from '../diagnostic.ts'
import type { Finding } from './finding.ts'

/** Every double quotation mark that typesetting puts in place of `"`. */
const typographic = '“”„‟«»″‶〝〞＂'
const singles = "'‘’‚‛`´"

export function isQuote(character: string): boolean {
  return (
    character !== '' && (character === '"' || typographic.includes(character) || singles.includes(character))
  )
}

export interface QuotedString {
  /** Offset after the closing quote. */
  readonly end: number
  readonly findings: readonly Finding[]
}

/** Reads the string that opens at `start`, which ends on its line at the latest. */
export function readQuoted(text: string, start: number): QuotedString {
  const opener = text[start]!
  const close = opener === '"' ? closeOfStraight(text, start) : closeOfOther(text, start)
  const edits = [...quoteEdit(text, start), ...innerEdits(text, start + 1, close.at)]
  if (close.quoted) edits.push(...quoteEdit(text, close.at))
  const end = close.quoted ? close.at + 1 : close.at
  const findings: Finding[] = []
  if (edits.length > 0) findings.push(quoteFinding(text, start, edits))
  if (!close.quoted) findings.push(unclosed(text, start, close.at))
  return { end, findings }
}

interface Close {
  readonly at: number
  /** Whether a quote stands there; else the string was never closed and ends here. */
  readonly quoted: boolean
}

function closeOfStraight(text: string, start: number): Close {
  const lineEnd = endOfLine(text, start)
  for (let i = start + 1; i < lineEnd; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return { at: i, quoted: true }
  }
  return closeBeforeStructure(text, start, typographic + singles)
}

function closeOfOther(text: string, start: number): Close {
  const double = typographic.includes(text[start]!)
  return closeBeforeStructure(text, start, double ? `"${typographic}` : singles)
}

// The first quote that is followed by what may follow a string; a quote inside a sentence is not.
function closeBeforeStructure(text: string, start: number, quotes: string): Close {
  const lineEnd = endOfLine(text, start)
  for (let i = start + 1; i < lineEnd; i++) {
    if (text[i] === '\\') i++
    else if (quotes.includes(text[i]!) && /^[ \t]*(?:[:,}\]]|\r?$)/.test(text.slice(i + 1, lineEnd))) {
      return { at: i, quoted: true }
    }
  }
  const tail = /[\s,}\]]*$/.exec(text.slice(start + 1, lineEnd))![0].length
  return { at: lineEnd - tail, quoted: false }
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at
}

function quoteEdit(text: string, at: number): TextEdit[] {
  return text[at] === '"' ? [] : [{ offset: at, length: 1, text: '"' }]
}

// A straight quote inside the string gets its backslash, `\'` loses one, a raw tab becomes `\t`.
function innerEdits(text: string, from: number, to: number): TextEdit[] {
  const edits: TextEdit[] = []
  for (let i = from; i < to; i++) {
    const character = text[i]!
    if (character === '\\') {
      if (text[i + 1] === "'") edits.push({ offset: i, length: 1, text: '' })
      i++
    } else if (character === '"') edits.push({ offset: i, length: 0, text: '\\' })
    else if (character < ' ') edits.push({ offset: i, length: 1, text: escapeOf(character) })
  }
  return edits
}

function escapeOf(character: string): string {
  return JSON.stringify(character).slice(1, -1)
}

function quoteFinding(text: string, start: number, edits: readonly TextEdit[]): Finding {
  const found = edits.map((edit) => text.slice(edit.offset, edit.offset + edit.length)).join('')
  const kind = Array.from(found).some(
    (character) => typographic.includes(character) || '‘’‚‛´'.includes(character),
  )
    ? 'typographic-quote'
    : /['`]/.test(found)
      ? 'single-quote'
      : 'control-character'
  return { kind, at: { offset: start, length: 1 }, found, edits }
}

function unclosed(text: string, start: number, at: number): Finding {
  return {
    kind: 'unclosed-string',
    at: { offset: start, length: Math.max(1, at - start) },
    found: text.slice(start, at),
    edits: [{ offset: at, length: 0, text: '"' }],
  }
}
