/**
 * What is noted of a state while it is tested (TestState), by the very code that runs it in an execution.
 *
 * The states note what they make of their data as they make it; outside of a test nobody listens, and a note costs one
 * comparison. Which notes a test shows is decided in `test-state`.
 */
import type { AslError, Json, Payload } from '#base'
import type { Left } from './outcome.ts'

export interface Inspection {
  /** Stands for the context object, where the test brings one. */
  readonly context?: Json
  note<K extends keyof Noted>(name: K, value: Noted[K]): void
}

export interface Noted {
  /** What InputPath has left of the input; of a Fail state, the input. */
  readonly afterInputPath: Payload
  /** What Parameters or Arguments made of it. */
  readonly afterParameters: Payload
  /** What the work has given, or the Result of a Pass state. */
  readonly result: Payload
  readonly afterResultSelector: Payload
  readonly afterResultPath: Payload
  /** The items of a Map that has no reader. */
  readonly afterItemsPath: Payload
  /** The inputs of an inline Map's iterations, where there is an ItemSelector. */
  readonly afterItemSelector: Payload
  readonly maxConcurrency: number
  readonly toleratedFailureCount: number
  readonly toleratedFailurePercentage: number
  /** The error that the state met. */
  readonly error: AslError
  /** The retrier that means the error, spent or not, and how long it would wait. */
  readonly retryIndex: number
  readonly retryDelaySeconds: number
  readonly catchIndex: number
  /** What the state leaves behind, and where it goes; a test ends there. */
  readonly left: Left
}
