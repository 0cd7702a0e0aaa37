/**
 * Calls of the AWS API of a running server, for commands that look at one.
 *
 * Signed with the credentials of the environment (AWS_ACCESS_KEY_ID and so on) when there are any; a server that is
 * open on the loopback address takes unsigned calls too.
 */
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { UserError } from './user-error.ts'

export interface ApiClient {
  /** Sends one operation. Throws `ApiError` with AWS's error, UserError where no server answers. */
  send<T>(operation: string, input: object): Promise<T>
}

/** Thrown when the server refused a call: AWS's error name and message. */
export class ApiError extends UserError {
  readonly code: string

  constructor(code: string, message: string) {
    super(`the server answered ${code}: ${message}`)
    this.code = code
  }
}

export function apiClient(endpoint: string, environment: NodeJS.ProcessEnv = process.env): ApiClient {
  const url = readEndpoint(endpoint)
  return {
    async send<T>(operation: string, input: object): Promise<T> {
      const body = JSON.stringify(input)
      const given = {
        host: url.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${operation}`,
      }
      const headers = await signed(environment, url, { method: 'POST', headers: given, body })
      const answer = await fetch(url, { method: 'POST', headers, body }).catch((error: unknown) => {
        throw new UserError(
          `nobody answers at ${endpoint} (${reasonOf(error)}); is the server running? See --endpoint.`,
        )
      })
      const text = await answer.text()
      if (!answer.ok) throw readError(text, answer.status)
      return JSON.parse(text) as T
    },
  }
}

/** Throws UserError where it is no URL. */
export function readEndpoint(endpoint: string): URL {
  if (!URL.canParse(endpoint))
    throw new UserError(`--endpoint is "${endpoint}"; expected a URL such as http://127.0.0.1:8083.`)
  return new URL(endpoint)
}

/** The headers of a request with its signature, where the environment has credentials. */
export async function signed(
  environment: NodeJS.ProcessEnv,
  url: URL,
  request: {
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
  },
): Promise<Record<string, string>> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment
  if (!accessKeyId || !secretAccessKey) return { ...request.headers }
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey },
    region: environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    service: 'states',
    sha256: Sha256,
  })
  const query = Object.fromEntries(url.searchParams)
  const { protocol, hostname, pathname: path } = url
  return (await signer.sign({ ...request, protocol, hostname, path, query })).headers
}

function readError(text: string, status: number): ApiError {
  try {
    const { __type: type, message } = JSON.parse(text) as { __type?: string; message?: string }
    return new ApiError(type?.split('#').at(-1) ?? `HTTP ${status}`, message ?? text)
  } catch {
    return new ApiError(`HTTP ${status}`, text.slice(0, 200))
  }
}

/** Why a request was not answered, in a word. */
export function reasonOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause)
}
