/** "MaxDelaySeconds is greater than IntervalSeconds." */
import { toNumber } from '#base'
import { retrierShape } from '../fields/object-shapes.ts'
import type { Outline } from '../outline.ts'
import { valueOf } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

export function retryDelays(outline: Outline, report: Report): void {
  for (const { node, shape } of outline.objects) {
    if (shape !== retrierShape) continue
    const max = valueOf(node, 'MaxDelaySeconds')
    const interval = valueOf(node, 'IntervalSeconds')
    if (max?.kind !== 'number') continue
    const seconds = interval?.kind === 'number' ? toNumber(interval.value) : 1
    if (toNumber(max.value) > seconds) continue
    report.schema('MaxDelaySeconds must be greater than IntervalSeconds', atValue(max))
  }
}
