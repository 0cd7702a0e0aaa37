/**
 * Reads a text that is meant to be JSON but is not, and says what is wrong with it, each thing once.
 *
 * Owns: the structure (brackets, commas, colons). Neighbours: tokens and quotes know what is wrong inside a token;
 * read-json applies the edits and parses the result strictly, so a mistake made here cannot invent a value.
 *
 * 1. It reads to the end, whatever comes: every fault of a text is told in one go.
 * 2. Edits never overlap and are in the order of the text.
 * 3. It is iterative: deep nesting costs memory, never the stack.
 * 4. Where brackets are missing, the author's indentation is believed if it explains all of them; else they are
 *    put at the end.
 */
import type { TextEdit } from '../diagnostic.ts'
import type { Finding, FindingKind } from './finding.ts'
import { nextToken, type Token } from './tokens.ts'

interface Frame {
  readonly closer: '}' | ']'
  expects: 'key' | 'colon' | 'value' | 'comma'
  /** Where the last comma stands, while nothing has followed it. */
  comma?: number | undefined
  /** How far its first member is indented, where that begins a line. */
  indentation?: number | undefined
  /** The white space before the line on which it was opened. */
  readonly lead: string
}

/** What is wrong with the JSON of the text, in the order of the text. */
export function findJsonFaults(text: string): readonly Finding[] {
  const plain = new JsonReader(text, false)
  const findings = plain.read()
  if (!plain.endedOpen) return findings
  const indented = new JsonReader(text, true)
  const believed = indented.read()
  return indented.endedOpen ? findings : believed
}

class JsonReader {
  readonly #text: string
  readonly #frames: Frame[] = []
  readonly #findings: Finding[] = []
  #previousEnd = 0
  #started = false
  readonly #byIndentation: boolean
  /** Whether brackets were open at the end of the text. */
  endedOpen = false

  constructor(text: string, byIndentation: boolean) {
    this.#text = text
    this.#byIndentation = byIndentation
  }

  read(): readonly Finding[] {
    for (let at = 0; ;) {
      const token = nextToken(this.#text, at)
      this.#findings.push(...token.findings)
      if (token.kind === 'end') break
      if (!this.#take(token)) return this.#findings
      at = this.#previousEnd = token.offset + token.length
    }
    this.endedOpen = this.#frames.length > 0
    if (this.endedOpen) this.#closeAll()
    return this.#findings
  }

  /** False where nothing that follows can be part of the document. */
  #take(token: Token): boolean {
    if (this.#byIndentation) this.#closeByIndentation(token)
    const frame = this.#frames.at(-1)
    if (!frame) return this.#takeOutside(token)
    if (token.text === '}' || token.text === ']') this.#takeCloser(token)
    else if (frame.expects === 'key') this.#takeKey(frame, token)
    else if (frame.expects === 'colon') this.#takeColon(frame, token)
    else if (frame.expects === 'value') this.#takeValue(frame, token)
    else this.#takeComma(frame, token)
    return true
  }

  /** A name that is indented as the members of an outer object closes the objects in between. */
  #closeByIndentation(token: Token): void {
    const isName = token.kind === 'string' || token.kind === 'word'
    const frame = this.#frames.at(-1)
    if (!isName || frame?.closer !== '}' || (frame.expects !== 'key' && frame.expects !== 'comma')) return
    const indentation = this.#indentationOf(token)
    if (indentation === undefined) return
    frame.indentation ??= indentation
    if (!this.#frames.some((outer) => outer.closer === '}' && outer.indentation === indentation)) return
    while (this.#frames.at(-1)!.indentation !== indentation) {
      const { lead } = this.#frames.at(-1)!
      const closer = this.#close()
      const place = { offset: token.offset, length: token.length, text: closer }
      this.#add('missing-closer', place, [
        { offset: this.#previousEnd, length: 0, text: `\n${lead}${closer}` },
      ])
    }
  }

  /** How far a token is indented that begins its line. */
  #indentationOf(token: Token): number | undefined {
    const lineStart = this.#text.lastIndexOf('\n', token.offset - 1) + 1
    const lead = this.#text.slice(lineStart, token.offset)
    return /^[ \t]*$/.test(lead) ? lead.length : undefined
  }

