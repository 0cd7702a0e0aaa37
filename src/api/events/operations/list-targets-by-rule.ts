import { defineOperation, request } from '../../operation.ts'
import { eventPage } from '../event-page.ts'
import { eventsOf, namespaceOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** The targets of a rule, by their ids. Throws ResourceNotFoundException. */
export const listTargetsByRule = defineOperation({
  name: 'ListTargetsByRule',
  access: 'read',
  request: request(
    { Rule: shape.ruleName },
    { EventBusName: shape.busNameOrArn, Limit: shape.limit, NextToken: shape.token },
  ),
  async run(wanted, call) {
    const place = readRule(call, wanted.EventBusName, wanted.Rule)
    const { targets } = eventsOf(call).buses.rule(place)
    const { items, nextToken } = await eventPage(call, wanted, {
      scope: ['ListTargetsByRule', namespaceOf(call), place.bus, place.name],
      items: targets.toSorted((a, b) => (a.Id < b.Id ? -1 : 1)),
      nameOf: ({ Id: id }) => id,
    })
    return { Targets: items, NextToken: nextToken }
  },
})
