import type { Block, ParallelState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readNext, readPaths, readResultPath, readRetryCatch } from './common-fields.ts'
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
    ...readPaths(fields),
    ...readNext(fields),
    ...readResultPath(fields),
    ...readRetryCatch(fields),
    branches: blocks,
    ...present({
      parameters: fields.template('Parameters'),
      resultSelector: fields.template('ResultSelector'),
    }),
  }
}
