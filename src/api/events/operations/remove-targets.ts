import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Removes targets from a rule; what is on its way to them is dropped. Throws ResourceNotFoundException. */
export const removeTargets = defineOperation({
  name: 'RemoveTargets',
  access: 'administer',
  request: request(
    { Rule: shape.ruleName, Ids: { type: 'list', minLength: 1, maxLength: 100, member: shape.targetId } },
    { EventBusName: shape.busNameOrArn, Force: { type: 'boolean' } },
  ),
  async run({ Rule: rule, EventBusName: bus, Ids: ids }, call) {
    const missing = await eventsOf(call).buses.removeTargets(readRule(call, bus, rule), ids)
    return {
      FailedEntryCount: missing.length,
      FailedEntries: missing.map((id) => ({
        TargetId: id,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Rule ${rule} does not have a target with id ${id}.`,
      })),
    }
  },
})
