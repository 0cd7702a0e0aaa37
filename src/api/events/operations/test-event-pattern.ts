import { isObject, tryParseJson } from '#base'
import { readPattern } from '#triggers'
import { ValidationException } from '../../common-errors.ts'
import { defineOperation, request } from '../../operation.ts'
import * as shape from '../event-shapes.ts'

/** Whether an event matches a pattern. Throws InvalidEventPatternException. */
export const testEventPattern = defineOperation({
  name: 'TestEventPattern',
  access: 'read',
  request: request({ EventPattern: shape.pattern, Event: shape.any }, {}),
  async run({ EventPattern: pattern, Event: text }) {
    const compiled = readPattern(pattern)
    const event = tryParseJson(text)
    if (!isObject(event)) throw new ValidationException('Parameter Event is not valid.')
    const missing = envelope.filter((name) => event[name] === undefined)
    if (missing.length > 0)
      throw new ValidationException(`Parameter Event is not valid. Reason: it has no ${missing.join(', ')}`)
    return { Result: compiled.matches(event) }
  },
})

/** What an event has to have here, as on AWS. */
const envelope = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type']
