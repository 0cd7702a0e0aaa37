import { defineOperation, request } from '../../operation.ts'
import { eventPage } from '../event-page.ts'
import { eventsOf, namespaceOf, readBus } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { shownRule } from '../shown-rule.ts'

/** The rules of a bus, by name. Throws ResourceNotFoundException. */
export const listRules = defineOperation({
  name: 'ListRules',
  access: 'read',
  request: request(
    {},
    {
      NamePrefix: shape.ruleName,
      EventBusName: shape.busNameOrArn,
      Limit: shape.limit,
      NextToken: shape.token,
    },
  ),
  async run(wanted, call) {
    const { NamePrefix: prefix = '', EventBusName: busName } = wanted
    const at = namespaceOf(call)
    const bus = readBus(call, busName)
    const { items, nextToken } = await eventPage(call, wanted, {
      scope: ['ListRules', at, bus, prefix],
      items: eventsOf(call)
        .buses.rules(at, bus)
        .filter(({ record }) => record.name.startsWith(prefix)),
      nameOf: ({ record }) => record.name,
    })
    return { Rules: items.map(({ record }) => shownRule(record)), NextToken: nextToken }
  },
})
