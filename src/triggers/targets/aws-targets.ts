/** SQS queues, SNS topics and event buses of AWS, or of what speaks their protocols, as targets. */
import { parseArn } from '#base'
import { clientSettings, perRegion, type AwsAccess } from '#integrations'
import type { Attempt } from '../deliveries/port.ts'
import type { BusEntry } from './bus-entry.ts'
import { finalFailure, sdkFailure } from './target-failure.ts'

export interface QueueMessage {
  /** The queue's ARN or URL. */
  readonly queue: string
  readonly region: string
  readonly body: string
  /** For FIFO queues: what is in order, and what is the same message. */
  readonly groupId: string
  readonly deduplicationId: string
  readonly attributes?: Readonly<Record<string, string>>
}

export interface TopicMessage extends Omit<QueueMessage, 'queue' | 'attributes'> {
  readonly topicArn: string
}

export interface RemoteBus {
  readonly region: string
  readonly endpoint?: string
  readonly entry: BusEntry
}

export interface AwsTargets {
  sendToQueue(message: QueueMessage): Promise<Attempt>
  publish(message: TopicMessage): Promise<Attempt>
  putOnBus(to: RemoteBus): Promise<Attempt>
}

export function awsTargets(access: AwsAccess): AwsTargets {
  return { ...queueTarget(access), ...topicTarget(access), ...busTarget(access) }
}

function queueTarget(access: AwsAccess): Pick<AwsTargets, 'sendToQueue'> {
  const clientFor = perRegion(async (region) => {
    const sdk = await import('@aws-sdk/client-sqs')
    return { sdk, client: new sdk.SQSClient(clientSettings(access, { service: 'sqs', region })) }
  })
  const urls = new Map<string, Promise<string>>()

  async function askUrl(arn: string): Promise<string> {
    const { account, region, resource } = parseArn(arn)!
    const { sdk, client } = await clientFor(region)
    const asked = { QueueName: resource, QueueOwnerAWSAccountId: account }
    const { QueueUrl: url } = await client.send(new sdk.GetQueueUrlCommand(asked))
    return url!
  }
  /** Asked once; a queue that is not there yet is asked for again. */
  function urlOf(queue: string): Promise<string> {
    if (!queue.startsWith('arn:')) return Promise.resolve(queue)
    const known = urls.get(queue)
    if (known) return known
    const asking = askUrl(queue)
    urls.set(queue, asking)
    asking.catch(() => urls.delete(queue))
    return asking
  }

  return {
    async sendToQueue(message) {
      const { queue, body, groupId, deduplicationId, attributes = {} } = message
      try {
        const region = parseArn(queue)?.region ?? hostRegion(queue) ?? message.region
        const { sdk, client } = await clientFor(region)
        const isFifo = queue.endsWith('.fifo')
        const command = new sdk.SendMessageCommand({
          QueueUrl: await urlOf(queue),
          MessageBody: body,
          ...(isFifo && { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }),
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, text]) => [
              name,
              { DataType: 'String', StringValue: text },
            ]),
          ),
        })
        await client.send(command)
        return 'arrived'
      } catch (error) {
        return sdkFailure(`SendMessage to ${queue}`, error)
      }
    },
  }
}

/** `https://sqs.eu-west-1.amazonaws.com/…` names its region. */
function hostRegion(queueUrl: string): string | undefined {
  return /^https?:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1]
}

function topicTarget(access: AwsAccess): Pick<AwsTargets, 'publish'> {
  const clientFor = perRegion(async (region) => {
    const sdk = await import('@aws-sdk/client-sns')
    return { sdk, client: new sdk.SNSClient(clientSettings(access, { service: 'sns', region })) }
  })
  return {
    async publish({ topicArn, region, body, groupId, deduplicationId }) {
      try {
        const { sdk, client } = await clientFor(parseArn(topicArn)?.region ?? region)
        const ordered = topicArn.endsWith('.fifo')
          ? { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }
          : {}
        await client.send(new sdk.PublishCommand({ TopicArn: topicArn, Message: body, ...ordered }))
        return 'arrived'
      } catch (error) {
        return sdkFailure(`Publish to ${topicArn}`, error)
      }
    },
  }
}

function busTarget(access: AwsAccess): Pick<AwsTargets, 'putOnBus'> {
  // Regions and endpoints are those of the configuration: a few.
  const clientFor = perRegion(async (place) => {
    const [region, endpoint] = JSON.parse(place) as [string, string | null]
    const sdk = await import('@aws-sdk/client-eventbridge')
    const settings = clientSettings(access, { service: 'eventbridge', region })
    const client = new sdk.EventBridgeClient({ ...settings, ...(endpoint !== null && { endpoint }) })
    return { sdk, client }
  })
  return {
    async putOnBus({ region, endpoint, entry }) {
      const asked = `PutEvents to ${entry.EventBusName}`
      try {
        const { sdk, client } = await clientFor(JSON.stringify([region, endpoint ?? null]))
        const { Entries: entries } = await client.send(new sdk.PutEventsCommand({ Entries: [entry] }))
        const refused = entries?.find(({ ErrorCode: code }) => code !== undefined)
        if (!refused) return 'arrived'
        const isFinal = !/throttl|internal/i.test(refused.ErrorCode!)
        const message = `${asked}: ${refused.ErrorCode}: ${refused.ErrorMessage}`
        return isFinal
          ? finalFailure(refused.ErrorCode!, message)
          : { code: refused.ErrorCode!, message, isFinal }
      } catch (error) {
        return sdkFailure(asked, error)
      }
    },
  }
}
