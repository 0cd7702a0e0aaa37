/** An error's name and cause in AWS's lengths, as events, executions and Catch keep them. */
import { AslError, causeLengthMax, errorLengthMax } from '#base'

/** Both parts, cut to AWS's lengths and absent where there is none. */
export function errorDetails(error: AslError): { error?: string; cause?: string } {
  return {
    ...(error.error !== undefined && { error: error.error.slice(0, errorLengthMax) }),
    ...(error.cause !== undefined && { cause: error.cause.slice(0, causeLengthMax) }),
  }
}

/** The error with both parts cut to AWS's lengths; itself where they are short, as they mostly are. */
export function shortened(error: AslError): AslError {
  const isShort = (error.error?.length ?? 0) <= errorLengthMax && (error.cause?.length ?? 0) <= causeLengthMax
  if (isShort) return error
  const details = errorDetails(error)
  return new AslError(details.error, details.cause, error.teaching)
}
