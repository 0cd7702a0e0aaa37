/** The parameters that the command line gives. */
import { UserError } from '../user-error.ts'
import type { StackSource } from './stack-source.ts'
import { objectAt } from './template.ts'

/** `NAME=VALUE` texts. Throws UserError. */
export function readParameterOptions(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const equals = text.indexOf('=')
      if (equals <= 0) throw new UserError(`--parameter is "${text}"; expected NAME=VALUE.`)
      return [text.slice(0, equals), text.slice(equals + 1)]
    }),
  )
}

/** Throws UserError for a name that no template has: it is a mistake of spelling. */
export function checkParameterNames(
  sources: readonly StackSource[],
  given: ReadonlyMap<string, string>,
): void {
  const known = new Set(sources.flatMap(parameterNames))
  const wrong = [...given.keys()].find((name) => !known.has(name))
  if (wrong === undefined) return
  throw new UserError(
    `--parameter ${wrong}: no template has a parameter of that name; there is ${[...known].join(', ') || 'none'}.`,
  )
}

function parameterNames({ template }: StackSource): readonly string[] {
  return Object.keys(objectAt(template.document, 'Parameters'))
}

/** Those that this stack's template declares. */
export function declaredParameters(
  source: StackSource,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const names = parameterNames(source)
  return new Map([...given].filter(([name]) => names.includes(name)))
}
