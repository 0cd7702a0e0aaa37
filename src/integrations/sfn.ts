/**
 * `aws-sdk:sfn:*`: a state machine that calls Step Functions itself, which is this server.
 *
 * Errors are those of AWS's SDK integrations (feature map 4.6): `Sfn.<Code>Exception`, with the service, the status and
 * the request id behind the message.
 */
import { randomUUID } from 'node:crypto'
import { AslError, isObject, type JsonObject, type Namespace } from '#base'
import type { Integration } from './port.ts'

/** The server's own API, without HTTP. */
export interface OwnApi {
  /** The names of its operations: `StartExecution`. */
  readonly operations: readonly string[]
  call(
    call: Namespace & {
      readonly operation: string
      readonly parameters: JsonObject
      readonly principal: string
      readonly traceHeader?: string
      readonly signal: AbortSignal
    },
  ): Promise<{ readonly response: JsonObject } | { readonly code: string; readonly message: string }>
}

export function sfnIntegration(api: OwnApi): Integration {
  const names = new Map(api.operations.map((name) => [name[0]!.toLowerCase() + name.slice(1), name]))
  const patterns = ['request-response', 'waitForTaskToken'] as const
  return {
    service: 'aws-sdk:sfn',
    actions: Object.fromEntries([...names.keys()].map((name) => [name, patterns])),
    async call({ resource, parameters, roleArn, traceHeader, signal, account, region }) {
      const operation = names.get(resource.action)!
      const request = isObject(parameters) ? parameters : {}
      const answer = await api.call({
        operation,
        parameters: request,
        principal: roleArn,
        ...(traceHeader !== undefined && { traceHeader }),
        signal,
        account,
        region,
      })
      if ('response' in answer) return { output: answer.response }
      const { code, message } = answer
      const name = code.endsWith('Exception') ? code : `${code}Exception`
      const details = `Service: Sfn, Status Code: 400, Request ID: ${randomUUID()}`
      return new AslError(`Sfn.${name}`, `${message} (${details}) (SDK Attempt Count: 1)`)
    },
  }
}
