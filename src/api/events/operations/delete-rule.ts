import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Deletes a rule without targets; deleting what is not there succeeds. */
export const deleteRule = defineOperation({
  name: 'DeleteRule',
  access: 'administer',
  request: request(
    { Name: shape.ruleName },
    { EventBusName: shape.busNameOrArn, Force: { type: 'boolean' } },
  ),
  async run({ Name: name, EventBusName: bus }, call) {
    await eventsOf(call).buses.deleteRule(readRule(call, bus, name))
    return {}
  },
})
