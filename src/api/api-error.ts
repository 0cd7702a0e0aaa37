/**
 * An error of the API: AWS's name and text, thrown by operations and turned into an answer by `service.ts`.
 *
 * The namespace before the `#` follows AWS: its own model's for modelled errors, those of its service framework for
 * the common ones. SDKs read only the name.
 */
const namespaces = {
  model: 'com.amazonaws.swf.service.v2.model',
  service: 'com.amazon.coral.service',
  validate: 'com.amazon.coral.validate',
} as const

export interface ApiErrorOptions {
  readonly namespace?: keyof typeof namespaces
  /** HTTP status; 400 is what AWS answers to every modelled error. */
  readonly statusCode?: number
  /** Members beside `message` that AWS's model has for this error. */
  readonly members?: Readonly<Record<string, string>>
}

export class ApiError extends Error {
  /** AWS's error name, as `InvalidArn`. */
  readonly code: string
  readonly statusCode: number
  readonly #namespace: keyof typeof namespaces
  readonly #members: Readonly<Record<string, string>>

  constructor(code: string, message: string, options: ApiErrorOptions = {}) {
    super(message)
    this.name = code
    this.code = code
    this.statusCode = options.statusCode ?? 400
    this.#namespace = options.namespace ?? 'model'
    this.#members = options.members ?? {}
  }

  /** The response body: `{"__type":"NAMESPACE#NAME","message":"…"}` and the error's own members. */
  body(): string {
    const type = `${namespaces[this.#namespace]}#${this.code}`
    return JSON.stringify({ __type: type, message: this.message, ...this.#members })
  }
}
