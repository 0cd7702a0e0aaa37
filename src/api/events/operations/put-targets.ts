import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Adds targets to a rule, or writes over those of their ids. Throws ResourceNotFoundException. */
export const putTargets = defineOperation({
  name: 'PutTargets',
  access: 'administer',
  request: request(
    { Rule: shape.ruleName, Targets: { type: 'list', minLength: 1, maxLength: 100, member: shape.target } },
    { EventBusName: shape.busNameOrArn },
  ),
  async run({ Rule: rule, EventBusName: bus, Targets: targets }, call) {
    await eventsOf(call).buses.putTargets(readRule(call, bus, rule), targets)
    return { FailedEntryCount: 0, FailedEntries: [] }
  },
})
