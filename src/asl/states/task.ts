import { assert } from '#base'
import type { TaskState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { parseResource } from '../resource.ts'
import { readResult } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compileTask(state: StateSyntax, fields: FieldReader): TaskState {
  const resourceText = fields.requiredText('Resource')
  const resource = parseResource(resourceText)
  assert(resource, `${state.node.pointer}/Resource is not a known resource`)
  return {
    type: 'Task',
    ...baseOf(state),
    resource,
    resourceText,
    ...readResult(fields),
    ...present({
      parameters: fields.template('Parameters'),
      arguments: fields.jsonataTemplate('Arguments'),
      resultSelector: fields.template('ResultSelector'),
      timeoutSeconds: fields.numberSource('TimeoutSeconds'),
      heartbeatSeconds: fields.numberSource('HeartbeatSeconds'),
      credentials: fields.valueTemplate('Credentials'),
    }),
  }
}
