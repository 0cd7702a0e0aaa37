/** Thrown for a pattern that is none; the reason is in AWS's words, with the place behind it. */
export class InvalidEventPattern extends Error {
  override readonly name = 'InvalidEventPattern'

  /** `path` names the members that lead to the place; none for the pattern as a whole. */
  constructor(reason: string, path: readonly string[] = []) {
    super(path.length === 0 ? reason : `${reason} (at ${path.join('.')})`)
  }
}
