/** `ecs:runTask`: a job is one task; `.sync` answers with the task itself (feature map 4.3, recorded). */
import { AslError, printJson, type JsonObject } from '#base'
import { objectsOf, textOf } from './members.ts'
import type { JobDescription, JobStatus, ServiceDescription, Submitted } from './service-description.ts'

const job: JobDescription = {
  describe: (submitted) => ({
    action: 'describeTasks',
    parameters: { ...clusterOf(submitted), Tasks: [taskArn(submitted)] },
  }),
  status: (description) => statusOf(objectsOf(description, 'Tasks')[0]),
  stop: (submitted) => ({
    action: 'stopTask',
    parameters: {
      ...clusterOf(submitted),
      Task: taskArn(submitted),
      Reason: 'The task state that ran it is over',
    },
  }),
}

export const ecs: ServiceDescription = {
  service: 'ecs',
  client: 'ecs',
  names: { prefix: 'ECS', service: 'AmazonECS', baseException: 'AmazonECSException' },
  actions: {
    runTask: {
      patterns: ['request-response', 'sync', 'waitForTaskToken'],
      prepare: (parameters) => ({ StartedBy: 'AWS Step Functions', ...parameters }),
      refusal: (output) =>
        objectsOf(output, 'Failures').length > 0
          ? new AslError('AmazonECS.Unknown', printJson(output))
          : undefined,
      job,
    },
  },
}

function statusOf(task: JsonObject | undefined): JobStatus {
  if (!task || textOf(task, 'LastStatus') !== 'STOPPED') return { kind: 'running' }
  const exits = objectsOf(task, 'Containers').map(({ ExitCode: code }) => code)
  const succeeded = exits.length > 0 && exits.every((code) => code === 0)
  return succeeded ? { kind: 'succeeded', output: task } : { kind: 'failed', cause: task }
}

function taskArn({ output }: Submitted): string {
  return textOf(objectsOf(output, 'Tasks')[0], 'TaskArn')
}

function clusterOf({ output }: Submitted): JsonObject {
  const cluster = textOf(objectsOf(output, 'Tasks')[0], 'ClusterArn')
  return cluster === '' ? {} : { Cluster: cluster }
}
