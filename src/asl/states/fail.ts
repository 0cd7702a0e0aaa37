import type { FailState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compileFail(state: StateSyntax, fields: FieldReader): FailState {
  return {
    type: 'Fail',
    ...baseOf(state),
    ...present({ error: textSource('Error', fields), cause: textSource('Cause', fields) }),
  }
}

function textSource(name: 'Error' | 'Cause', fields: FieldReader): FailState['error'] {
  return fields.expression(name) ?? fields.text(name) ?? fields.textExpression(`${name}Path`)
}
