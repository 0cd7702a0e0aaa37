/** `athena:startQueryExecution` and its neighbours; `.sync` answers with `{QueryExecution}`. */
import { objectOf, statusByWord, textOf } from './members.ts'
import type { JobDescription, ServiceDescription } from './service-description.ts'

const job: JobDescription = {
  describe: ({ output }) => ({
    action: 'getQueryExecution',
    parameters: { QueryExecutionId: textOf(output, 'QueryExecutionId') },
  }),
  status: (description) => {
    const word = textOf(objectOf(objectOf(description, 'QueryExecution'), 'Status'), 'State')
    return statusByWord(description, word, { succeeded: ['SUCCEEDED'], failed: ['FAILED', 'CANCELLED'] })
  },
  stop: ({ output }) => ({
    action: 'stopQueryExecution',
    parameters: { QueryExecutionId: textOf(output, 'QueryExecutionId') },
  }),
}

const once = { patterns: ['request-response'] } as const

export const athena: ServiceDescription = {
  service: 'athena',
  client: 'athena',
  names: { prefix: 'Athena', service: 'AmazonAthena', baseException: 'AmazonAthenaException' },
  actions: {
    startQueryExecution: { patterns: ['request-response', 'sync'], job },
    stopQueryExecution: once,
    getQueryExecution: once,
    getQueryResults: once,
  },
}
