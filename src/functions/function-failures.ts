/**
 * What Lambda answers when a function's process, not its handler, fails. The texts are those of Lambda (seen in
 * public logs, for example a Cause of `Runtime exited with error: signal: killed`).
 */
import { signalNames } from './signal-names.ts'

/** How a process ended while, or before, it ran an invocation. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'timed-out'; readonly seconds: number }
  | { readonly kind: 'out-of-memory' }
  | { readonly kind: 'response-too-large'; readonly bytesMax: number }

/** The payload of the function error. `now` is the time in ISO 8601. */
export function failurePayload(end: ProcessEnd, requestId: string, now: string): string {
  switch (end.kind) {
    case 'timed-out':
      // Without an errorType, which makes it Lambda.Unknown in a state machine.
      return JSON.stringify({
        errorMessage: `${now} ${requestId} Task timed out after ${end.seconds.toFixed(2)} seconds`,
      })
    case 'out-of-memory':
      return exitPayload(requestId, 'Runtime exited with error: signal: killed')
    case 'response-too-large':
      return JSON.stringify({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${end.bytesMax} bytes).`,
      })
    case 'exited':
      return exitPayload(requestId, exitReason(end.code, end.signal))
  }
}

/** The payload where the program of the process is not there: `python3` is not installed, say. */
export function missingRuntimePayload(requestId: string, program: string): string {
  return JSON.stringify({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [${program}]`,
  })
}

function exitPayload(requestId: string, reason: string): string {
  return JSON.stringify({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: ${reason}`,
  })
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`
  if (code === 0) return 'Runtime exited without providing a reason'
  return `Runtime exited with error: exit status ${code}`
}
