import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import { connectionName } from './connection-shapes.ts'
import { shownChange } from './shown-connection.ts'

/** Deletes a connection with its secrets. Throws ResourceNotFoundException. */
export const deleteConnection = defineOperation({
  name: 'DeleteConnection',
  access: 'administer',
  request: request({ Name: connectionName }, {}),
  async run({ Name: name }, call) {
    return shownChange(await eventsOf(call).connections.delete(namespaceOf(call), name), 'DELETING')
  },
})
