/**
 * Whether the mocked result of a task looks like what the service answers (TestState's `fieldValidationMode`).
 *
 * The shapes are AWS's own; members that they do not have are let pass, as AWS does (recorded: field_validation_mode).
 * Of a service or an operation whose shapes are not known here every result is taken. What a task with a token gives is
 * anybody's, and so is what HTTP, API Gateway and calls into a cluster give.
 */
import { isArray, isNumber, isObject, member, toNumber, type Json, type JsonObject } from '#base'
import type { ServiceResource } from '#asl'
import { serviceShapes, type AnswerShape, type ServiceShapes } from './mock-shapes.ts'

/** `STRICT`: required members are there. `PRESENT`: only those that are there are looked at. */
export type FieldValidation = 'STRICT' | 'PRESENT' | 'NONE'

/** What is wrong with the result, in AWS's words; undefined where nothing is. */
export async function mockResultFault(
  resource: ServiceResource,
  result: Json,
  mode: FieldValidation,
): Promise<string | undefined> {
  const answer = answerOf(resource)
  if (mode === 'NONE' || !answer) return undefined
  const service = await serviceShapes(answer.service)
  const name = service?.operations[answer.operation]
  if (!service || name === undefined) return undefined
  return new Checker(service, mode).fault(result, service.shapes[name]!, 'result')
}

interface Answer {
  readonly service: string
  readonly operation: string
}

/** Whose answer the task's result is; undefined where it is of no known shape. */
function answerOf({ service, action, sdk, pattern }: ServiceResource): Answer | undefined {
  if (pattern === 'waitForTaskToken') return undefined
  if (sdk) return { service, operation: action }
  const name = sdkNames[service] ?? service.replaceAll('-', '')
  if (pattern === 'request-response') return { service: name, operation: action }
  const polled = pollingOperations[service]?.[action]
  return polled === undefined ? undefined : { service: name, operation: polled }
}

/** Optimized integrations whose name is not the SDK's. */
const sdkNames: Readonly<Record<string, string>> = {
  states: 'sfn',
  events: 'eventbridge',
  elasticmapreduce: 'emr',
}

/** A job's result is the last answer of the operation by which it is watched (feature map §5.5). */
const pollingOperations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  states: { startExecution: 'describeExecution' },
  athena: { startQueryExecution: 'getQueryExecution' },
  batch: { submitJob: 'describeJobs' },
  bedrock: { createModelCustomizationJob: 'getModelCustomizationJob' },
  codebuild: { startBuild: 'batchGetBuilds', startBuildBatch: 'batchGetBuildBatches' },
  databrew: { startJobRun: 'describeJobRun' },
  ecs: { runTask: 'describeTasks' },
  eks: {
    createCluster: 'describeCluster',
    deleteCluster: 'describeCluster',
    createNodegroup: 'describeNodegroup',
    deleteNodegroup: 'describeNodegroup',
    createFargateProfile: 'describeFargateProfile',
    deleteFargateProfile: 'describeFargateProfile',
  },
  elasticmapreduce: {
    createCluster: 'describeCluster',
    terminateCluster: 'describeCluster',
    addStep: 'describeStep',
  },
  'emr-containers': {
    createVirtualCluster: 'describeVirtualCluster',
    deleteVirtualCluster: 'describeVirtualCluster',
    startJobRun: 'describeJobRun',
  },
  'emr-serverless': {
    createApplication: 'getApplication',
    startApplication: 'getApplication',
    stopApplication: 'getApplication',
    deleteApplication: 'getApplication',
    startJobRun: 'getJobRun',
  },
  glue: { startJobRun: 'getJobRun' },
  mediaconvert: { createJob: 'getJob' },
  sagemaker: {
    createAutoMLJob: 'describeAutoMLJob',
    createHyperParameterTuningJob: 'describeHyperParameterTuningJob',
    createLabelingJob: 'describeLabelingJob',
    createProcessingJob: 'describeProcessingJob',
    createTrainingJob: 'describeTrainingJob',
    createTransformJob: 'describeTransformJob',
  },
}

class Checker {
  readonly #service: ServiceShapes
  readonly #mode: FieldValidation

  constructor(service: ServiceShapes, mode: FieldValidation) {
    this.#service = service
    this.#mode = mode
  }

  /** The first fault, in the order of the result. */
  fault(value: Json, shape: AnswerShape, field: string): string | undefined {
    switch (shape.type) {
      case 'structure':
        return isObject(value) ? this.#structureFault(value, shape) : mustBe(field, 'an object')
      case 'list':
        return isArray(value) ? this.#listFault(value, shape, field) : mustBe(field, 'an array')
      case 'map':
        return isObject(value) ? this.#mapFault(value, shape, field) : mustBe(field, 'an object')
      case 'string':
        return typeof value === 'string' ? textFault(value, shape, field) : mustBe(field, 'a string')
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return isNumber(value) ? numberFault(toNumber(value), shape, field) : mustBe(field, 'a number')
      case 'boolean':
        return typeof value === 'boolean' ? undefined : mustBe(field, 'a boolean')
      case 'timestamp':
        // Optimized integrations give milliseconds, the SDK's a text.
        return typeof value === 'string' || isNumber(value) ? undefined : mustBe(field, 'a string')
      default:
        // Bytes are a text or the document in them.
        return undefined
    }
  }

  #structureFault(value: JsonObject, { members = {}, required = [] }: AnswerShape): string | undefined {
    const missing = required.find((name) => member(value, name) === undefined)
    if (missing !== undefined && this.#mode === 'STRICT') return `Required field '${missing}' is missing`
    for (const [name, inner] of Object.entries(value)) {
      const shape = Object.hasOwn(members, name) ? this.#service.shapes[members[name]!] : undefined
      const fault = shape && this.fault(inner, shape, name)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #listFault(value: readonly Json[], shape: AnswerShape, field: string): string | undefined {
    return lengthFault(value.length, shape, field) ?? this.#firstFault(value, shape, field)
  }

  #mapFault(value: JsonObject, shape: AnswerShape, field: string): string | undefined {
    return this.#firstFault(Object.values(value), shape, field)
  }

  #firstFault(
    values: readonly Json[],
    { member: name = '' }: AnswerShape,
    field: string,
  ): string | undefined {
    const shape = this.#service.shapes[name]
    if (!shape) return undefined
    for (const value of values) {
      const fault = this.fault(value, shape, field)
      if (fault !== undefined) return fault
    }
    return undefined
  }
}

function mustBe(field: string, kind: string): string {
  return `Field '${field}' must be ${kind}`
}

function textFault(value: string, shape: AnswerShape, field: string): string | undefined {
  if (shape.values && !shape.values.includes(value)) return `Field '${field}' is not an expected value`
  return lengthFault(value.length, shape, field)
}

function lengthFault(
  length: number,
  { min = 0, max = Infinity }: AnswerShape,
  field: string,
): string | undefined {
  if (length < min) return `Field '${field}' is smaller than the minimum length`
  return length > max ? `Field '${field}' is larger than the maximum length` : undefined
}

function numberFault(value: number, shape: AnswerShape, field: string): string | undefined {
  const { min = -Infinity, max = Infinity } = shape
  if (value < min) return `Field '${field}' is less than the minimum value`
  return value > max ? `Field '${field}' exceeds the maximum value` : undefined
}
