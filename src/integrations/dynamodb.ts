/**
 * `dynamodb:getItem`, `putItem`, `updateItem` and `deleteItem`.
 *
 * Parameters are those of DynamoDB, attribute values in its own JSON; the answer is DynamoDB's, with the SDK's metadata as
 * AWS adds them (recorded: services.dynamodb_task_service, error_handling.task_service_dynamodb).
 */
import { AslError, isObject } from '#base'
import { optimizedStyle } from './aws-sdk/integration-style.ts'
import { sdkCaller } from './aws-sdk/sdk-caller.ts'
import { sdkService } from './aws-sdk/sdk-services.ts'
import { refused } from './parameters.ts'
import type { Integration } from './port.ts'
import { answerMetadata } from './sdk-answer.ts'
import { sdkError } from './sdk-error.ts'
import type { AwsAccess } from './service-client.ts'

const names = { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', baseException: 'AmazonDynamoDBException' }

const patterns = ['request-response'] as const

export function dynamodbIntegration(access: AwsAccess = {}): Integration {
  const send = sdkCaller(access)
  return {
    service: 'dynamodb',
    actions: { getItem: patterns, putItem: patterns, updateItem: patterns, deleteItem: patterns },
    async call(call) {
      const { parameters } = call
      if (!isObject(parameters))
        return refused(parameters, ["The value of the field 'Parameters' has an invalid format"])
      const answered = await send({
        call,
        service: sdkService('dynamodb'),
        parameters,
        style: optimizedStyle,
        failed: (thrown, modelled) => sdkError(names, thrown, (error) => modelled(error.name)),
      })
      if (answered instanceof AslError) return answered
      return { output: { ...answered.output, ...answerMetadata(answered.answer) } }
    },
  }
}
