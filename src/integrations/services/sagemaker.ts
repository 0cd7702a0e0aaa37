/** SageMaker; `.sync` answers with the job's description. A job's name is unique, so it is begun once. */
import { statusByWord, textOf } from './members.ts'
import type { ActionDescription, ServiceDescription } from './service-description.ts'

/** All jobs are described and stopped by their name; what differs is what a job is called. */
function job(kind: string): ActionDescription {
  const nameMember = `${kind}Name`
  const named = (action: string) => (submitted: { readonly parameters: Parameters<typeof textOf>[0] }) => ({
    action: `${action}${kind}`,
    parameters: { [nameMember]: textOf(submitted.parameters, nameMember) },
  })
  return {
    patterns: ['request-response', 'sync'],
    job: {
      describe: named('describe'),
      status: (description) =>
        statusByWord(description, textOf(description, `${kind}Status`), {
          succeeded: ['Completed'],
          failed: ['Failed', 'Stopped'],
        }),
      stop: named('stop'),
    },
  }
}

const once = { patterns: ['request-response'] } as const

export const sagemaker: ServiceDescription = {
  service: 'sagemaker',
  client: 'sagemaker',
  names: { prefix: 'SageMaker', service: 'AmazonSageMaker', baseException: 'AmazonSageMakerException' },
  actions: {
    createTrainingJob: job('TrainingJob'),
    createTransformJob: job('TransformJob'),
    createProcessingJob: job('ProcessingJob'),
    createLabelingJob: job('LabelingJob'),
    createHyperParameterTuningJob: job('HyperParameterTuningJob'),
    createModel: once,
    createEndpoint: once,
    createEndpointConfig: once,
    updateEndpoint: once,
  },
}
