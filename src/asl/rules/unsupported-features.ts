/** "This release runs inline Maps: the Distributed Map comes with the next one." */
import { distributedField, hasDistributedMode, isDistributed, processorConfig } from '../map-mode.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { memberOf, type Member } from '../syntax/node.ts'
import { atMember, type Report } from './report.ts'

// The definition is read and compiled in full. What refuses to create it is this rule alone: once the engine runs
// Distributed Maps it goes, with its line in the list of rules.
export function unsupportedFeatures(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    if (!isDistributed(state)) continue
    report.error('UNSUPPORTED_FEATURE', 'A Distributed Map is not supported by this release of Stepwell.', {
      place: atMember(markOf(state)),
      help: 'It comes with the next release.',
    })
  }
}

/** What makes the Map a distributed one. */
function markOf(state: StateSyntax): Member {
  const mode = hasDistributedMode(state) ? memberOf(processorConfig(state)!, 'Mode') : distributedField(state)
  return mode ?? state.member
}
