/** A function error as Lambda's Node runtime reports it. */
export interface Failure {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** An error of the runtime's own, raised with the type that Lambda gives it. */
export class RuntimeError extends Error {
  readonly errorType: string

  constructor(errorType: string, message: string) {
    super(message)
    this.name = errorType
    this.errorType = errorType
  }
}

/** Whatever was thrown or handed to the callback; a value that is no error is reported by its type and text. */
export function describeError(thrown: unknown): Failure {
  try {
    if (isErrorLike(thrown)) {
      return {
        errorType: String(thrown.name),
        errorMessage: String(thrown.message),
        trace: typeof thrown.stack === 'string' ? thrown.stack.split('\n') : [],
      }
    }
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] }
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    }
  }
}

export function failureText(failure: Failure): string {
  return JSON.stringify(failure)
}

function isErrorLike(thrown: unknown): thrown is { name: unknown; message: unknown; stack: unknown } {
  if (thrown instanceof Error) return true
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'name' in thrown &&
    'message' in thrown &&
    'stack' in thrown
  )
}
