/** `batch:submitJob`; `.sync` answers with the job's detail. The service takes no key: sent again, it is another job. */
import { objectsOf, statusByWord, textOf } from './members.ts'
import type { JobDescription, ServiceDescription } from './service-description.ts'

const job: JobDescription = {
  describe: ({ output }) => ({ action: 'describeJobs', parameters: { Jobs: [textOf(output, 'JobId')] } }),
  status: (description) => {
    const detail = objectsOf(description, 'Jobs')[0] ?? {}
    return statusByWord(detail, textOf(detail, 'Status'), { succeeded: ['SUCCEEDED'], failed: ['FAILED'] })
  },
  stop: ({ output }) => ({
    action: 'terminateJob',
    parameters: { JobId: textOf(output, 'JobId'), Reason: 'The task state that ran it is over' },
  }),
}

export const batch: ServiceDescription = {
  service: 'batch',
  client: 'batch',
  names: { prefix: 'Batch', service: 'AWSBatch', baseException: 'AWSBatchException' },
  actions: { submitJob: { patterns: ['request-response', 'sync'], job } },
}
