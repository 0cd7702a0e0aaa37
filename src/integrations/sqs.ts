/**
 * `sqs:sendMessage` and `sqs:sendMessage.waitForTaskToken`.
 *
 * A MessageBody that is no text is sent as its JSON. The answer is SQS's, with the SDK's metadata as AWS adds them.
 */
import { AslError, isNumber, toNumber, type JsonObject, type Outcome } from '#base'
import { deduplication } from './deduplication.ts'
import { messageAttributes } from './message-attributes.ts'
import { asText, checkParameters, type ParameterShape } from './parameters.ts'
import type { Integration, TaskAnswer, TaskCall } from './port.ts'
import { rememberResponses, sdkAnswer } from './sdk-answer.ts'
import { sdkError } from './sdk-error.ts'
import { clientSettings, perRegion, type AwsAccess } from './service-client.ts'

const names = { prefix: 'SQS', service: 'AmazonSQS', baseException: 'AmazonSQSException' }

const sendMessageShape: ParameterShape = {
  fields: {
    QueueUrl: 'string',
    MessageBody: 'any',
    DelaySeconds: 'number',
    MessageAttributes: 'object',
    MessageDeduplicationId: 'string',
    MessageGroupId: 'string',
  },
  required: ['QueueUrl', 'MessageBody'],
}

export function sqsIntegration(access: AwsAccess = {}): Integration {
  const clientFor = perRegion(async (region) => {
    const sdk = await import('@aws-sdk/client-sqs')
    // Without an endpoint of its own the client sends to the host of the QueueUrl, as AWS does.
    const client = new sdk.SQSClient(clientSettings(access, { service: 'sqs', region }))
    rememberResponses(client)
    return { sdk, client }
  })

  async function sendMessage(call: TaskCall, parameters: JsonObject): Promise<Outcome<TaskAnswer>> {
    const { sdk, client } = await clientFor(queueRegion(parameters) ?? call.region)
    const { DelaySeconds: delay, ...rest } = parameters
    const command = new sdk.SendMessageCommand({
      ...deduplication(call, parameters, parameters['QueueUrl']),
      ...rest,
      QueueUrl: parameters['QueueUrl'] as string,
      MessageBody: asText(parameters['MessageBody']!),
      MessageAttributes: messageAttributes(parameters['MessageAttributes'] ?? {}),
      ...(call.traceHeader !== undefined && {
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: call.traceHeader } },
      }),
      ...(isNumber(delay) ? { DelaySeconds: toNumber(delay) } : {}),
    })
    try {
      return sdkAnswer(await client.send(command, { abortSignal: call.signal }))
    } catch (error) {
      return sdkError(names, error, (thrown) => thrown.constructor !== sdk.SQSServiceException)
    }
  }

  return {
    service: 'sqs',
    actions: { sendMessage: ['request-response', 'waitForTaskToken'] },
    async call(call) {
      const parameters = checkParameters(call.parameters, sendMessageShape)
      return parameters instanceof AslError ? parameters : sendMessage(call, parameters)
    },
  }
}

/** `https://sqs.eu-west-1.amazonaws.com/…` names its region, and a request has to be signed for it. */
function queueRegion(parameters: JsonObject): string | undefined {
  return /^https?:\/\/sqs\.([a-z0-9-]+)\./.exec(parameters['QueueUrl'] as string)?.[1]
}
