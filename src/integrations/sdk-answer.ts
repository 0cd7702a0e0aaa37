/** The answer of an SDK client as a task's output: the service's members, then the metadata as AWS adds them. */
import type { Json, JsonObject } from '#base'
import type { TaskAnswer } from './port.ts'
import { sdkMetadata } from './sdk-metadata.ts'

/** The part of a client's middleware that sees an answer's status and headers. */
export interface MiddlewareHolder {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<unknown>) => (args: never) => Promise<unknown>,
      options: { readonly step: 'deserialize'; readonly priority: 'high'; readonly name: string },
    ): void
  }
}

interface RawResponse {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface SdkOutput {
  readonly $metadata: {
    readonly httpStatusCode?: number | undefined
    readonly requestId?: string | undefined
  }
}

const responses = new WeakMap<object, RawResponse>()

/** Makes a client remember the HTTP answer behind each output, for `sdkAnswer`. */
export function rememberResponses(client: MiddlewareHolder): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = (await next(args)) as { readonly output: object; readonly response: RawResponse }
      responses.set(result.output, result.response)
      return result
    },
    // High: around the deserializer, where the output is there.
    { step: 'deserialize', priority: 'high', name: 'stepwellRememberResponses' },
  )
}

export function sdkAnswer(output: SdkOutput): TaskAnswer {
  const { $metadata: _, ...members } = output
  const given = Object.entries(members).filter(([, value]) => value !== undefined) as [string, Json][]
  return { output: { ...Object.fromEntries(given), ...answerMetadata(output) } }
}

/** `SdkHttpMetadata` and `SdkResponseMetadata` of an answer whose client remembers responses. */
export function answerMetadata(output: SdkOutput): JsonObject {
  const { $metadata } = output
  return sdkMetadata({
    statusCode: $metadata.httpStatusCode ?? 0,
    requestId: $metadata.requestId ?? '',
    headers: responses.get(output)?.headers ?? {},
  })
}
