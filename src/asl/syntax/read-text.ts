/** The text of a definition as a syntax tree, in whichever format it is. */
import { defaultLimits, utf8Length } from '#base'
import type { Diagnostic } from '../diagnostic.ts'
import type { ObjectNode } from './node.ts'
import { readJson } from './read-json.ts'
import { readYaml } from './read-yaml.ts'
import { Source, type TextFormat } from './source.ts'

export interface TextOptions {
  /** JSON unless said otherwise, as the API has it. */
  readonly format?: TextFormat
  /** Largest definition, in UTF-8 bytes. */
  readonly definitionBytesMax?: number
}

export interface TextReading {
  readonly source: Source
  /** There for every text that is an object, or could be repaired to one. */
  readonly root?: ObjectNode
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the text. Without a root there is at least one diagnostic. */
export function readText(text: string, options: TextOptions): TextReading {
  const source = new Source(text, formatOf(text, options.format))
  const bytesMax = options.definitionBytesMax ?? defaultLimits.definitionBytesMax
  if (isTooLarge(text, bytesMax)) return { source, diagnostics: [tooLarge(source, bytesMax)] }
  const { root, diagnostics } = source.format === 'yaml' ? readYaml(source) : readJson(source)
  if (root?.kind === 'object') return { source, root, diagnostics }
  return { source, diagnostics: diagnostics.length > 0 ? diagnostics : [notAnObject(source)] }
}

/** Bytes are counted only where that decides: a UTF-16 unit has at most three. */
function isTooLarge(text: string, bytesMax: number): boolean {
  return text.length > bytesMax || (text.length * 3 > bytesMax && utf8Length(text) > bytesMax)
}

/** YAML contains JSON, and the JSON reader knows more about what goes wrong in it. */
function formatOf(text: string, asked: TextFormat | undefined): TextFormat {
  return asked === 'yaml' && !/^\s*\{/.test(text) ? 'yaml' : 'json'
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
