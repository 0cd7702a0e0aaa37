/**
 * Calls a handler in each of the ways that Lambda's Node runtimes know: it returns a promise, it calls back, or it
 * returns a value. Which one is decided by what comes back: a promise is awaited; a handler that takes three
 * parameters and returns nothing calls back; anything else is the result.
 */
import type { WireRequest } from '../wire.ts'
import { makeContext, type Context } from './context.ts'
import { describeError, failureText } from './describe-error.ts'
import type { Handler } from './load-handler.ts'

export interface Answer {
  readonly failed: boolean
  readonly payload: string
}

export interface RunningCall {
  /** Nothing is left that could answer this call: it is answered now. */
  loopIsEmpty(): void
}

/** Calls the handler and gives its answer to `done` exactly once. */
export function callHandler(
  handler: Handler,
  request: WireRequest,
  done: (answer: Answer) => void,
): RunningCall {
  const context = makeContext(request)
  const call = new Call(context, done)
  try {
    const event: unknown = request.payload === '' ? {} : JSON.parse(request.payload)
    const returned = handler(event, context, (error, result) => call.calledBack(error, result))
    if (isPromise(returned)) {
      returned.then(
        (value) => call.succeed(value),
        (error: unknown) => call.fail(error),
      )
    } else if (returned !== undefined || handler.length < 3) call.succeed(returned)
    else call.usesCallback = true
  } catch (error) {
    call.fail(error)
  }
  return call
}

class Call implements RunningCall {
  usesCallback = false
  readonly #context: Context
  readonly #done: (answer: Answer) => void
  #answered = false
  /** The callback's answer while the context asks to wait until the event loop is empty. */
  #held: Answer | undefined

  constructor(context: Context, done: (answer: Answer) => void) {
    this.#context = context
    this.#done = done
  }

  succeed(value: unknown): void {
    this.#answer(printResult(value))
  }

  fail(error: unknown): void {
    this.#answer({ failed: true, payload: failureText(describeError(error)) })
  }

  calledBack(error: unknown, result: unknown): void {
    const failed = error !== undefined && error !== null
    const answer = failed ? { failed, payload: failureText(describeError(error)) } : printResult(result)
    if (this.#context.callbackWaitsForEmptyEventLoop) this.#held ??= answer
    else this.#answer(answer)
  }

  loopIsEmpty(): void {
    if (this.#held) this.#answer(this.#held)
    else if (this.usesCallback) this.succeed(null)
    else this.#answer({ failed: true, payload: failureText(neverSettled) })
  }

  #answer(answer: Answer): void {
    if (this.#answered) return
    this.#answered = true
    this.#done(answer)
  }
}

const neverSettled = {
  errorType: 'Runtime.NodeJsExit',
  errorMessage:
    'The handler returned a promise that can no longer be settled: nothing is left in the event loop. Await or return every promise, and settle each one.',
  trace: [],
}

function printResult(value: unknown): Answer {
  try {
    return { failed: false, payload: JSON.stringify(value) ?? 'null' }
  } catch (error) {
    const { errorMessage, trace } = describeError(error)
    return {
      failed: true,
      payload: failureText({
        errorType: 'Runtime.MarshalError',
        errorMessage: `Unable to stringify response body: ${errorMessage}`,
        trace,
      }),
    }
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}
