/**
 * Whether a value is a function of the package's: a lambda or a builtin. A user's own object may carry the package's marks,
 * but no JSON has functions in it.
 */
export function isFunctionValue(value: object): boolean {
  const { _jsonata_lambda, _jsonata_function, environment, implementation } = value as Marks
  return (
    (_jsonata_lambda === true && typeof environment?.lookup === 'function') ||
    (_jsonata_function === true && typeof implementation === 'function')
  )
}

interface Marks {
  readonly _jsonata_lambda?: unknown
  readonly _jsonata_function?: unknown
  readonly environment?: { readonly lookup?: unknown } | null
  readonly implementation?: unknown
}
