import { ValidationException } from '../../common-errors.ts'
import { defineOperation, request } from '../../operation.ts'
import { busArn, eventsOf, namespaceOf } from '../event-place.ts'
import * as shape from '../event-shapes.ts'
import { putEventTags } from '../event-tags.ts'

/** Makes an event bus. Throws ResourceAlreadyExistsException. */
export const createEventBus = defineOperation({
  name: 'CreateEventBus',
  access: 'administer',
  request: request(
    { Name: shape.busName },
    { Description: shape.description, Tags: shape.tags, EventSourceName: shape.any },
  ),
  async run({ Name: name, Description: description, Tags: tags, EventSourceName: partner }, call) {
    if (partner !== undefined)
      throw new ValidationException('Partner event sources are not offered: leave EventSourceName out')
    const at = namespaceOf(call)
    const arn = busArn(at, name)
    await eventsOf(call).buses.createBus(at, name, description)
    if (tags) await putEventTags(call, arn, tags)
    return { EventBusArn: arn, Description: description }
  },
})
