/** Errors as a person at a terminal wants them: what happened, why, and what to do next. */
import { StoreKeyMissing, StoreLocked, StorePoisoned, StoreTooNew, StoreUnavailable } from '#store'
import { UserError } from './user-error.ts'

/** A message without a stack for what a user can mend; the stack for everything else, which is our mistake. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UserError) return error.message
  if (error instanceof StoreLocked || error instanceof StoreTooNew) return error.message
  if (error instanceof StoreKeyMissing) return error.message
  // By its name: the room that throws it is loaded only by the commands that need it.
  if (error.name === 'RefusesToServe') return error.message
  if (error instanceof StoreUnavailable || error instanceof StorePoisoned) return error.message
  return (
    explainSystemError(error) ??
    `${error.stack ?? error.message}\n\nThis is a mistake in Stepwell; please report it.`
  )
}

function explainSystemError(
  error: Error & { code?: unknown; path?: unknown; port?: unknown },
): string | undefined {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${String(error.port)} is in use by another process; stop that one, or choose a port with --port (0 takes a free one).`
    case 'EADDRNOTAVAIL':
      return `this machine has no such address (${error.message}); choose one of its own with --host.`
    case 'EACCES':
    case 'EPERM':
      return `no permission (${error.message}); run as a user who has it, or choose another place.`
    case 'ENOENT':
      return `${String(error.path)} is not there (${error.message}).`
    case 'ECONNREFUSED':
      return `nobody answers at that address (${error.message}); is the server running? See --endpoint.`
    default:
      return undefined
  }
}
