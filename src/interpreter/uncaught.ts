/** Errors that no Retry and no Catch handles, not even by States.ALL (feature map §2.11): they end the execution. */
import { AslError } from '#base'

/** Whether a Retry, a Catch or a Map's tolerance may handle the error. */
export function isCatchable(error: AslError): boolean {
  return error.error !== 'States.Runtime' && !(error instanceof UncatchableError)
}

/** An error that is caught by nobody, whatever its name. */
class UncatchableError extends AslError {}

/** A state's output, or what its Parameters make, is too large. (A task's result that is can be caught.) */
export function stateTooLarge(stateName: string): AslError {
  return new UncatchableError('States.DataLimitExceeded', dataLimitCause(stateName))
}

/** AWS's sentence for a state or task whose result is too large. */
export function dataLimitCause(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`
}
