import { assert, parseTimestamp } from '#base'
import type { WaitState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readData, readNext, readPaths } from './common-fields.ts'
import { baseOf, type FieldReader } from './field-reader.ts'

export function compileWait(state: StateSyntax, fields: FieldReader): WaitState {
  return {
    type: 'Wait',
    ...baseOf(state),
    ...readPaths(fields),
    ...readNext(fields),
    ...readData(fields),
    until: until(fields),
  }
}

function until(fields: FieldReader): WaitState['until'] {
  const seconds = fields.number('Seconds')
  if (seconds !== undefined) return { seconds }
  const secondsExpression = fields.expression('Seconds')
  if (secondsExpression) return { secondsExpression }
  const secondsPath = fields.path('SecondsPath')
  if (secondsPath) return { secondsPath }
  const timestampPath = fields.path('TimestampPath')
  if (timestampPath) return { timestampPath }
  const timestampExpression = fields.expression('Timestamp')
  if (timestampExpression) return { timestampExpression }
  const timestamp = parseTimestamp(fields.requiredText('Timestamp'))
  assert(timestamp, `${fields.node.pointer}/Timestamp is not a timestamp`)
  return { timestamp: timestamp.ms }
}
