import { defineOperation, request } from '../../operation.ts'
import { eventPage } from '../event-page.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { shownBus } from '../shown-rule.ts'

/** The caller's event buses, by name. */
export const listEventBuses = defineOperation({
  name: 'ListEventBuses',
  access: 'read',
  request: request({}, { NamePrefix: shape.busName, Limit: shape.limit, NextToken: shape.token }),
  async run(wanted, call) {
    const { NamePrefix: prefix = '' } = wanted
    const at = namespaceOf(call)
    const buses = eventsOf(call).buses.buses(at)
    const { items, nextToken } = await eventPage(call, wanted, {
      scope: ['ListEventBuses', at, prefix],
      items: buses.filter(({ name }) => name.startsWith(prefix)),
      nameOf: ({ name }) => name,
    })
    return { EventBuses: items.map(shownBus), NextToken: nextToken }
  },
})
