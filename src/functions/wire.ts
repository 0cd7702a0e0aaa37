/**
 * The lines between the server and the process of a function, on the process's file descriptor 3.
 *
 * Text lines, not binary frames: a JSON text needs no line break (outside of strings it is whitespace, inside it is
 * not allowed), so a payload passes as it is, without being parsed, and one `indexOf` in native code finds its end.
 * What a handler prints goes to other descriptors and cannot disturb the lines.
 *
 * To the process: `requestId TAB deadline TAB arn TAB tail TAB clientContext TAB payload LF`, the deadline in
 * milliseconds since the epoch, tail `1` where the log's end is wanted. From the process: one letter and a payload.
 */

/** What a process says: ready for work, a result, a function error, or an error after which it must be replaced. */
export const wireReady = 'I'
export const wireResult = 'R'
export const wireError = 'E'
export const wireFatal = 'F'

export interface WireRequest {
  readonly requestId: string
  readonly deadline: number
  readonly functionArn: string
  readonly tail: boolean
  readonly clientContext: string
  readonly payload: string
}

const lineBreaks = /[\r\n]/g

/** The line of a request; the payload has to be JSON text or empty. */
export function printRequest(request: WireRequest): string {
  const { requestId, deadline, functionArn, clientContext } = request
  const payload = request.payload.includes('\n') ? request.payload.replace(lineBreaks, ' ') : request.payload
  return `${requestId}\t${deadline}\t${functionArn}\t${request.tail ? '1' : '0'}\t${clientContext}\t${payload}\n`
}

/** Reads what `printRequest` printed, without its line break. */
export function parseRequest(line: string): WireRequest {
  const fields: string[] = []
  let from = 0
  for (let i = 0; i < 5; i++) {
    const tab = line.indexOf('\t', from)
    fields.push(line.slice(from, tab))
    from = tab + 1
  }
  const [requestId, deadline, functionArn, tail, clientContext] = fields as [
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    requestId,
    deadline: Number(deadline),
    functionArn,
    tail: tail === '1',
    clientContext,
    payload: line.slice(from),
  }
}

/** After an invocation with a tail a process writes this to both of its outputs: what came before belongs to it. */
export function tailMark(requestId: string): string {
  return `\u0000end ${requestId}\n`
}
