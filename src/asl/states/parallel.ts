import type { Block, ParallelState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readResult } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

/** `blocks` are the state's branches, compiled. */
export function compileParallel(
  state: StateSyntax,
  fields: FieldReader,
  blocks: readonly Block[],
): ParallelState {
  return {
    type: 'Parallel',
    ...baseOf(state),
    ...readResult(fields),
    branches: blocks,
    ...present({
      parameters: fields.template('Parameters'),
      arguments: fields.jsonataTemplate('Arguments'),
      resultSelector: fields.template('ResultSelector'),
    }),
  }
}
