/** Rules and buses as EventBridge's API shows them. */
import type { EventBusRecord, EventRuleRecord } from '#store'
import { ruleArnOf } from '#triggers'
import { epochSeconds } from '../epoch-seconds.ts'
import type { Response } from '../operation.ts'
import { busArn } from './event-place.ts'

export function shownRule(rule: EventRuleRecord): Response {
  return {
    Name: rule.name,
    Arn: ruleArnOf(rule),
    EventPattern: rule.pattern,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.bus,
  }
}

export function shownBus(bus: EventBusRecord): Response {
  // The default bus was never created.
  const isMade = bus.createdAt > 0
  return {
    Name: bus.name,
    Arn: busArn(bus, bus.name),
    Description: bus.description,
    CreationTime: isMade ? epochSeconds(bus.createdAt) : undefined,
    LastModifiedTime: isMade ? epochSeconds(bus.updatedAt) : undefined,
  }
}
