import { utf8Length } from '#base'
import type { InvocationResult } from './port.ts'

export interface LocalAnswer {
  readonly payload: string
  readonly failed?: boolean
  readonly logResult?: string | undefined
  /** That of the invocation. */
  readonly traceHeader?: string | undefined
}

/** The result of a local invocation; its HTTP headers are made only where somebody asks for them. */
export class LocalResult implements InvocationResult {
  readonly statusCode: number
  readonly payload: string
  readonly executedVersion = '$LATEST'
  readonly requestId: string
  declare readonly functionError?: 'Unhandled'
  declare readonly logResult?: string
  readonly #traceHeader: string | undefined

  constructor(requestId: string, statusCode: number, answer: LocalAnswer) {
    this.requestId = requestId
    this.statusCode = statusCode
    this.payload = answer.payload
    this.#traceHeader = answer.traceHeader
    if (answer.failed === true) this.functionError = 'Unhandled'
    if (answer.logResult !== undefined) this.logResult = answer.logResult
  }

  /** The headers that Lambda would have sent. */
  get headers(): Record<string, string> {
    const now = new Date()
    return {
      Connection: 'keep-alive',
      'Content-Length': String(utf8Length(this.payload)),
      'Content-Type': 'application/json',
      Date: now.toUTCString(),
      'X-Amz-Executed-Version': this.executedVersion,
      ...(this.functionError === undefined ? {} : { 'X-Amz-Function-Error': this.functionError }),
      ...(this.logResult === undefined ? {} : { 'X-Amz-Log-Result': this.logResult }),
      'x-amzn-Remapped-Content-Length': '0',
      'x-amzn-RequestId': this.requestId,
      'X-Amzn-Trace-Id': this.#traceHeader ?? ownTrace(this.requestId, now),
    }
  }
}

/** An invocation that belongs to no trace has one of its own, as on Lambda. */
function ownTrace(requestId: string, now: Date): string {
  const trace = requestId.replaceAll('-', '').slice(0, 24)
  return `Root=1-${Math.floor(now.getTime() / 1000).toString(16)}-${trace};Sampled=0`
}