  #takeOutside(token: Token): boolean {
    if (this.#started && (token.text === '}' || token.text === ']')) {
      this.#remove('extra-closer', token)
      return true
    }
    if (!this.#started && (token.text === '{' || token.text === '[')) {
      this.#started = true
      this.#open(token)
      return true
    }
    const { offset } = token
    const length = this.#text.length - offset
    const edits = this.#started ? [{ offset, length, text: '' }] : []
    this.#findings.push({ kind: 'unexpected-text', at: token, found: token.text, edits })
    return false
  }

  #takeKey(frame: Frame, token: Token): void {
    if (token.kind === 'string' || token.kind === 'word' || token.kind === 'literal') {
      if (token.kind !== 'string') this.#quote(token)
      frame.expects = 'colon'
      frame.comma = undefined
    } else if (token.text === ',') this.#remove('extra-comma', token)
    else this.#remove('unexpected-text', token)
  }

  #takeColon(frame: Frame, token: Token): void {
    frame.expects = 'value'
    if (token.text === ':') return
    if (/^=>?$/.test(token.text)) {
      const { offset, length } = token
      this.#add('missing-colon', token, [{ offset, length, text: ':' }])
      return
    }
    this.#insert('missing-colon', ':', token)
    this.#takeValue(frame, token)
  }

  #takeValue(frame: Frame, token: Token): void {
    if (token.text === ',') {
      if (frame.closer === ']') this.#remove('extra-comma', token)
      else {
        this.#insert('missing-value', ' null', token)
        frame.expects = 'key'
        frame.comma = token.offset
      }
      return
    }
    if (token.text === ':') {
      this.#remove('unexpected-text', token)
      return
    }
    frame.expects = 'comma'
    frame.comma = undefined
    if (token.text === '{' || token.text === '[') this.#open(token)
    else if (token.kind === 'word') this.#quote(token)
  }

  #takeComma(frame: Frame, token: Token): void {
    if (token.text === ':') {
      this.#remove('unexpected-text', token)
      return
    }
    frame.expects = frame.closer === '}' ? 'key' : 'value'
    if (token.text === ',') {
      frame.comma = token.offset
      return
    }
    this.#insert('missing-comma', ',', token)
    if (frame.closer === '}') this.#takeKey(frame, token)
    else this.#takeValue(frame, token)
  }

  #takeCloser(token: Token): void {
    if (!this.#frames.some((frame) => frame.closer === token.text)) {
      this.#remove('extra-closer', token)
      return
    }
    while (this.#frames.at(-1)!.closer !== token.text) this.#insert('missing-closer', this.#close(), token)
    this.#close()
  }

  #closeAll(): void {
    let closers = ''
    while (this.#frames.length > 0) closers += this.#close()
    const offset = this.#previousEnd
    this.#add('missing-closer', { offset: Math.max(0, offset - 1), length: 1, text: closers }, [
      { offset, length: 0, text: `${this.#lineBreak()}${closers}` },
    ])
  }

  #lineBreak(): string {
    return this.#text.includes('\n') ? '\n' : ''
  }

  #open(token: Token): void {
    const lineStart = this.#text.lastIndexOf('\n', token.offset - 1) + 1
    const lead = /^[ \t]*/.exec(this.#text.slice(lineStart, token.offset))![0]
    this.#frames.push(
      token.text === '{' ? { closer: '}', expects: 'key', lead } : { closer: ']', expects: 'value', lead },
    )
  }

  #close(): string {
    const frame = this.#frames.pop()!
    const place = { offset: this.#previousEnd, length: 0, text: '' }
    if (frame.expects === 'colon') this.#insert('missing-value', ': null', place)
    else if (frame.comma !== undefined) {
      this.#remove('extra-comma', { offset: frame.comma, length: 1, text: ',' })
    } else if (frame.closer === '}' && frame.expects === 'value')
      this.#insert('missing-value', ' null', place)
    return frame.closer
  }

  #quote(token: Token): void {
    const { offset, length } = token
    this.#add('unquoted-text', token, [{ offset, length, text: JSON.stringify(token.text) }])
  }

  #insert(kind: FindingKind, text: string, before: Place): void {
    const offset = this.#previousEnd
    const at = {
      offset: before.offset,
      length: before.length,
      text: kind === 'missing-closer' ? text : before.text,
    }
    this.#add(kind, at, [{ offset, length: 0, text }])
  }

  #remove(kind: FindingKind, token: Place): void {
    const { offset, length } = token
    this.#add(kind, token, [{ offset, length, text: '' }])
  }

  #add(kind: FindingKind, at: Place, edits: readonly TextEdit[]): void {
    const { offset, length, text } = at
    this.#findings.push({ kind, at: { offset, length }, found: text, edits })
  }
}

type Place = Pick<Token, 'offset' | 'length' | 'text'>
