/** An invocation from what a caller gave: the checks that Lambda makes before a function runs. */
import { randomUUID } from 'node:crypto'
import { tryParseJson, type Namespace } from '#base'
import { InvocationRefused, type Invocation } from './port.ts'

export interface InvocationFields extends Namespace {
  readonly functionName: string
  readonly qualifier: string | undefined
  /** Has to be JSON text or empty. */
  readonly payload: string
  readonly invocationType: string | undefined
  readonly logType: string | undefined
  readonly clientContext: string | undefined
  readonly traceHeader?: string | undefined
  readonly signal: AbortSignal
}

const invocationTypes = ['RequestResponse', 'Event', 'DryRun'] as const
/** A header that is longer, or no line of text, is no trace header. */
const traceable = /^[\x20-\x7e]{1,256}$/
const logTypes = ['None', 'Tail'] as const

/** Throws `InvocationRefused` (ValidationException, InvalidRequestContentException) with Lambda's words. */
export function readInvocation(fields: InvocationFields): Invocation {
  const { account, region, functionName, payload, qualifier, clientContext, signal } = fields
  const { traceHeader = '' } = fields
  if (payload !== '' && tryParseJson(payload) === undefined) {
    throw refused('InvalidRequestContentException', 'Could not parse request body into json')
  }
  return {
    account,
    region,
    functionName,
    payload,
    signal,
    invocationType: oneOf(fields.invocationType ?? 'RequestResponse', invocationTypes, 'invocationType'),
    logType: oneOf(fields.logType ?? 'None', logTypes, 'logType'),
    ...(qualifier === undefined ? {} : { qualifier }),
    ...(traceable.test(traceHeader) && { traceHeader }),
    ...(clientContext === undefined ? {} : { clientContext: checkClientContext(clientContext) }),
  }
}

function oneOf<T extends string>(given: string, allowed: readonly T[], field: string): T {
  const found = allowed.find((value) => value === given)
  if (found !== undefined) return found
  const problem = `Value '${given}' at '${field}' failed to satisfy constraint`
  const expected = `Member must satisfy enum value set: [${allowed.join(', ')}]`
  throw refused('ValidationException', `1 validation error detected: ${problem}: ${expected}`)
}

function checkClientContext(base64: string): string {
  const text = Buffer.from(base64, 'base64').toString('utf8')
  if (tryParseJson(text) === undefined) {
    throw refused(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
    )
  }
  // Written again, so that nothing but Base64 goes to the function's process.
  return Buffer.from(text, 'utf8').toString('base64')
}

function refused(code: string, message: string): InvocationRefused {
  return new InvocationRefused(code, message, { statusCode: 400, requestId: randomUUID() })
}
