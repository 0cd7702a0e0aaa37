/**
 * Thrown when what the user asked for cannot be done: a wrong option, a port in use, a file that is not there.
 *
 * The message says what was found, what was expected and what to do next; it is shown without a stack trace.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
}
