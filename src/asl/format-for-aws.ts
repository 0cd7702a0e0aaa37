/** Diagnostics as AWS writes them into the message of InvalidDefinition. */
import type { Diagnostic } from './diagnostic.ts'

/** AWS gives no location for these, and then writes `null` into the message. */
const withoutLocation = new Set(['MISSING_END_STATE'])
const syntaxCode = 'INVALID_JSON_DESCRIPTION'

/**
 * The errors among the diagnostics as `CODE: message at location, CODE: message at location`. CreateStateMachine and
 * UpdateStateMachine wrap it in `Invalid State Machine Definition: '…'` (recorded; AWS reports a missing terminal
 * state last, and nothing but the first fault of a text that is not JSON).
 */
export function formatForAws(diagnostics: readonly Diagnostic[]): string {
  return awsErrors(diagnostics).map(format).join(', ')
}

/** The errors that AWS would report, in its order. */
export function awsErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const syntax = errors.find(({ code }) => code === syntaxCode)
  if (syntax) return [syntax]
  const located = errors.filter(({ code }) => !withoutLocation.has(code))
  return [...located, ...errors.filter(({ code }) => withoutLocation.has(code))]
}

/** The location that AWS's ValidateStateMachineDefinition gives; undefined where it gives none. */
export function awsLocation({ code, pointer, range }: Diagnostic): string | undefined {
  if (code === syntaxCode) return `[Source: (String); line: ${range.line}, column: ${range.column}]`
  return withoutLocation.has(code) ? undefined : pointer
}

function format(diagnostic: Diagnostic): string {
  return `${diagnostic.code}: ${diagnostic.message} at ${awsLocation(diagnostic) ?? 'null'}`
}
