/** A function as a target: it is invoked with the event, and waited for, so that one that fails gets it again. */
import type { Namespace } from '#base'
import { InvocationRefused, type Functions } from '#functions'
import type { Attempt } from '../deliveries/port.ts'
import { reasonOf } from './target-failure.ts'

export interface FunctionCall extends Namespace {
  /** Its name or ARN. */
  readonly functionName: string
  readonly payload: string
}

export async function invokeFunction(functions: Functions, call: FunctionCall): Promise<Attempt> {
  const { functionName } = call
  try {
    const { functionError, payload } = await functions.invoke({ ...call, invocationType: 'RequestResponse' })
    if (functionError === undefined) return 'arrived'
    const message = `the function ${functionName} failed: ${payload.slice(0, shownCharactersMax)}`
    return { code: functionError, message, isFinal: false }
  } catch (error) {
    const code = error instanceof InvocationRefused ? error.code : 'NO_RESPONSE'
    const message = `the function ${functionName} was not invoked: ${reasonOf(error)}`
    // A function may be deployed a moment later than the rule that names it.
    return { code, message, isFinal: false }
  }
}

const shownCharactersMax = 500
