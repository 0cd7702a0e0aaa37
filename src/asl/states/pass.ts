import type { PassState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readData, readNext, readPaths, readResultPath } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

export function compilePass(state: StateSyntax, fields: FieldReader): PassState {
  return {
    type: 'Pass',
    ...baseOf(state),
    ...readPaths(fields),
    ...readNext(fields),
    ...readResultPath(fields),
    ...readData(fields),
    ...present({ result: fields.json('Result'), parameters: fields.template('Parameters') }),
  }
}
