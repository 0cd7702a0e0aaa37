/**
 * An error of a running execution: a value with `Error` and `Cause`, handled by Retry and Catch.
 *
 * It is returned, never thrown across a room: functions that may fail give `Outcome<T>`, and the caller asks with
 * `instanceof AslError`. No JSON value is an instance of a class, so the two cannot be confused.
 */
import type { Json } from './json.ts'

/** What a message on AWS leaves out; shown by `stepwell history` and the studio, never by AWS's API. */
export interface ErrorTeaching {
  /** The path, template or expression that failed. */
  readonly expression?: string
  /** The value that it was applied to. */
  readonly met?: Json
  /** An existing key or name close to the one that is missing. */
  readonly nearest?: string
}

export class AslError {
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly teaching: ErrorTeaching | undefined

  constructor(error: string | undefined, cause: string | undefined, teaching?: ErrorTeaching) {
    this.error = error
    this.cause = cause
    this.teaching = teaching
  }
}

export type Outcome<T> = T | AslError
