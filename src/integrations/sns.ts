/**
 * `sns:publish` and `sns:publish.waitForTaskToken`.
 *
 * A Message that is no text is sent as its JSON. The answer is SNS's, with the SDK's metadata as AWS adds them.
 */
import { AslError, type JsonObject, type Outcome } from '#base'
import { deduplication } from './deduplication.ts'
import { messageAttributes } from './message-attributes.ts'
import { asText, checkParameters, type ParameterShape } from './parameters.ts'
import type { Integration, TaskAnswer, TaskCall } from './port.ts'
import { rememberResponses, sdkAnswer } from './sdk-answer.ts'
import { sdkError } from './sdk-error.ts'
import { clientSettings, perRegion, type AwsAccess } from './service-client.ts'
import { sendTraceHeader } from './trace-header-middleware.ts'

const names = { prefix: 'SNS', service: 'AmazonSNS', baseException: 'AmazonSNSException' }

const publishShape: ParameterShape = {
  fields: {
    TopicArn: 'string',
    TargetArn: 'string',
    PhoneNumber: 'string',
    Message: 'any',
    Subject: 'string',
    MessageStructure: 'string',
    MessageAttributes: 'object',
    MessageDeduplicationId: 'string',
    MessageGroupId: 'string',
  },
  required: ['Message'],
}

export function snsIntegration(access: AwsAccess = {}): Integration {
  const clientFor = perRegion(async (region) => {
    const sdk = await import('@aws-sdk/client-sns')
    const client = new sdk.SNSClient(clientSettings(access, { service: 'sns', region }))
    rememberResponses(client)
    return { sdk, client }
  })

  async function publish(call: TaskCall, parameters: JsonObject): Promise<Outcome<TaskAnswer>> {
    const { sdk, client } = await clientFor(topicRegion(parameters) ?? call.region)
    const command = new sdk.PublishCommand({
      ...deduplication(call, parameters, parameters['TopicArn']),
      ...parameters,
      Message: asText(parameters['Message']!),
      MessageAttributes: messageAttributes(parameters['MessageAttributes'] ?? {}),
    })
    sendTraceHeader(command, call)
    try {
      return sdkAnswer(await client.send(command, { abortSignal: call.signal }))
    } catch (error) {
      return sdkError(names, error, (thrown) => thrown.constructor !== sdk.SNSServiceException)
    }
  }

  return {
    service: 'sns',
    actions: { publish: ['request-response', 'waitForTaskToken'] },
    async call(call) {
      const parameters = checkParameters(call.parameters, publishShape)
      return parameters instanceof AslError ? parameters : publish(call, parameters)
    },
  }
}

/** A topic may lie in another region than the execution; SNS answers only for its own. */
function topicRegion(parameters: JsonObject): string | undefined {
  const arn = parameters['TopicArn'] ?? parameters['TargetArn']
  return typeof arn === 'string' ? /^arn:[^:]+:sns:([^:]+):/.exec(arn)?.[1] : undefined
}
