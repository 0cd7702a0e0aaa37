import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Lets a rule match nothing. Throws ResourceNotFoundException. */
export const disableRule = defineOperation({
  name: 'DisableRule',
  access: 'administer',
  request: request({ Name: shape.ruleName }, { EventBusName: shape.busNameOrArn }),
  async run({ Name: name, EventBusName: bus }, call) {
    await eventsOf(call).buses.setState(readRule(call, bus, name), 'DISABLED')
    return {}
  },
})
