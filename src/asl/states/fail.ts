import type { FailState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compileFail(state: StateSyntax, fields: FieldReader): FailState {
  return {
    type: 'Fail',
    ...baseOf(state),
    ...present({
      error: fields.text('Error') ?? fields.textExpression('ErrorPath'),
      cause: fields.text('Cause') ?? fields.textExpression('CausePath'),
    }),
  }
}
