/**
 * The optimized service integrations of AWS Step Functions, with the patterns that each action has beside
 * request-response (AWS developer guide, "Integrating optimized services").
 */
import type { ServiceResource } from './resource.ts'

type Waiting = Exclude<ServiceResource['pattern'], 'request-response'>

/** Actions in a service whose name ends in one of these marks: `!` has .sync, `#` has .waitForTaskToken. */
const table: Readonly<Record<string, string>> = {
  apigateway: 'invoke#',
  athena: 'startQueryExecution! stopQueryExecution getQueryExecution getQueryResults',
  batch: 'submitJob!',
  bedrock: 'invokeModel# createModelCustomizationJob!#',
  bedrockagentcore: 'invokeHarness',
  codebuild:
    'startBuild! stopBuild batchDeleteBuilds batchGetReports startBuildBatch! stopBuildBatch retryBuildBatch! deleteBuildBatch',
  databrew: 'startJobRun!',
  dynamodb: 'getItem putItem updateItem deleteItem',
  ecs: 'runTask!#',
  eks: 'createCluster!# deleteCluster!# createNodegroup!# deleteNodegroup!# createFargateProfile!# deleteFargateProfile!# runJob!# call#',
  elasticmapreduce:
    'createCluster! terminateCluster! addStep! cancelStep setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName',
  'emr-containers': 'createVirtualCluster deleteVirtualCluster! startJobRun!',
  'emr-serverless':
    'createApplication! startApplication! stopApplication! deleteApplication! startJobRun! cancelJobRun!',
  events: 'putEvents#',
  glue: 'startJobRun!',
  http: 'invoke',
  lambda: 'invoke#',
  mediaconvert: 'createJob!',
  sagemaker:
    'createEndpoint createEndpointConfig createHyperParameterTuningJob! createLabelingJob! createModel createProcessingJob! createTrainingJob! createTransformJob! updateEndpoint',
  sns: 'publish#',
  sqs: 'sendMessage#',
  states: 'startExecution!#',
}

const integrations: ReadonlyMap<string, ReadonlySet<Waiting>> = new Map(
  Object.entries(table).flatMap(([service, actions]) =>
    actions
      .split(' ')
      .map((action) => [`${service}:${action.replace(/[!#]+$/, '')}`, patternsOf(action)] as const),
  ),
)

/** Whether AWS has that integration. Every action of every service is one through `aws-sdk`. */
export function isIntegration({ service, action, sdk, pattern }: ServiceResource): boolean {
  if (sdk) return pattern === 'request-response' || pattern === 'waitForTaskToken'
  const patterns = integrations.get(`${service}:${action}`)
  if (!patterns) return false
  if (pattern === 'sync:2') return service === 'states' && action === 'startExecution'
  return pattern === 'request-response' || patterns.has(pattern)
}

/** The actions of a service that AWS has optimized, for suggestions. */
export function integrationNames(): readonly string[] {
  return [...integrations.keys()]
}

function patternsOf(action: string): ReadonlySet<Waiting> {
  const patterns = new Set<Waiting>()
  if (action.includes('!')) patterns.add('sync')
  if (action.includes('#')) patterns.add('waitForTaskToken')
  return patterns
}
