import { assert } from '#base'
import { readDistributed } from '../compile-distributed.ts'
import type { Block, MapState } from '../machine.ts'
import { isDistributed } from '../map-mode.ts'
import type { StateSyntax } from '../outline.ts'
import { readResult } from './common-fields.ts'
import { baseOf, present, type FieldReader } from './field-reader.ts'

/** `blocks` holds the state's one item processor, compiled. */
export function compileMap(state: StateSyntax, fields: FieldReader, blocks: readonly Block[]): MapState {
  const [itemProcessor] = blocks
  assert(itemProcessor, `${state.node.pointer} has no item processor`)
  const map = {
    type: 'Map' as const,
    ...baseOf(state),
    ...readResult(fields),
    itemProcessor,
    ...present({
      itemsPath: fields.path('ItemsPath'),
      items: fields.jsonataTemplate('Items'),
      itemSelector: fields.valueTemplate('ItemSelector') ?? fields.template('Parameters'),
      resultSelector: fields.template('ResultSelector'),
      maxConcurrency: fields.numberSource('MaxConcurrency'),
      toleratedFailureCount: fields.numberSource('ToleratedFailureCount'),
      toleratedFailurePercentage: fields.numberSource('ToleratedFailurePercentage'),
    }),
  }
  if (!isDistributed(state)) return { ...map, mode: 'INLINE' }
  return { ...map, mode: 'DISTRIBUTED', distributed: readDistributed(fields) }
}
