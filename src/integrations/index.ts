export * from './port.ts'
export { cloudWatchLogs, type CloudWatchLogs } from './cloudwatch-logs.ts'
export { Outbox, type OutboxLog, type OutboxStatistics, type OutboxTimes } from './outbox.ts'
export { MockConfiguration, MockConfigurationError } from './mock-configuration.ts'
export { mockSender } from './mock-sender.ts'
export { mockResultFault, type FieldValidation } from './mock-result.ts'
export { sfnIntegration, type OwnApi } from './sfn.ts'
export { snsIntegration } from './sns.ts'
export { sqsIntegration } from './sqs.ts'
export { statesIntegration, type Executions } from './states.ts'
export { eventsIntegration, type OwnBuses } from './events.ts'
export {
  perRegion,
  serviceEndpoint,
  clientSettings,
  type AwsAccess,
  type AwsRoute,
} from './service-client.ts'
export { awsSdkIntegration } from './aws-sdk/aws-sdk.ts'
export { installLine, isClientInstalled } from './aws-sdk/load-client.ts'
export { sdkService } from './aws-sdk/sdk-services.ts'
export * from './http/connection.ts'
export { httpIntegration } from './http/http.ts'
export type { HttpTrace } from './http/http-trace.ts'
export { isNetwork, type NetworkRules } from './http/network-policy.ts'
export { dynamodbIntegration } from './dynamodb.ts'
export { optimizedServices } from './services/optimized-services.ts'
export { taskSender } from './task-sender.ts'
export { invokeLambdaResource, lambdaIntegration, type LambdaResourceCall } from './lambda.ts'
export * from './map-data/index.ts'
