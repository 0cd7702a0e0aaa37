/**
 * The integrations port: how a task leaves the house.
 *
 * Owns: what a call is given and what it gives back. One file per service implements it; the engine calls it and
 * knows no service by name. An integration keeps no state of an execution: what has to survive is in the frame.
 */
import type { ExecutionArn, Json, Namespace, Outcome, Payload } from '#base'
import type { LambdaResource, ServiceResource } from '#asl'
import type { HttpTrace } from './http/http-trace.ts'

/** One attempt of a task, ready to be sent. */
export interface TaskCall extends Namespace {
  readonly resource: ServiceResource
  /** The task's evaluated Parameters (or its input). */
  readonly parameters: Json
  readonly executionArn: ExecutionArn
  readonly stateMachineArn: string
  readonly roleArn: string
  /** The RoleArn of the state's Credentials, where it has some. */
  readonly credentialsRoleArn?: string
  /** Stable for this attempt, also when it is sent again after a crash (invariant 10). */
  readonly idempotencyKey: string
  /** The trace that the call belongs to, as `X-Amzn-Trace-Id` says it; absent where there is none. */
  readonly traceHeader?: string
  /** What an earlier call of this attempt submitted, before a crash: a `.sync` job to go on watching. */
  readonly submission?: Json
  /**
   * Aborted when the task times out or its execution ends: the call should stop, best effort, and so should the job
   * of a `.sync` task. Aborted with the reason `serverStops` the job goes on, for it is watched after the restart.
   */
  readonly signal: AbortSignal
  /** Told what an HTTP Task sends and gets, where a test of its state shows it. */
  readonly inspectHttp?: (trace: HttpTrace) => void
}

/** The reason of a task's signal that is aborted because the server stops. */
export const serverStops = 'the server stops'

/** The answer of a service: for request-response the task's result, for token and sync patterns what was submitted. */
export interface TaskAnswer {
  readonly output: Json
  /**
   * Only for `.sync` and `.sync:2`: settles with the task's result once the job has ended. When the task is sent
   * again after a crash, the integration watches the job of `submission`, or finds it by the idempotency key.
   */
  readonly finished?: Promise<Outcome<Json>>
}

export interface Integration {
  /** The service's name in the ARN: `lambda`, `sns`, `sqs`, `states`. */
  readonly service: string
  /** The actions that it offers, with the patterns of each. */
  readonly actions: Readonly<Record<string, readonly ServiceResource['pattern'][]>>
  /** Set where it offers whatever its services have, besides: then it says itself what is not there. */
  readonly open?: true
  /** Never throws for what a service answers: that is an AslError with AWS's error name and cause. */
  call(call: TaskCall): Promise<Outcome<TaskAnswer>>
}

/**
 * Every integration of this server, by the service's name. `aws-sdk` is that of the SDK integrations which have none of
 * their own.
 */
export type Integrations = ReadonlyMap<string, Integration>

/** One attempt of a task, as the engine hands it over, with the account and region of its execution. */
export interface OutgoingTask extends Namespace {
  readonly target: LambdaResource | ServiceResource
  readonly parameters: Payload
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly roleArn: string
  readonly credentialsRoleArn?: string
  readonly idempotencyKey: string
  /** The trace that the call belongs to; its parent is the span of this attempt where that is told. */
  readonly traceHeader?: string
  readonly submission?: Payload
  /** Set where the execution runs a test case, which may have an answer for this call. */
  readonly mock?: MockPlace
  readonly signal: AbortSignal
  readonly inspectHttp?: (trace: HttpTrace) => void
}

/** The n-th call, from 0, that a state makes in an execution that runs a test case. */
export interface MockPlace {
  readonly stateMachineName: string
  readonly testCase: string
  readonly stateName: string
  readonly invocation: number
}

/** What came back: the result, or what was submitted and, for a job, its end. */
export interface TaskResult {
  readonly output: Payload
  readonly completion?: Promise<Outcome<Payload>>
}

/** The way out of the house: integrations and functions. Never rejects for what the other side answers. */
export type SendTask = (task: OutgoingTask) => Promise<Outcome<TaskResult>>
