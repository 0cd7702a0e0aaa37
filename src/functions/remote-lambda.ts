/**
 * Functions that are not of this machine: AWS Lambda, or what `AWS_ENDPOINT_URL_LAMBDA` (`AWS_ENDPOINT_URL`) names,
 * through AWS's SDK.
 *
 * 1. The SDK is loaded with the first call; there is one client for each region and, at an endpoint, account.
 * 2. A call is made once: repeating it is the state machine's Retry.
 * 3. A function may run for 15 minutes: the client waits longer than that.
 */
import { randomUUID } from 'node:crypto'
import type { InvokeCommandOutput, LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda'
import { parseFunctionName } from './function-name.ts'
import { InvocationRefused, type Functions, type Invocation, type InvocationResult } from './port.ts'

export interface RemoteLambdaOptions {
  /** Instead of AWS, or of what the environment names. */
  readonly endpoint?: string
  /** Left out: what AWS's SDK finds; at an endpoint without any, the account's number as key (local emulators read it). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The environment that names the endpoint and the credentials; `process.env` where it is absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const connectMsMax = 10_000
/** A minute more than the longest function. */
const answerMsMax = 960_000
/** Most calls on their way at once, for one client. */
const socketsMax = 1000

/** Opens nothing until the first invocation. */
export function remoteLambda(options: RemoteLambdaOptions = {}): Functions {
  return new RemoteLambda(options)
}

interface RawAnswer {
  readonly output: InvokeCommandOutput
  readonly headers: Readonly<Record<string, string>>
}

class RemoteLambda implements Functions {
  readonly #options: RemoteLambdaOptions
  readonly #endpoint: string | undefined
  readonly #clients = new Map<string, LambdaClient>()

  constructor(options: RemoteLambdaOptions) {
    const environment = options.environment ?? process.env
    this.#options = options
    this.#endpoint =
      options.endpoint ?? environment['AWS_ENDPOINT_URL_LAMBDA'] ?? environment['AWS_ENDPOINT_URL']
  }

  /** Throws `InvocationRefused` with Lambda's exception name, or `SdkClientException` where it was not reached. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    try {
      const { output, headers } = await this.#send(invocation)
      return resultOf(output, headers)
    } catch (error) {
      invocation.signal?.throwIfAborted()
      throw refusalOf(error)
    }
  }

  async close(): Promise<void> {
    for (const client of this.#clients.values()) client.destroy()
    this.#clients.clear()
  }

  async #send(invocation: Invocation): Promise<RawAnswer> {
    const { InvokeCommand } = await import('@aws-sdk/client-lambda')
    const region = parseFunctionName(invocation.functionName)?.region ?? invocation.region
    const client = await this.#client(region, invocation.account)
    const command = new InvokeCommand({
      FunctionName: invocation.functionName,
      InvocationType: invocation.invocationType,
      ...(invocation.payload === '' ? {} : { Payload: Buffer.from(invocation.payload, 'utf8') }),
      ...(invocation.qualifier === undefined ? {} : { Qualifier: invocation.qualifier }),
      ...(invocation.logType === undefined ? {} : { LogType: invocation.logType }),
      ...(invocation.clientContext === undefined ? {} : { ClientContext: invocation.clientContext }),
    })
    let headers: Readonly<Record<string, string>> = {}
    // Outside of the deserializer, where the HTTP answer is still there.
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args)
        headers = (result.response as { headers?: Record<string, string> }).headers ?? {}
        return result
      },
      { step: 'deserialize', priority: 'high', name: 'stepwellHeaders' },
    )
    const { signal, traceHeader } = invocation
    if (traceHeader !== undefined)
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { readonly headers: Record<string, string> }
          request.headers['X-Amzn-Trace-Id'] = traceHeader
          return next(args)
        },
        { step: 'build', name: 'stepwellTrace' },
      )
    const output = await client.send(command, signal ? { abortSignal: signal } : {})
    return { output, headers }
  }

  async #client(region: string, account: string): Promise<LambdaClient> {
    const key = this.#endpoint === undefined ? region : `${region} ${account}`
    const known = this.#clients.get(key)
    if (known) return known
    const { LambdaClient: Client } = await import('@aws-sdk/client-lambda')
    const client = this.#clients.get(key) ?? new Client(this.#settings(region, account))
    this.#clients.set(key, client)
    return client
  }

  #settings(region: string, account: string): LambdaClientConfig {
    const agent = { keepAlive: true, maxSockets: socketsMax }
    const credentials = this.#credentials(account)
    return {
      region,
      maxAttempts: 1,
      ...(this.#endpoint === undefined ? {} : { endpoint: this.#endpoint }),
      ...(credentials ? { credentials } : {}),
      requestHandler: {
        connectionTimeout: connectMsMax,
        requestTimeout: answerMsMax,
        throwOnRequestTimeout: true,
        httpAgent: agent,
        httpsAgent: agent,
      },
    }
  }

  #credentials(account: string): RemoteLambdaOptions['credentials'] {
    const environment = this.#options.environment ?? process.env
    if (this.#options.credentials) return this.#options.credentials
    const own = environment['AWS_ACCESS_KEY_ID'] ?? environment['AWS_PROFILE']
    return this.#endpoint === undefined || own !== undefined
      ? undefined
      : { accessKeyId: account, secretAccessKey: 'none' }
  }
}

function resultOf(output: InvokeCommandOutput, headers: Readonly<Record<string, string>>): InvocationResult {
  return {
    statusCode: output.StatusCode ?? output.$metadata.httpStatusCode ?? 200,
    payload: output.Payload?.transformToString() ?? '',
    executedVersion: output.ExecutedVersion ?? '$LATEST',
    requestId: output.$metadata.requestId ?? randomUUID(),
    headers,
    ...(output.FunctionError === undefined ? {} : { functionError: functionError(output.FunctionError) }),
    ...(output.LogResult === undefined ? {} : { logResult: output.LogResult }),
  }
}

function functionError(given: string): 'Handled' | 'Unhandled' {
  return given === 'Handled' ? 'Handled' : 'Unhandled'
}

interface Thrown {
  readonly name?: string
  readonly message?: string
  readonly code?: string
  readonly hostname?: string
  readonly address?: string
  readonly port?: number
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

function refusalOf(error: unknown): InvocationRefused {
  const thrown = error as Thrown
  const statusCode = thrown.$metadata?.httpStatusCode
  if (statusCode === undefined) {
    return new InvocationRefused('SdkClientException', unreached(thrown), {
      statusCode: 0,
      requestId: randomUUID(),
    })
  }
  const requestId = thrown.$metadata?.requestId ?? randomUUID()
  return new InvocationRefused(thrown.name ?? 'ServiceException', thrown.message ?? '', {
    statusCode,
    requestId,
  })
}

function unreached(thrown: Thrown): string {
  switch (thrown.code) {
    case 'ECONNREFUSED':
      return `Unable to execute HTTP request: Connect to ${thrown.address}:${thrown.port} failed: Connection refused`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `Unable to execute HTTP request: ${thrown.hostname}: Name or service not known`
    default:
      return `Unable to execute HTTP request: ${thrown.message}`
  }
}
