import { AslError, type Outcome } from '#base'
import type { SendTask, TaskResult } from '#integrations'
import type { Identity, TaskProgress } from '#interpreter'

/** Sends one attempt of a task, for a Standard or an Express execution. Never rejects. */
export async function sendAttempt(
  send: SendTask,
  identity: Identity,
  attempt: { readonly progress: TaskProgress; readonly signal: AbortSignal },
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
      idempotencyKey: `${executionArn}#${taskId}`,
      ...(submission && { submission }),
      ...(mock && { mock: { ...mock, stateMachineName: identity.stateMachineName } }),
      signal: attempt.signal,
    })
  } catch (error) {
    return new AslError('States.TaskFailed', `Stepwell could not send the task: ${(error as Error).message}`)
  }
}
