/** "Parallel and Map states nest in one another only so deep." */
import { blockDepthMax } from '../limits.ts'
import type { Outline } from '../outline.ts'
import { atStart, type Report } from './report.ts'

export function nestingDepth(outline: Outline, report: Report): void {
  for (const node of outline.tooDeep) {
    report.error('TOO_DEEPLY_NESTED', `Parallel and Map states nest more than ${blockDepthMax} deep here.`, {
      place: atStart(node),
      help: 'Move an inner part to a state machine of its own, and start it with states:startExecution.sync:2.',
    })
  }
}
