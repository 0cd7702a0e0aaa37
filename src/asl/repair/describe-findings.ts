/** Findings in a JSON text as diagnostics: one a fault, and one for all typographic quotes together. */
import type { Diagnostic } from '../diagnostic.ts'
import type { Source } from '../syntax/source.ts'
import { guesses, type Finding, type FindingKind } from './finding.ts'

interface Wording {
  readonly message: (found: string) => string
  readonly help: string
  readonly fix: string
}

const wordings: Readonly<Record<FindingKind, Wording>> = {
  'typographic-quote': {
    message: (found) => `Typographic quotation marks (${found}) stand where straight ones (") belong.`,
    help: 'Replace them by straight quotation marks; word processors and web pages change them.',
    fix: 'Use straight quotation marks',
  },
  'single-quote': {
    message: (found) => `A string is quoted with ${found}, but JSON strings begin and end with ".`,
    help: 'Use double quotation marks.',
    fix: 'Use double quotation marks',
  },
  'unclosed-string': {
    message: () => 'This string is not closed before the end of its line.',
    help: 'Close it with ".',
    fix: 'Close the string',
  },
  'control-character': {
    message: () => 'A string holds a raw control character, which JSON writes with a backslash.',
    help: 'Write \\t for a tab and \\n for a line break.',
    fix: 'Escape the control character',
  },
  'odd-space': {
    message: (found) =>
      `The character U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} is no white space in JSON.`,
    help: 'Use ordinary spaces between the tokens.',
    fix: 'Use an ordinary space',
  },
  comment: {
    message: () => 'JSON has no comments.',
    help: 'Say it in a "Comment" field, which the machine, every state and every rule may have.',
    fix: 'Remove the comment',
  },
  'foreign-word': {
    message: (found) => `${found} is no JSON value; JSON has true, false and null in lower case.`,
    help: 'Write true, false or null.',
    fix: 'Use the JSON word',
  },
  'odd-number': {
    message: (found) => `${found} is no JSON number.`,
    help: 'Write it as 1, -1, 0.5 or 1e6.',
    fix: 'Write the number as JSON does',
  },
  'unquoted-text': {
    message: (found) => `${found} is not quoted; in JSON every name and every text is.`,
    help: 'Put it in double quotation marks.',
    fix: 'Quote it',
  },
  'missing-colon': {
    message: (found) => `A colon is expected between a name and its value, but ${found} was found.`,
    help: 'Write "name": value.',
    fix: 'Put the colon',
  },
  'missing-comma': {
    message: (found) => `A comma is missing before ${found}.`,
    help: 'Separate members and items by commas.',
    fix: 'Put the comma',
  },
  'missing-value': {
    message: (found) =>
      found ? `A value is expected before ${found}.` : 'A name stands here without a value.',
    help: 'Write "name": value.',
    fix: '',
  },
  'missing-closer': {
    message: (found) => `${Array.from(found).join(' ')} is missing: what was opened is not closed.`,
    help: 'Close every { and [ that was opened.',
    fix: 'Close what is open',
  },
  'extra-comma': {
    message: () => 'There is a comma too many here; JSON has commas only between members and items.',
    help: 'Remove the comma.',
    fix: 'Remove the comma',
  },
  'extra-closer': {
    message: (found) => `${found} closes nothing that is open.`,
    help: 'Remove it.',
    fix: 'Remove it',
  },
  'unexpected-text': {
    message: (found) =>
      `Unexpected ${shorten(found)}. A definition is one JSON object: { "StartAt": …, "States": … }.`,
    help: 'Remove it, or quote it if it is a text.',
    fix: '',
  },
}

export function describeFindings(source: Source, findings: readonly Finding[]): readonly Diagnostic[] {
  const quotes = findings.filter((finding) => finding.kind === 'typographic-quote')
  const others = findings.filter((finding) => finding.kind !== 'typographic-quote')
  const grouped = quotes.length > 0 ? [describeQuotes(source, quotes)] : []
  return [...grouped, ...others.map((finding) => describe(source, finding))]
}

function describe(source: Source, finding: Finding): Diagnostic {
  const { kind, found, at, edits } = finding
  const wording = wordings[kind]
  return {
    severity: 'error',
    code: source.format === 'yaml' ? 'INVALID_YAML_DESCRIPTION' : 'INVALID_JSON_DESCRIPTION',
    message: isWholeText(finding) ? unrecognized(found) : wording.message(shorten(found)),
    pointer: '/',
    range: source.range(at),
    help: wording.help,
    ...(guesses.has(kind) ? {} : { fix: { title: wording.fix, edits } }),
  }
}

/** The text does not even begin as JSON. */
function isWholeText({ kind, edits, found }: Finding): boolean {
  return kind === 'unexpected-text' && edits.length === 0 && /^\w+$/.test(found)
}

/** AWS's words for it (recorded). */
function unrecognized(token: string): string {
  return `Unrecognized token '${shorten(token)}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`
}

/** A text from a word processor has them on every line: they are one fault, with one fix. */
function describeQuotes(source: Source, findings: readonly Finding[]): Diagnostic {
  const marks = new Set(
    findings.flatMap((finding) => Array.from(finding.found)).filter((mark) => mark !== '"'),
  )
  const lines = new Set(findings.map((finding) => source.range(finding.at).line))
  const merged: Finding = {
    kind: 'typographic-quote',
    at: findings[0]!.at,
    found: [...marks].join(' '),
    edits: findings.flatMap((finding) => finding.edits),
  }
  const description = describe(source, merged)
  if (lines.size === 1) return description
  const where = `on ${lines.size} lines, ${Math.min(...lines)} to ${Math.max(...lines)}`
  return { ...description, message: `${description.message} (${merged.edits.length} of them ${where}.)` }
}

function shorten(text: string): string {
  const line = text.split('\n', 1)[0]!
  return line.length > 40 ? `${line.slice(0, 40)}…` : line
}
