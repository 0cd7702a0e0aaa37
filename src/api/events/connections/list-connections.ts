import { defineOperation, request } from '../../operation.ts'
import { eventPage } from '../event-page.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { connectionName } from './connection-shapes.ts'
import { shownSummary } from './shown-connection.ts'

/** The caller's connections, by name. */
export const listConnections = defineOperation({
  name: 'ListConnections',
  access: 'read',
  request: request(
    {},
    {
      NamePrefix: connectionName,
      ConnectionState: shape.any,
      Limit: shape.limit,
      NextToken: shape.token,
    },
  ),
  async run(wanted, call) {
    const { NamePrefix: prefix = '', ConnectionState: state = 'AUTHORIZED' } = wanted
    const at = namespaceOf(call)
    const all = await eventsOf(call).connections.list(at)
    const { items, nextToken } = await eventPage(call, wanted, {
      scope: ['ListConnections', at, prefix, state],
      // All that are there are authorized.
      items: state === 'AUTHORIZED' ? all.filter(({ name }) => name.startsWith(prefix)) : [],
      nameOf: ({ name }) => name,
    })
    return { Connections: items.map(shownSummary), NextToken: nextToken }
  },
})
