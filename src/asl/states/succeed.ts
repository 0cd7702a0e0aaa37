import type { SucceedState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readPaths } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compileSucceed(state: StateSyntax, fields: FieldReader): SucceedState {
  return {
    type: 'Succeed',
    ...baseOf(state),
    ...readPaths(fields),
    ...present({ output: fields.jsonataTemplate('Output') }),
  }
}
