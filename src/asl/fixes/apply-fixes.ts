/** Fixes applied to the text of a definition, once and until nothing more can be fixed. */
import type { Diagnostic, TextEdit } from '../diagnostic.ts'
import { fixRoundsMax } from '../limits.ts'
import { readDefinition, type ReadOptions } from '../read-definition.ts'
import { applyEdits } from '../repair/edited-text.ts'

/** The text with the fixes of the diagnostics. Of fixes that touch the same place the first one is applied. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = applicable(diagnostics).flatMap(({ fix }) => fix?.edits ?? [])
  return applyEdits(text, edits).text
}

export interface FixedDefinition {
  readonly text: string
  /** The findings whose fixes were applied, in that order. Their places are those of the text of their round. */
  readonly applied: readonly Diagnostic[]
}

/** Reads and fixes a definition again and again, as one fix uncovers the next, until nothing changes. */
export function fixDefinition(text: string, options: ReadOptions = {}): FixedDefinition {
  const applied: Diagnostic[] = []
  let current = text
  for (let round = 0; round < fixRoundsMax; round++) {
    const fixable = applicable(readDefinition(current, options).diagnostics)
    const next = applyFixes(current, fixable)
    if (next === current) break
    applied.push(...fixable)
    current = next
  }
  return { text: current, applied }
}

/** The diagnostics whose fixes can be applied together: a fix that overlaps an earlier one waits. */
function applicable(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const taken = new Occupied()
  return diagnostics.filter(({ fix }) => fix !== undefined && fix.edits.length > 0 && taken.take(fix.edits))
}

/** The places of a text that edits have taken, kept sorted. */
class Occupied {
  readonly #edits: TextEdit[] = []

  /** Takes the places of the edits, unless one of them is taken already. */
  take(edits: readonly TextEdit[]): boolean {
    if (edits.some((edit) => this.#overlaps(edit))) return false
    for (const edit of edits) this.#edits.splice(this.#indexAfter(edit.offset), 0, edit)
    return true
  }

  #overlaps(edit: TextEdit): boolean {
    const index = this.#indexAfter(edit.offset)
    const before = this.#edits[index - 1]
    const after = this.#edits[index]
    return (before !== undefined && collide(before, edit)) || (after !== undefined && collide(edit, after))
  }

  #indexAfter(offset: number): number {
    let low = 0
    let high = this.#edits.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#edits[middle]!.offset <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Whether two edits, the first one beginning no later, touch the same text or insert at the same place. */
function collide(first: TextEdit, second: TextEdit): boolean {
  return first.offset === second.offset || first.offset + first.length > second.offset
}
