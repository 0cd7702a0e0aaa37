/** Deliveries that are given up, on their way to an SQS queue; with the attributes that AWS adds. */
import type { AwsTargets } from '../targets/aws-targets.ts'
import type { DeliveryTarget } from './port.ts'

export interface DeadLetterQueue {
  /** ARN or URL. */
  readonly queue: string
  readonly region: string
  readonly ruleArn?: string
  readonly targetArn: string
}

/** An attribute has so many characters at most. */
const messageLengthMax = 1000

export function deadLetters(aws: AwsTargets, to: DeadLetterQueue): NonNullable<DeliveryTarget['bury']> {
  const { queue, region, ruleArn, targetArn } = to
  return (delivery, why) =>
    aws.sendToQueue({
      queue,
      region,
      body: delivery.event,
      groupId: delivery.orderedBy ?? 'default',
      deduplicationId: `${delivery.queue}-${delivery.id}`.replaceAll(/[^\w-]/g, '-').slice(-128),
      attributes: {
        ...(ruleArn !== undefined && { RULE_ARN: ruleArn }),
        TARGET_ARN: targetArn,
        ERROR_CODE: why.code,
        ERROR_MESSAGE: why.message.slice(0, messageLengthMax),
        EXHAUSTED_RETRY_CONDITION: why.exhausted,
        RETRY_ATTEMPTS: String(delivery.attempts),
      },
    })
}
