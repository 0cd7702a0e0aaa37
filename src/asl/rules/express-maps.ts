/** "A Distributed Map runs in a Standard execution." */
import { executionTypes } from '../analysis/execution-types.ts'
import { hasDistributedMode, isDistributed, processorConfig } from '../map-mode.ts'
import type { Outline } from '../outline.ts'
import { memberOf } from '../syntax/node.ts'
import { atMember, atValue, type Report } from './report.ts'

export function expressMaps(outline: Outline, report: Report): void {
  const types = executionTypes(outline)
  for (const state of outline.states) {
    if (!isDistributed(state) || types.get(state.block) !== 'EXPRESS') continue
    const place = hasDistributedMode(state)
      ? atValue(memberOf(processorConfig(state)!, 'Mode')!.value)
      : atMember(state.member)
    report.schema('Express state machine does not support Distributed Map', place, {
      help: 'Use an inline Map, or make the machine (or the Map around this one) STANDARD.',
    })
  }
}
