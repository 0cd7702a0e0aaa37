import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { shownRule } from '../shown-rule.ts'

/** A rule without its targets. Throws ResourceNotFoundException. */
export const describeRule = defineOperation({
  name: 'DescribeRule',
  access: 'read',
  request: request({ Name: shape.ruleName }, { EventBusName: shape.busNameOrArn }),
  async run({ Name: name, EventBusName: bus }, call) {
    const { record } = eventsOf(call).buses.rule(readRule(call, bus, name))
    return { ...shownRule(record), CreatedBy: record.account }
  },
})
