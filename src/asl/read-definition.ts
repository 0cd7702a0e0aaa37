/**
 * The front end of the language: the text of a definition in, a machine or diagnostics out.
 *
 * Owns: the order of the steps. text -> syntax tree -> outline -> rules -> machine.
 * Neighbours: `syntax` and `repair` read the text, `rules` judge it, `states` compile it.
 *
 * 1. It never throws, whatever the text is.
 * 2. A machine is there exactly when no diagnostic is an error.
 * 3. All faults are told in one go: the rules also run over a text that had to be repaired to be read.
 */
import { compileMachine } from './compile-machine.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticsMax } from './limits.ts'
import type { Machine } from './machine.ts'
import { outlineOf, type MachineType, type Outline } from './outline.ts'
import { allRules } from './rules/all-rules.ts'
import { Report } from './rules/report.ts'
import { readText, type TextOptions } from './syntax/read-text.ts'

export interface ReadOptions extends TextOptions {
  /** The type of the state machine; STANDARD unless said otherwise. */
  readonly type?: MachineType
}

export interface DefinitionReading {
  /** There exactly when no diagnostic is an error. */
  readonly machine?: Machine
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a definition. Diagnostics are in the order of the text, at most `diagnosticsMax` of them. */
export function readDefinition(text: string, options: ReadOptions = {}): DefinitionReading {
  const reading = readText(text, options)
  const { source, root } = reading
  if (!root) return { diagnostics: reading.diagnostics }
  const outline = outlineOf(source, root, options.type ?? 'STANDARD')
  const diagnostics = inOrder([...reading.diagnostics, ...judge(outline)])
  const isValid = diagnostics.every(({ severity }) => severity !== 'error')
  return isValid ? { machine: compileMachine(outline), diagnostics } : { diagnostics }
}

function judge(outline: Outline): readonly Diagnostic[] {
  const report = new Report(outline.source)
  for (const rule of allRules) rule(outline, report)
  return report.diagnostics
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.range.offset - b.range.offset).slice(0, diagnosticsMax)
}
