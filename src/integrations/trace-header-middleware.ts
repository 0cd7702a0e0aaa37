/** What makes a client of AWS's SDK send a trace header with one command. */
import type { TaskCall } from './port.ts'

/** The part of a command that takes middleware, whatever the service. */
export interface CommandWithMiddleware {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => unknown) => (args: never) => unknown,
      options: { readonly step: 'build'; readonly name: string },
    ): void
  }
}

/** Lets the command carry the call's trace, if it has one, as the header of HTTP. */
export function sendTraceHeader(command: object, { traceHeader }: Pick<TaskCall, 'traceHeader'>): void {
  if (traceHeader === undefined) return
  const { middlewareStack } = command as CommandWithMiddleware
  const middleware = (next: (args: never) => unknown) => (args: never) => {
    const { headers } = (args as { request: { readonly headers: Record<string, string> } }).request
    headers['X-Amzn-Trace-Id'] = traceHeader
    return next(args)
  }
  middlewareStack.add(middleware, { step: 'build', name: 'stepwellTrace' })
}
