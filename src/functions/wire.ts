/**
 * The lines between the server and the process of a function, on the process's file descriptor 3.
 *
 * Text lines, not binary frames: a JSON text needs no line break (outside of strings it is whitespace, inside it is
 * not allowed), so a payload passes as it is, without being parsed, and one `indexOf` in native code finds its end.
 * What a handler prints goes to other descriptors and cannot disturb the lines.
 *
 * To the process: `requestId TAB timeout TAB arn TAB tail TAB traceHeader TAB clientContext TAB payload LF`, the timeout
 * in milliseconds from the invocation's beginning, tail `1` where the log's end is wanted. A process that is sent a
 * request while it runs one begins it after its answer, unless it is asked before (`-`) to give it back. From the
 * process: one letter and a payload; before the payload of a result or an error, the microseconds that the handler
 * took and a space.
 */

/**
 * What a process says: ready for work, a result, a function error, an error after which it must be replaced, or the ids
 * of requests that it will not begin, with blanks between them.
 */
export const wireReady = 'I'
export const wireResult = 'R'
export const wireError = 'E'
export const wireFatal = 'F'
export const wireGivenBack = 'B'

/** Asks for the requests that are not begun yet. A request never looks like this: it begins with its id. */
export const giveBackLine = '-'

export interface WireRequest {
  readonly requestId: string
  readonly timeoutMs: number
  readonly functionArn: string
  readonly tail: boolean
  /** Empty where there is none. */
  readonly traceHeader: string
  readonly clientContext: string
  readonly payload: string
}

const lineBreaks = /[\r\n]/g

/** The line of a request; the payload has to be JSON text or empty. */
export function printRequest(request: WireRequest): string {
  const { requestId, timeoutMs, functionArn, traceHeader, clientContext } = request
  const payload = request.payload.includes('\n') ? request.payload.replace(lineBreaks, ' ') : request.payload
  const head = `${requestId}\t${timeoutMs}\t${functionArn}\t${request.tail ? '1' : '0'}`
  return `${head}\t${traceHeader}\t${clientContext}\t${payload}\n`
}

/** Reads what `printRequest` printed, without its line break. */
export function parseRequest(line: string): WireRequest {
  const fields: string[] = []
  let from = 0
  for (let i = 0; i < 6; i++) {
    const tab = line.indexOf('\t', from)
    fields.push(line.slice(from, tab))
    from = tab + 1
  }
  const [requestId, timeout, functionArn, tail, traceHeader, clientContext] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    requestId,
    timeoutMs: Number(timeout),
    functionArn,
    tail: tail === '1',
    traceHeader,
    clientContext,
    payload: line.slice(from),
  }
}

/** After an invocation with a tail a process writes this to both of its outputs: what came before belongs to it. */
export function tailMark(requestId: string): string {
  return `\u0000end ${requestId}\n`
}
