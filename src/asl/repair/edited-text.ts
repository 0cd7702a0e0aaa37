/** A text with edits applied, and where each place of the result stood in the original. */
import type { TextEdit } from '../diagnostic.ts'

export interface EditedText {
  readonly text: string
  /** The offset in the original of an offset in the edited text. */
  readonly originalOffset: (offset: number) => number
}

/** Applies edits that do not overlap. Insertions at one place keep the order in which they are given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): EditedText {
  const ordered = edits.toSorted((a, b) => a.offset - b.offset)
  const pieces: string[] = []
  const starts: number[] = []
  let from = 0
  let shift = 0
  for (const edit of ordered) {
    pieces.push(text.slice(from, edit.offset), edit.text)
    starts.push(edit.offset + shift)
    from = edit.offset + edit.length
    shift += edit.text.length - edit.length
  }
  pieces.push(text.slice(from))
  return { text: pieces.join(''), originalOffset: (offset) => mapBack(ordered, starts, offset) }
}

function mapBack(edits: readonly TextEdit[], starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (starts[middle]! <= offset) low = middle + 1
    else high = middle
  }
  const edit = edits[low - 1]
  if (!edit) return offset
  const beyond = offset - starts[low - 1]!
  if (beyond < edit.text.length) return edit.offset + Math.min(beyond, edit.length)
  return edit.offset + edit.length + (beyond - edit.text.length)
}
