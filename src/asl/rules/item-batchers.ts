/** "An ItemBatcher says how large a batch is: in items, in bytes, or both." */
import { itemBatcherShape } from '../fields/map-shapes.ts'
import type { Outline } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atStart, type Report } from './report.ts'

const sizes = [
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
]

export function itemBatchers(outline: Outline, report: Report): void {
  for (const { node, shape } of outline.objects) {
    if (shape !== itemBatcherShape || sizes.some((name) => memberOf(node, name))) continue
    report.schema(`At least one of the following fields is required: [${sizes.join(', ')}]`, atStart(node))
  }
}
