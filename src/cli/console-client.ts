/**
 * Calls of the console's API of a running server, for commands that do what AWS's API has no operation for.
 *
 * Signed as those of `api-client.ts`; a server that is open on the loopback address takes unsigned calls too.
 */
import { ApiError, readEndpoint, reasonOf, signed } from './api-client.ts'
import { UserError } from './user-error.ts'

export interface ConsoleClient {
  /** Throws `ApiError` with the server's error, UserError where no server answers. */
  send<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T>
}

/** `path` is that below `/console/api/`, with its query. */
export function consoleClient(endpoint: string, environment: NodeJS.ProcessEnv = process.env): ConsoleClient {
  const base = readEndpoint(endpoint)
  return {
    async send<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
      const url = new URL(`/console/api/${path}`, base)
      const text = body === undefined ? '' : JSON.stringify(body)
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const headers = await signed(environment, url, {
        method,
        body: text,
        headers: { host: url.host, ...type },
      })
      const request = { method, headers, ...(body !== undefined && { body: text }) }
      const answer = await fetch(url, request).catch((error: unknown) => {
        throw new UserError(
          `nobody answers at ${endpoint} (${reasonOf(error)}); is the server running? See --endpoint.`,
        )
      })
      const said = await answer.text()
      if (!answer.ok) throw readRefusal(said, answer.status)
      return JSON.parse(said) as T
    },
  }
}

function readRefusal(text: string, status: number): ApiError {
  try {
    const { error, message } = JSON.parse(text) as { error?: string; message?: string }
    return new ApiError(error ?? `HTTP ${status}`, message ?? text)
  } catch {
    return new ApiError(`HTTP ${status}`, text.slice(0, 200))
  }
}
