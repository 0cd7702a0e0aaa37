/** The operations of EventBridge that this server offers, beside those of Step Functions. */
import type { Operation } from '../operation.ts'
import { connectionOperations } from './connections/connection-operations.ts'
import { createEventBus } from './operations/create-event-bus.ts'
import { deleteEventBus } from './operations/delete-event-bus.ts'
import { deleteRule } from './operations/delete-rule.ts'
import { describeEventBus } from './operations/describe-event-bus.ts'
import { describeRule } from './operations/describe-rule.ts'
import { disableRule } from './operations/disable-rule.ts'
import { enableRule } from './operations/enable-rule.ts'
import { listEventBuses } from './operations/list-event-buses.ts'
import { listRules } from './operations/list-rules.ts'
import { listTargetsByRule } from './operations/list-targets-by-rule.ts'
import { listTagsForEventResource } from './operations/list-tags-for-event-resource.ts'
import { putEvents } from './operations/put-events.ts'
import { putRule } from './operations/put-rule.ts'
import { putTargets } from './operations/put-targets.ts'
import { removeTargets } from './operations/remove-targets.ts'
import { tagEventResource } from './operations/tag-event-resource.ts'
import { testEventPattern } from './operations/test-event-pattern.ts'
import { untagEventResource } from './operations/untag-event-resource.ts'

const all: readonly Operation[] = [
  ...connectionOperations,
  createEventBus,
  deleteEventBus,
  deleteRule,
  describeEventBus,
  describeRule,
  disableRule,
  enableRule,
  listEventBuses,
  listRules,
  listTagsForEventResource,
  listTargetsByRule,
  putEvents,
  putRule,
  putTargets,
  removeTargets,
  tagEventResource,
  testEventPattern,
  untagEventResource,
]

export const eventOperations: ReadonlyMap<string, Operation> = new Map(
  all.map((operation) => [operation.name, operation]),
)
