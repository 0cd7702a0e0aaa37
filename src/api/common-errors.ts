/** Errors that every AWS service may answer with and that no model lists. */
import { ApiError } from './api-error.ts'

const service = { namespace: 'service' } as const

/** Thrown when the request breaks a constraint of its members, or combines them in a way that is not allowed. */
export class ValidationException extends ApiError {
  constructor(message: string, reason?: string) {
    super('ValidationException', message, {
      namespace: 'validate',
      ...(reason === undefined ? {} : { members: { reason } }),
    })
  }
}

/** Thrown when the body is not JSON, or a member has another type than the model says. */
export class SerializationException extends ApiError {
  constructor(message: string) {
    super('SerializationException', message, service)
  }
}

/** Thrown when the X-Amz-Target header is missing or names no operation that this server offers. */
export class UnknownOperationException extends ApiError {
  constructor(message: string) {
    super('UnknownOperationException', message, service)
  }
}

/** Thrown when the caller's role does not allow the operation, or a browser of a foreign page calls. */
export class AccessDeniedException extends ApiError {
  constructor(message: string) {
    super('AccessDeniedException', message, service)
  }
}

/** Thrown when a request that has to be signed is not. */
export class MissingAuthenticationTokenException extends ApiError {
  constructor() {
    super('MissingAuthenticationTokenException', 'Request is missing Authentication Token', service)
  }
}

/** Thrown when the Authorization header lacks a part. */
export class IncompleteSignatureException extends ApiError {
  constructor(message: string) {
    super('IncompleteSignatureException', message, service)
  }
}

/** Thrown when nobody has that access key. */
export class UnrecognizedClientException extends ApiError {
  constructor() {
    super('UnrecognizedClientException', 'The security token included in the request is invalid.', service)
  }
}

/** Thrown when the signature is not that of this request, of its time or of this service. */
export class InvalidSignatureException extends ApiError {
  constructor(message: string) {
    super('InvalidSignatureException', message, service)
  }
}

/** Thrown when the request's body is larger than the server takes. */
export class RequestEntityTooLarge extends ApiError {
  constructor(bytesMax: number) {
    super('RequestEntityTooLarge', `The request body is larger than the maximum of ${bytesMax} bytes`, {
      namespace: 'service',
      statusCode: 413,
    })
  }
}

/** Thrown when the store cannot take the write just now; the same request may be sent again. */
export class ServiceUnavailable extends ApiError {
  constructor(message: string) {
    super('ServiceUnavailable', message, { namespace: 'service', statusCode: 503 })
  }
}

/** Thrown when more is asked for than the server has room for; the same request may be sent again later. */
export class ThrottlingException extends ApiError {
  constructor(message: string) {
    super('ThrottlingException', message, service)
  }
}

/** Thrown when the server itself has failed. */
export class InternalFailure extends ApiError {
  constructor(message: string) {
    super('InternalFailure', message, { namespace: 'service', statusCode: 500 })
  }
}
