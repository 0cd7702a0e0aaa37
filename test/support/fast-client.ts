/** The AWS JSON protocol without an SDK: for load, where the client must cost less than the server. */
import { Agent, request } from 'node:http'

export class FastClient {
  readonly #agent: Agent
  readonly #url: URL

  constructor(endpoint: string, connections = 64) {
    this.#url = new URL(endpoint)
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  /** Sends one request. Rejects with `ApiError` for an error of the API, with the socket's error when it breaks. */
  send<T = Record<string, unknown>>(operation: string, input: unknown): Promise<T> {
    const body = JSON.stringify(input)
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          hostname: this.#url.hostname,
          port: this.#url.port,
          method: 'POST',
          path: '/',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': `AWSStepFunctions.${operation}`,
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('error', reject)
          response.on('aborted', () => reject(new Error('the connection was cut')))
          response.on('end', () => {
            if (response.statusCode === 200) resolve(JSON.parse(text) as T)
            else reject(new ApiError(text))
          })
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Thrown when the API answered with an error. */
export class ApiError extends Error {
  readonly code: string

  constructor(body: string) {
    const { __type = '', message = body } = JSON.parse(body || '{}') as { __type?: string; message?: string }
    super(message)
    this.code = __type.slice(__type.indexOf('#') + 1)
  }
}
