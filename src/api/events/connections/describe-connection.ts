import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import { connectionName } from './connection-shapes.ts'
import { shownConnection } from './shown-connection.ts'

/** A connection without its secrets. Throws ResourceNotFoundException. */
export const describeConnection = defineOperation({
  name: 'DescribeConnection',
  access: 'read',
  request: request({ Name: connectionName }, {}),
  async run({ Name: name }, call) {
    return shownConnection(await eventsOf(call).connections.describe(namespaceOf(call), name))
  },
})
