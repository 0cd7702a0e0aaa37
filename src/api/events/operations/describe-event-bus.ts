import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf, readBus } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { shownBus } from '../shown-rule.ts'

/** An event bus; the default one where none is named. Throws ResourceNotFoundException. */
export const describeEventBus = defineOperation({
  name: 'DescribeEventBus',
  access: 'read',
  request: request({}, { Name: shape.busNameOrArn }),
  async run({ Name: name }, call) {
    return shownBus(eventsOf(call).buses.bus(namespaceOf(call), readBus(call, name)))
  },
})
