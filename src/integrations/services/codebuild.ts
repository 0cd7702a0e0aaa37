/** CodeBuild; `.sync` of a build answers with `{Build}`, of a batch of builds with `{BuildBatch}`. */
import { objectOf, objectsOf, statusByWord, textOf } from './members.ts'
import type { JobDescription, ServiceDescription } from './service-description.ts'

const words = { succeeded: ['SUCCEEDED'], failed: ['FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'] }

/** A build and a batch of builds differ in nothing but names. */
function jobOf(member: 'Build' | 'BuildBatch', get: string, stop: string): JobDescription {
  const list = member === 'Build' ? 'Builds' : 'BuildBatches'
  return {
    describe: ({ output }) => ({
      action: get,
      parameters: { Ids: [textOf(objectOf(output, member), 'Id')] },
    }),
    status: (description) => {
      const one = objectsOf(description, list)[0] ?? {}
      return statusByWord({ [member]: one }, textOf(one, `${member}Status`), words)
    },
    stop: ({ output }) => ({ action: stop, parameters: { Id: textOf(objectOf(output, member), 'Id') } }),
  }
}

const batchJob = jobOf('BuildBatch', 'batchGetBuildBatches', 'stopBuildBatch')
const once = { patterns: ['request-response'] } as const
const waits = { patterns: ['request-response', 'sync'], keyMember: 'IdempotencyToken' } as const

export const codebuild: ServiceDescription = {
  service: 'codebuild',
  client: 'codebuild',
  names: { prefix: 'CodeBuild', service: 'AWSCodeBuild', baseException: 'AWSCodeBuildException' },
  actions: {
    startBuild: { ...waits, job: jobOf('Build', 'batchGetBuilds', 'stopBuild') },
    startBuildBatch: { ...waits, job: batchJob },
    retryBuildBatch: { ...waits, job: batchJob },
    stopBuild: once,
    batchDeleteBuilds: once,
    batchGetReports: once,
    stopBuildBatch: once,
    deleteBuildBatch: once,
  },
}
