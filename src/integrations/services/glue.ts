/** `glue:startJobRun`; the job's name is put into its answer, `.sync` answers with the run. The service takes no key. */
import { objectOf, statusByWord, textOf } from './members.ts'
import type { JobDescription, ServiceDescription, Submitted } from './service-description.ts'

const failed = ['FAILED', 'STOPPED', 'TIMEOUT', 'ERROR', 'EXPIRED']

const job: JobDescription = {
  describe: (submitted) => ({
    action: 'getJobRun',
    parameters: { JobName: jobName(submitted), RunId: textOf(submitted.output, 'JobRunId') },
  }),
  status: (description) => {
    const run = objectOf(description, 'JobRun')
    return statusByWord(run, textOf(run, 'JobRunState'), { succeeded: ['SUCCEEDED'], failed })
  },
  stop: (submitted) => ({
    action: 'batchStopJobRun',
    parameters: { JobName: jobName(submitted), JobRunIds: [textOf(submitted.output, 'JobRunId')] },
  }),
}

export const glue: ServiceDescription = {
  service: 'glue',
  client: 'glue',
  names: { prefix: 'Glue', service: 'AWSGlue', baseException: 'AWSGlueException' },
  actions: {
    startJobRun: {
      patterns: ['request-response', 'sync'],
      shown: (output, { JobName: name }) => (name === undefined ? output : { ...output, JobName: name }),
      job,
    },
  },
}

function jobName({ parameters }: Submitted): string {
  return textOf(parameters, 'JobName')
}
