import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf, readBus } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Deletes an event bus without rules; deleting what is not there succeeds. */
export const deleteEventBus = defineOperation({
  name: 'DeleteEventBus',
  access: 'administer',
  request: request({ Name: shape.busNameOrArn }, {}),
  async run({ Name: name }, call) {
    await eventsOf(call).buses.deleteBus(namespaceOf(call), readBus(call, name))
    return {}
  },
})
