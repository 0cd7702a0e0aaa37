/** Thrown when Stepwell itself is wrong: never caught to go on, never shown to a caller as their fault. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
}

/** Crashes when something that must hold does not. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailed(message)
}

/** The end of an exhaustive switch: the type checker proves that it is never reached. */
export function unreachable(value: never): never {
  throw new AssertionFailed(`unexpected ${JSON.stringify(value)}`)
}
