/**
 * Changes to the text of a definition that keep its author's formatting, in JSON and in YAML.
 *
 * Offsets are those of the text as written. Every operation gives edits that do not overlap one another.
 */
import type { TextEdit } from '../diagnostic.ts'
import { memberOf, type Member, type ObjectNode, type Span } from '../syntax/node.ts'
import type { Source } from '../syntax/source.ts'

export class Editor {
  readonly #source: Source

  constructor(source: Source) {
    this.#source = source
  }

  /** Puts a value, given as JSON text (which is YAML too), in the place of another. */
  replace(node: Span, json: string): TextEdit[] {
    return [{ offset: node.offset, length: node.length, text: json }]
  }

  rename(member: Member, name: string): TextEdit[] {
    const { offset, length } = member.keySpan
    const plain = this.#source.format === 'yaml' && /^[A-Za-z][\w.$]*$/.test(name)
    return [{ offset, length, text: plain ? name : JSON.stringify(name) }]
  }

  remove(object: ObjectNode, member: Member): TextEdit[] {
    const lines = this.#isFlow(object) ? undefined : this.#ownLines(member)
    if (lines) return [{ ...lines, text: '' }]
    const index = object.members.indexOf(member)
    const start = member.keySpan.offset
    const next = object.members[index + 1]
    if (next) return [{ offset: start, length: next.keySpan.offset - start, text: '' }]
    const previous = object.members[index - 1]
    const from = previous ? endOf(previous.value) : start
    return [{ offset: from, length: endOf(member.value) - from, text: '' }]
  }

  /** Adds a member with a value given as JSON text, after the named member or at the end. */
  add(
    object: ObjectNode,
    name: string,
    value: { readonly json: string; readonly after?: string },
  ): TextEdit[] {
    const after =
      (value.after === undefined ? undefined : memberOf(object, value.after)) ?? object.members.at(-1)
    if (!after) {
      const open = this.#source.text.slice(object.offset, object.offset + 1) === '{'
      const text = `${JSON.stringify(name)}: ${value.json}`
      return open ? [{ offset: object.offset + 1, length: 0, text }] : []
    }
    const offset = endOf(after.value)
    const lead = this.#lead(after)
    if (this.#isFlow(object)) {
      return [{ offset, length: 0, text: `,${lead || ' '}${JSON.stringify(name)}: ${value.json}` }]
    }
    return [{ offset: this.#lineEnd(offset), length: 0, text: `${lead || '\n'}${name}: ${value.json}` }]
  }

  /** The lines of a member that has them for itself, the last line break included. */
  #ownLines(member: Member): Span | undefined {
    const { text } = this.#source
    const start = text.lastIndexOf('\n', member.keySpan.offset - 1) + 1
    if (text.slice(start, member.keySpan.offset).trim() !== '') return undefined
    const end = text.indexOf('\n', endOf(member.value))
    return { offset: start, length: (end === -1 ? text.length : end + 1) - start }
  }

  #lineEnd(from: number): number {
    const { text } = this.#source
    const at = text.indexOf('\n', from)
    if (at === -1) return text.length
    return text[at - 1] === '\r' ? at - 1 : at
  }

  #isFlow(object: ObjectNode): boolean {
    return this.#source.format === 'json' || this.#source.text[object.offset] === '{'
  }

  /** The line break and indentation before a member that begins a line, else nothing. */
  #lead(member: Member): string {
    const before = this.#source.text.slice(0, member.keySpan.offset)
    return /\r?\n[ \t]*$/.exec(before.slice(-1000))?.[0] ?? ''
  }
}

function endOf(span: Span): number {
  return span.offset + span.length
}
