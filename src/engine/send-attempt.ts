import { AslError, type Outcome } from '#base'
import type { OutgoingTask, SendTask, TaskResult } from '#integrations'
import type { Identity, TaskProgress } from '#interpreter'
import type { TaskTrace } from './tracing/execution-trace.ts'

/** One attempt of a task, with the trace of its execution if it has one. */
export interface TaskAttempt {
  readonly progress: TaskProgress
  readonly signal: AbortSignal
  readonly trace?: TaskTrace | undefined
  /** Told what an HTTP Task sends and gets, in a test of its state. */
  readonly inspectHttp?: OutgoingTask['inspectHttp']
}

/** Sends one attempt of a task, for a Standard or an Express execution. Never rejects. */
export async function sendAttempt(
  send: SendTask,
  identity: Identity,
  attempt: TaskAttempt,
): Promise<Outcome<TaskResult>> {
  const { executionArn, stateMachineArn, roleArn, account, region } = identity
  const { request, taskId, submission } = attempt.progress
  const { target, parameters, mock } = request
  if (target.kind === 'activity') return new AslError('States.Runtime', 'An activity is not sent.')
  try {
    return await send({
      target,
      parameters,
      account,
      region,
      executionArn,
      stateMachineArn,
      roleArn: request.roleArn ?? roleArn,
      ...(request.roleArn !== undefined && { credentialsRoleArn: request.roleArn }),
      idempotencyKey: `${executionArn}#${taskId}`,
      ...(submission && { submission }),
      ...(attempt.trace && { traceHeader: attempt.trace.taskHeader(taskId) }),
      ...(mock && { mock: { ...mock, stateMachineName: identity.stateMachineName } }),
      signal: attempt.signal,
      ...(attempt.inspectHttp && { inspectHttp: attempt.inspectHttp }),
    })
  } catch (error) {
    return new AslError('States.TaskFailed', `Stepwell could not send the task: ${(error as Error).message}`)
  }
}
