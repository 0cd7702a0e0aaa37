/** Targets of rules: checked when they are put, compiled once, and sent to. */
import { formatInstant, parseArn, type Namespace } from '#base'
import type { Engine } from '#engine'
import type { Functions } from '#functions'
import type { Delivery, RulePlace } from '#store'
import { deadLetters } from '../deliveries/dead-letters.ts'
import {
  retryPolicyDefault,
  type Attempt,
  type DeliveryTarget,
  type RetryPolicy,
} from '../deliveries/port.ts'
import { eventId, parseEvent } from '../events/bus-event.ts'
import {
  compileTargetInput,
  InvalidTargetInput,
  type InputSettings,
  type TargetInput,
} from '../events/target-input.ts'
import type { AwsTargets } from '../targets/aws-targets.ts'
import { invokeFunction } from '../targets/invoke-function.ts'
import { startExecution } from '../targets/start-execution.ts'
import { finalFailure } from '../targets/target-failure.ts'
import { isWebhookUrl, postWebhook } from '../targets/webhook.ts'
import { EventBusError } from './event-bus-error.ts'

/** As PutTargets has it; members that have no meaning here are kept and shown. */
export interface RuleTarget extends InputSettings {
  readonly Id: string
  /** An ARN, or the URL of a webhook. */
  readonly Arn: string
  readonly RoleArn?: string
  readonly SqsParameters?: { readonly MessageGroupId: string }
  readonly HttpParameters?: { readonly HeaderParameters?: Readonly<Record<string, string>> }
  readonly DeadLetterConfig?: { readonly Arn?: string }
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number
    readonly MaximumEventAgeInSeconds?: number
  }
}

/** The rooms behind targets. */
export interface TargetServices {
  readonly aws: AwsTargets
  readonly functions: () => Functions
  readonly engine: () => Pick<Engine, 'start'>
  readonly now: () => number
}

type Kind = 'stateMachine' | 'queue' | 'topic' | 'function' | 'webhook'

/** Undefined where Stepwell has no such targets. */
function kindOf(arn: string): Kind | undefined {
  if (/^https?:/.test(arn)) return isWebhookUrl(arn) ? 'webhook' : undefined
  const parsed = parseArn(arn)
  switch (parsed?.service) {
    case 'states':
      return parsed.resource.startsWith('stateMachine:') ? 'stateMachine' : undefined
    case 'sqs':
      return 'queue'
    case 'sns':
      return 'topic'
    case 'lambda':
      return parsed.resource.startsWith('function:') ? 'function' : undefined
    default:
      return undefined
  }
}

/** Throws `EventBusError` where it is none. */
export function checkRuleTarget(target: RuleTarget): void {
  if (kindOf(target.Arn) === undefined)
    throw new EventBusError(
      'ValidationException',
      `Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format. ` +
        'Expected the ARN of a state machine, an SQS queue, an SNS topic or a function, or the https:// URL of a webhook.',
    )
  if (target.DeadLetterConfig?.Arn !== undefined && kindOf(target.DeadLetterConfig.Arn) !== 'queue')
    throw new EventBusError(
      'ValidationException',
      `Parameter DeadLetterConfig.Arn of target ${target.Id} is not valid. Reason: Expected the ARN of an SQS queue.`,
    )
  inputOf(target)
}

function inputOf(target: RuleTarget): TargetInput {
  try {
    return compileTargetInput(target)
  } catch (error) {
    if (!(error instanceof InvalidTargetInput)) throw error
    throw new EventBusError('ValidationException', `${error.message} for target ${target.Id}.`)
  }
}

export function ruleArnOf({ account, region, bus, name }: RulePlace): string {
  const path = bus === 'default' ? name : `${bus}/${name}`
  return `arn:aws:events:${region}:${account}:rule/${path}`
}

/** A delivery target for a rule's target. */
export function compileRuleTarget(
  services: TargetServices,
  rule: RulePlace,
  target: RuleTarget,
): DeliveryTarget {
  const input = inputOf(target)
  const ruleArn = ruleArnOf(rule)
  const { DeadLetterConfig: dead, Arn: targetArn } = target
  return {
    retry: retryOf(target),
    send(delivery) {
      const text = delivery.event
      const event = parseEvent(text)
      const ingestionTime = formatInstant(delivery.createdAt)
      const body = input({ text, event, ruleArn, ruleName: rule.name, ingestionTime })
      return send(services, { rule, target, delivery, body, eventId: eventId(event) })
    },
    ...(dead?.Arn !== undefined && {
      bury: deadLetters(services.aws, { queue: dead.Arn, region: rule.region, ruleArn, targetArn }),
    }),
  }
}

function retryOf({ RetryPolicy: policy }: RuleTarget): RetryPolicy {
  const { retriesMax, ageMsMax } = retryPolicyDefault
  const seconds = policy?.MaximumEventAgeInSeconds
  return {
    retriesMax: policy?.MaximumRetryAttempts ?? retriesMax,
    ageMsMax: seconds === undefined ? ageMsMax : seconds * 1000,
  }
}

interface Sending {
  readonly rule: Namespace
  readonly target: RuleTarget
  readonly delivery: Delivery
  readonly body: string
  readonly eventId: string
}

async function send(services: TargetServices, of: Sending): Promise<Attempt> {
  const { rule, target, delivery, body, eventId: id } = of
  const { account, region } = rule
  const arn = target.Arn
  const groupId = target.SqsParameters?.MessageGroupId ?? delivery.orderedBy ?? 'default'
  const message = { region, body, groupId, deduplicationId: id }
  switch (kindOf(arn)) {
    case 'stateMachine':
      return startExecution(services.engine(), {
        stateMachineArn: arn,
        input: body,
        eventId: id,
        target: delivery.queue,
      })
    case 'queue':
      return services.aws.sendToQueue({ ...message, queue: arn })
    case 'topic':
      return services.aws.publish({ ...message, topicArn: arn })
    case 'function':
      return invokeFunction(services.functions(), { functionName: arn, payload: body, account, region })
    case 'webhook': {
      const headers = target.HttpParameters?.HeaderParameters ?? {}
      const contentType = 'application/json'
      return postWebhook({ url: arn, headers }, { body, contentType, eventId: id, now: services.now() })
    }
    case undefined:
      return finalFailure('InvalidTarget', `${arn} is no target that Stepwell knows`)
  }
}
