/**
 * The functions port: invoking a Lambda-compatible function, wherever it runs.
 *
 * Owns: the invocation and its result in Lambda's own terms. Implementations: local functions (warm child
 * processes) and a remote Lambda endpoint; `resolve` tries the local ones first.
 */

export interface Invocation {
  /** Name, partial ARN or ARN, with or without a qualifier. */
  readonly functionName: string
  readonly qualifier?: string
  /** JSON text of the event; may be empty for an invocation without one. */
  readonly payload: string
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun'
  readonly logType?: 'None' | 'Tail'
  /** Base64 of the client context's JSON. */
  readonly clientContext?: string
  /** The trace that the call belongs to (`X-Amzn-Trace-Id`), in printable ASCII: the function finds it in `_X_AMZN_TRACE_ID`. */
  readonly traceHeader?: string
  readonly region: string
  readonly account: string
  readonly signal?: AbortSignal
}

export interface InvocationResult {
  readonly statusCode: number
  /** JSON text; for a function error `{errorMessage, errorType, trace|stackTrace}`. */
  readonly payload: string
  readonly functionError?: 'Handled' | 'Unhandled'
  readonly executedVersion: string
  /** Base64 of the last 4 KiB of the log, if asked for. */
  readonly logResult?: string
  readonly requestId: string
  /** The headers of the HTTP answer where there was one. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Thrown when the service refuses the call: the function does not run. */
export class InvocationRefused extends Error {
  override readonly name = 'InvocationRefused'
  /** Lambda's exception name, for example ResourceNotFoundException or TooManyRequestsException. */
  readonly code: string
  readonly statusCode: number
  readonly requestId: string

  constructor(
    code: string,
    message: string,
    details: { readonly statusCode: number; readonly requestId: string },
  ) {
    super(message)
    this.code = code
    this.statusCode = details.statusCode
    this.requestId = details.requestId
  }
}

export interface Functions {
  invoke(invocation: Invocation): Promise<InvocationResult>
  close(): Promise<void>
}
