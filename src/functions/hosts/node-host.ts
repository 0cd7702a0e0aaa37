/**
 * The program of a Node function's process: loads the handler, then serves one invocation after the other.
 *
 * Owns: descriptor 3 (wire.ts has its lines). Neighbours: function-process.ts on the other side; load-handler.ts and
 * call-handler.ts here.
 *
 * 1. Only this file writes to descriptor 3, and each request gets one answer.
 * 2. The socket does not keep the process busy while a handler runs: when the event loop runs dry, a handler that is
 *    still unanswered never will be, and says so instead of waiting for its timeout (as on Lambda).
 * 3. Requests are run one at a time. Those that come meanwhile are begun after its answer, or given back.
 * 4. When the server is gone (end of file), so is this process.
 */
import { Socket } from 'node:net'
import { LineReader } from '../line-reader.ts'
import {
  giveBackLine,
  parseRequest,
  tailMark,
  wireError,
  wireFatal,
  wireGivenBack,
  wireReady,
  wireResult,
  type WireRequest,
} from '../wire.ts'
import { callHandler, type Answer, type RunningCall } from './call-handler.ts'
import { describeError, failureText } from './describe-error.ts'
import { loadHandler, type Handler } from './load-handler.ts'

// One buffer for all readings: Node otherwise allocates 64 KiB for each (measured: a round trip of 46 µs instead of 30).
const socket = new Socket({
  fd: 3,
  readable: true,
  writable: true,
  onread: {
    buffer: Buffer.allocUnsafeSlow(65_536),
    callback(bytes, buffer) {
      reader?.push(Buffer.from(buffer.buffer, buffer.byteOffset, bytes))
      return true
    },
  },
})
let reader: LineReader | undefined
let current: RunningCall | undefined
let isBusy = false
const traceVariable = '_X_AMZN_TRACE_ID'
const followers: WireRequest[] = []

function send(letter: string, payload: string): void {
  socket.write(`${letter}${payload}\n`)
}

/** Tells the server why this process cannot go on, and ends it once the line is out. */
function fail(payload: string): void {
  socket.write(`${wireFatal}${payload}\n`, () => process.exit(1))
}

function take(handler: Handler, line: string): void {
  if (line !== giveBackLine) {
    const request = parseRequest(line)
    if (isBusy) followers.push(request)
    else serve(handler, request)
  } else if (followers.length > 0) {
    const given = followers.splice(0).map(({ requestId }) => requestId)
    send(wireGivenBack, given.join(' '))
  }
}

function serve(handler: Handler, request: WireRequest): void {
  isBusy = true
  const begunAt = performance.now()
  socket.unref()
  setTrace(request.traceHeader)
  current = callHandler(handler, request, (answer: Answer) => {
    current = undefined
    isBusy = false
    socket.ref()
    // Later, for a handler that answers at once has not returned from here yet.
    if (followers.length > 0) process.nextTick(serveNext, handler)
    if (request.tail) markTail(request.requestId)
    const took = Math.round((performance.now() - begunAt) * 1000)
    send(answer.failed ? wireError : wireResult, `${took} ${answer.payload}`)
  })
}

/** Where Lambda's runtime has the trace of an invocation: AWS's SDK and tracing libraries look for it there. */
function setTrace(traceHeader: string): void {
  if (traceHeader === (process.env[traceVariable] ?? '')) return
  if (traceHeader === '') delete process.env[traceVariable]
  else process.env[traceVariable] = traceHeader
}

function serveNext(handler: Handler): void {
  const request = followers.shift()
  if (request) serve(handler, request)
}

function markTail(requestId: string): void {
  process.stdout.write(tailMark(requestId))
  process.stderr.write(tailMark(requestId))
}

process.on('uncaughtException', (error) => {
  console.error(error)
  fail(failureText(describeError(error)))
})

process.on('unhandledRejection', (reason) => {
  console.error(reason)
  const { errorMessage, errorType, trace } = describeError(reason)
  fail(
    failureText({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: reason instanceof Error ? `${errorType}: ${errorMessage}` : errorMessage,
      trace,
    }),
  )
})

process.on('beforeExit', () => {
  if (current) current.loopIsEmpty()
  socket.ref()
})

socket.on('end', () => process.exit(0))
socket.on('error', () => process.exit(0))

try {
  const handler = await loadHandler(process.argv[2]!, process.argv[3]!)
  reader = new LineReader(
    (line) => take(handler, line),
    Number.MAX_SAFE_INTEGER,
    () => undefined,
  )
  socket.resume()
  send(wireReady, '')
} catch (error) {
  console.error(error)
  fail(failureText(describeError(error)))
}
