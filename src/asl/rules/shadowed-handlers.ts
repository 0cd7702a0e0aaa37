/** "A retrier or catcher can be reached: no earlier one matches all of its errors." */
import { objectItems, type Outline, type StateSyntax } from '../outline.ts'
import { errorNames } from '../states/common-fields.ts'
import { memberOf, valueOf, type ObjectNode } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

/** What States.TaskFailed does not match. */
const notTaskFailed = new Set(['States.ALL', 'States.Timeout', 'States.HeartbeatTimeout'])

export function shadowedHandlers(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    for (const field of ['Retry', 'Catch']) {
      const entries = objectItems(valueOf(state.node, field))
      shadows(entries, state, report)
    }
  }
}

function shadows(entries: readonly ObjectNode[], state: StateSyntax, report: Report): void {
  const seen = new Set<string>()
  for (const entry of entries) {
    const own = errorNames(entry)
    const allTaskErrors = state.type === 'Task' && seen.has('States.TaskFailed')
    const dead =
      own.length > 0 && own.every((name) => seen.has(name) || (allTaskErrors && !notTaskFailed.has(name)))
    if (dead) {
      report.warning('SHADOWED_HANDLER', `This entry is never used: earlier ones match ${own.join(', ')}.`, {
        place: atValue(memberOf(entry, 'ErrorEquals')!.value),
        help: 'Put the more specific errors first, or remove the entry.',
      })
    }
    for (const name of own) seen.add(name)
  }
}
