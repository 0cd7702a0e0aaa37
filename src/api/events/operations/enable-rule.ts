import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Lets a rule match events. Throws ResourceNotFoundException. */
export const enableRule = defineOperation({
  name: 'EnableRule',
  access: 'administer',
  request: request({ Name: shape.ruleName }, { EventBusName: shape.busNameOrArn }),
  async run({ Name: name, EventBusName: bus }, call) {
    await eventsOf(call).buses.setState(readRule(call, bus, name), 'ENABLED')
    return {}
  },
})
