import { defineOperation, request } from '../../operation.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import { description } from '../event-shapes.ts'
import { authorizationType, authParameters, connectionName, readSettings } from './connection-shapes.ts'
import { shownChange } from './shown-connection.ts'

/** Changes a connection; what is left out stays. Throws ResourceNotFoundException, ValidationException. */
export const updateConnection = defineOperation({
  name: 'UpdateConnection',
  access: 'administer',
  request: request(
    { Name: connectionName },
    { Description: description, AuthorizationType: authorizationType, AuthParameters: authParameters },
  ),
  async run({ Name: name, Description: text, AuthorizationType: type, AuthParameters: given = {} }, call) {
    const changed = await eventsOf(call).connections.update(namespaceOf(call), name, {
      ...(text !== undefined && { description: text }),
      settings: (known) => readSettings(type ?? known.authorization.kind, given, known),
    })
    return shownChange(changed)
  },
})
