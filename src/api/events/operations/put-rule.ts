import { readPattern, ruleArnOf } from '#triggers'
import { ValidationException } from '../../common-errors.ts'
import { defineOperation, request } from '../../operation.ts'
import { eventsOf, readRule } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { putEventTags } from '../event-tags.ts'

/** Writes a rule; one that is there keeps its targets. Throws InvalidEventPatternException. */
export const putRule = defineOperation({
  name: 'PutRule',
  access: 'administer',
  request: request(
    { Name: shape.ruleName },
    {
      EventBusName: shape.busNameOrArn,
      EventPattern: shape.pattern,
      ScheduleExpression: shape.any,
      State: shape.state,
      Description: shape.description,
      RoleArn: shape.arn,
      Tags: shape.tags,
    },
  ),
  async run(wanted, call) {
    const { Name: name, EventBusName: bus, Description: description, RoleArn: roleArn, Tags: tags } = wanted
    const place = readRule(call, bus, name)
    const pattern = readEventPattern(wanted)
    await eventsOf(call).buses.putRule({
      ...place,
      pattern,
      state: wanted.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      ...(description !== undefined && { description }),
      ...(roleArn !== undefined && { roleArn }),
    })
    const arn = ruleArnOf(place)
    if (tags) await putEventTags(call, arn, tags)
    return { RuleArn: arn }
  },
})

function readEventPattern(wanted: {
  readonly EventPattern?: string
  readonly ScheduleExpression?: string
}): string {
  if (wanted.ScheduleExpression)
    throw new ValidationException(
      'Rules here have event patterns, not schedules: declare a schedule under triggers in stepwell.config.yaml',
    )
  if (!wanted.EventPattern)
    throw new ValidationException('Parameter(s) EventPattern or ScheduleExpression must be specified.')
  readPattern(wanted.EventPattern)
  return wanted.EventPattern
}
