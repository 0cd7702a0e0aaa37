import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import { description } from '../event-shapes.ts'
import { authorizationType, authParameters, connectionName, readSettings } from './connection-shapes.ts'
import { shownChange } from './shown-connection.ts'

/** Makes a connection. Throws ResourceAlreadyExistsException, LimitExceededException, ValidationException. */
export const createConnection = defineOperation({
  name: 'CreateConnection',
  access: 'administer',
  request: request(
    { Name: connectionName, AuthorizationType: authorizationType, AuthParameters: authParameters },
    { Description: description },
  ),
  async run({ Name: name, Description: text, AuthorizationType: type, AuthParameters: given }, call) {
    const wanted = { ...namespaceOf(call), name, ...(text !== undefined && { description: text }) }
    const made = await eventsOf(call).connections.create(wanted, readSettings(type, given))
    return { ...shownChange(made), LastAuthorizedTime: undefined }
  },
})
