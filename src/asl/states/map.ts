import { assert } from '#base'
import type { Block, MapState } from '../machine.ts'
import type { StateSyntax } from '../outline.ts'
import { readNext, readPaths, readResultPath, readRetryCatch } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

/** `blocks` holds the state's one item processor, compiled. */
export function compileMap(state: StateSyntax, fields: FieldReader, blocks: readonly Block[]): MapState {
  const [itemProcessor] = blocks
  assert(itemProcessor, `${state.node.pointer} has no item processor`)
  return {
    type: 'Map',
    mode: 'INLINE',
    ...baseOf(state),
    ...readPaths(fields),
    ...readNext(fields),
    ...readResultPath(fields),
    ...readRetryCatch(fields),
    itemProcessor,
    ...present({
      itemsPath: fields.path('ItemsPath'),
      itemSelector: fields.template('ItemSelector') ?? fields.template('Parameters'),
      resultSelector: fields.template('ResultSelector'),
      maxConcurrency: fields.numberOrPath('MaxConcurrency'),
      toleratedFailureCount: fields.numberOrPath('ToleratedFailureCount'),
      toleratedFailurePercentage: fields.numberOrPath('ToleratedFailurePercentage'),
    }),
  }
}
