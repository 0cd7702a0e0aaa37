/** "A state's name has at most 80 characters and is unique in the whole machine." */
import { stateNameLengthMax } from '../limits.ts'
import type { Outline, StateSyntax } from '../outline.ts'
import { atMember, type Report } from './report.ts'

export function stateNames(outline: Outline, report: Report): void {
  const seen = new Map<string, StateSyntax>()
  for (const state of outline.states) {
    const place = atMember(state.member)
    if (Array.from(state.name).length > stateNameLengthMax || state.name === '') {
      report.error(
        'INVALID_STATE_NAME',
        `The name of a state has 1 to ${stateNameLengthMax} characters; this one has ${Array.from(state.name).length}`,
        {
          place,
        },
      )
    }
    const first = seen.get(state.name)
    if (first) {
      report.error('DUPLICATE_STATE_NAME', `Duplicate State name: ${state.name}`, {
        place,
        help: `The other one is ${first.node.pointer}. Names are unique in the whole definition, branches included.`,
      })
    } else seen.set(state.name, state)
  }
}
