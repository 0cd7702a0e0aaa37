/** Which errors a retrier or a catcher means (feature map §2.10, §2.11). */
import { AslError } from '#base'
import type { Catcher } from '#asl'

/** The first catcher that means the error. */
export function findCatcher(catchers: readonly Catcher[], error: AslError): Catcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.errorEquals, error))
}

/** Whether one of the names in an ErrorEquals means the error. */
export function matchesError(errorEquals: readonly string[], error: AslError): boolean {
  return errorEquals.some((name) => meansError(name, error))
}

/** A heartbeat that did not come: reported as States.Timeout, and meant by that name and by its own. */
export class MissedHeartbeat extends AslError {
  constructor() {
    super('States.Timeout', undefined)
  }
}

function meansError(name: string, failure: AslError): boolean {
  const { error } = failure
  if (name === 'States.ALL') return true
  if (error === undefined) return false
  if (name === error) return true
  if (name === 'States.HeartbeatTimeout') return failure instanceof MissedHeartbeat
  return name === 'States.TaskFailed' && error !== 'States.Timeout' && !error.startsWith('States.DataLimit')
}
