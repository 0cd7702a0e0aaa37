/**
 * SQS, SNS, DynamoDB and EventBridge for the recorded cases: the local servers that `main.ts` has started, at the endpoints in
 * the environment, and the event bus of the server itself.
 */
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateTopicCommand, DeleteTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'

interface Resource {
  readonly type: string
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly partitionKey?: string
}

interface Context {
  readonly endpoint: string
}

const access = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const sqs = new SQSClient(access)
const sns = new SNSClient(access)
const dynamodb = new DynamoDBClient(access)

const makers: Readonly<Record<string, (resource: Resource) => Promise<object>>> = {
  async 'sqs.queue'({ name, attributes }) {
    const { QueueUrl: url } = await sqs.send(
      new CreateQueueCommand({ QueueName: name, Attributes: { ...attributes } }),
    )
    // The name of its host, sqs.REGION.localhost, is not known on every machine.
    const local = new URL(new URL(url!).pathname, process.env['AWS_ENDPOINT_URL_SQS']).href
    const wanted = new GetQueueAttributesCommand({ QueueUrl: local, AttributeNames: ['QueueArn'] })
    return { name, url: local, arn: (await sqs.send(wanted)).Attributes!['QueueArn'] }
  },
  async 'sns.topic'({ name, attributes }) {
    const made = await sns.send(new CreateTopicCommand({ Name: name, Attributes: { ...attributes } }))
    return { name, arn: made.TopicArn }
  },
  async 'dynamodb.table'({ name, partitionKey: AttributeName }) {
    const made = await dynamodb.send(
      new CreateTableCommand({
        TableName: name,
        AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
        KeySchema: [{ AttributeName, KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    )
    return { name, arn: made.TableDescription!.TableArn }
  },
}

type Call = (input: never, context: Context) => Promise<object>

const calls: Readonly<Record<string, Call>> = {
  ReceiveMessage: (input: { readonly QueueUrl: string }) => sqs.send(new ReceiveMessageCommand(input)),
  ReceiveMessageBodies: receiveBodies,
  SetQueueAttributes: (input: never) => sqs.send(new SetQueueAttributesCommand(input)),
  Subscribe: (input: never) => sns.send(new SubscribeCommand(input)),
  DeleteTopic: (input: never) => sns.send(new DeleteTopicCommand(input)),
  PutRule: (input: never, context) => eventBridge(context).send(new PutRuleCommand(input)),
  PutTargets: (input: never, context) => eventBridge(context).send(new PutTargetsCommand(input)),
}

function eventBridge({ endpoint }: Context): EventBridgeClient {
  return new EventBridgeClient({ ...access, endpoint })
}

/** Thrown while there are fewer messages than are waited for; the step is repeated until it works. */
async function receiveBodies({
  QueueUrl,
  count,
}: {
  readonly QueueUrl: string
  readonly count: number
}): Promise<object> {
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
  const { Messages = [] } = await sqs.send(command)
  if (Messages.length < count) throw new Error(`${Messages.length} of ${count} messages are there`)
  return { bodies: Messages.map(({ Body }) => Body) }
}

// oxlint-disable-next-line import/no-default-export -- the runner loads a driver by its default export
export default {
  services: ['sqs', 'sns', 'dynamodb', 'events'],
  start: () => Promise.resolve(),
  async create(resource: Resource) {
    const make = makers[resource.type]
    if (!make)
      throw new Error(`a case needs a ${resource.type}; this driver makes ${Object.keys(makers).join(', ')}`)
    return make(resource)
  },
  async call(operation: string, input: never, context: Context) {
    const call = calls[operation]
    if (!call)
      throw new Error(`a case calls ${operation}; this driver knows ${Object.keys(calls).join(', ')} only`)
    return call(input, context)
  },
  // The servers go with the run.
  remove: () => Promise.resolve(),
  stop: () => Promise.resolve(),
}
