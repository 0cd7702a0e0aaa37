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
import { defaultLimits, utf8Length } from '#base'
import { compileMachine } from './compile-machine.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticsMax } from './limits.ts'
import type { Machine } from './machine.ts'
import { outlineOf, type MachineType, type Outline } from './outline.ts'
import { allRules } from './rules/all-rules.ts'
import { Report } from './rules/report.ts'
import { readJson } from './syntax/read-json.ts'
import { readYaml } from './syntax/read-yaml.ts'
import { Source, type TextFormat } from './syntax/source.ts'

export interface ReadOptions {
  /** The type of the state machine; STANDARD unless said otherwise. */
  readonly type?: MachineType
  /** JSON unless said otherwise, as the API has it. */
  readonly format?: TextFormat
  /** Largest definition, in UTF-8 bytes. */
  readonly definitionBytesMax?: number
}

export interface DefinitionReading {
  /** There exactly when no diagnostic is an error. */
  readonly machine?: Machine
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads a definition. Diagnostics are in the order of the text, at most `diagnosticsMax` of them. */
export function readDefinition(text: string, options: ReadOptions = {}): DefinitionReading {
  const source = new Source(text, formatOf(text, options.format))
  const bytesMax = options.definitionBytesMax ?? defaultLimits.definitionBytesMax
  if (text.length > bytesMax || utf8Length(text) > bytesMax)
    return { diagnostics: [tooLarge(source, bytesMax)] }
  const reading = source.format === 'yaml' ? readYaml(source) : readJson(source)
  const { root } = reading
  if (root?.kind !== 'object') {
    const { diagnostics } = reading
    return { diagnostics: diagnostics.length > 0 ? diagnostics : [notAnObject(source)] }
  }
  const outline = outlineOf(source, root, options.type ?? 'STANDARD')
  const diagnostics = inOrder([...reading.diagnostics, ...judge(outline)])
  const isValid = diagnostics.every(({ severity }) => severity !== 'error')
  return isValid ? { machine: compileMachine(outline), diagnostics } : { diagnostics }
}

/** YAML contains JSON, and the JSON reader knows more about what goes wrong in it. */
function formatOf(text: string, asked: TextFormat | undefined): TextFormat {
  return asked === 'yaml' && !/^\s*\{/.test(text) ? 'yaml' : 'json'
}

function judge(outline: Outline): readonly Diagnostic[] {
  const report = new Report(outline.source)
  for (const rule of allRules) rule(outline, report)
  return report.diagnostics
}

function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.range.offset - b.range.offset).slice(0, diagnosticsMax)
}

function notAnObject(source: Source): Diagnostic {
  return {
    severity: 'error',
    code: 'SCHEMA_VALIDATION_FAILED',
    message: 'Definition must be a valid JSON object',
    pointer: '/',
    range: source.range({ offset: 0, length: source.text.length }),
    help: 'A definition is an object with "StartAt" and "States".',
  }
}

function tooLarge(source: Source, bytesMax: number): Diagnostic {
  return {
    severity: 'error',
    code: 'DEFINITION_TOO_LARGE',
    message: `The definition is larger than ${bytesMax} bytes.`,
    pointer: '/',
    range: source.range({ offset: 0, length: 0 }),
  }
}
