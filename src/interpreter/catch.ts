/** Which errors a retrier or a catcher means (feature map §2.10, §2.11). */
import type { AslError } from '#base'
import type { Catcher } from '#asl'

/** The first catcher that means the error. */
export function findCatcher(catchers: readonly Catcher[], error: AslError): Catcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.errorEquals, error))
}

/** Whether one of the names in an ErrorEquals means the error. */
export function matchesError(errorEquals: readonly string[], error: AslError): boolean {
  return errorEquals.some((name) => meansError(name, error.error))
}

function meansError(name: string, error: string | undefined): boolean {
  if (name === 'States.ALL') return true
  if (error === undefined) return false
  if (name === error) return true
  // A missed heartbeat is reported as States.Timeout; either name matches it.
  if (name === 'States.HeartbeatTimeout') return error === 'States.Timeout'
  return name === 'States.TaskFailed' && error !== 'States.Timeout' && !error.startsWith('States.DataLimit')
}
