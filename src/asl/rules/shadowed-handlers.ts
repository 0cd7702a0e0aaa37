/** "A retrier or catcher can be reached: no earlier one matches all of its errors." */
import { nearestName } from '#query'
import { isSlip } from '../fixes/is-slip.ts'
import { objectItems, type Outline, type StateSyntax } from '../outline.ts'
import { errorNames } from '../states/common-fields.ts'
import { memberOf, valueOf, type ObjectNode, type StringNode } from '../syntax/node.ts'
import { atValue, type Report } from './report.ts'

/** The error names of the language (Amazon States Language, "Predefined error codes"; AWS developer guide). */
const predefined = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
]
/** What States.TaskFailed does not match. */
const notTaskFailed = new Set(['States.ALL', 'States.Timeout', 'States.HeartbeatTimeout'])

export function shadowedHandlers(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    for (const field of ['Retry', 'Catch']) {
      const entries = objectItems(valueOf(state.node, field))
      shadows(entries, state, report)
      for (const entry of entries) names(entry, outline, report)
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

function names(entry: ObjectNode, outline: Outline, report: Report): void {
  const list = valueOf(entry, 'ErrorEquals')
  if (list?.kind !== 'array') return
  for (const item of list.items) {
    if (item.kind === 'string' && item.value.startsWith('States.')) predefinedName(item, outline, report)
  }
}

function predefinedName(item: StringNode, outline: Outline, report: Report): void {
  if (item.value === 'States.Runtime') {
    report.warning(
      'UNMATCHABLE_ERROR',
      'States.Runtime is never retried or caught: the execution fails at once.',
      {
        place: atValue(item),
      },
    )
  }
  if (predefined.includes(item.value) || item.value.startsWith('States.Http.')) return
  const meant = nearestName(item.value, predefined)
  const advice = meant === undefined ? {} : { help: `Did you mean ${meant}?` }
  const fix =
    meant !== undefined && isSlip(item.value, meant)
      ? { title: `Match ${meant}`, edits: outline.editor.replace(item, JSON.stringify(meant)) }
      : undefined
  report.warning(
    'UNMATCHABLE_ERROR',
    `${item.value} is no error of the language, and names that begin with States. are its own.`,
    { place: atValue(item), ...advice, fix },
  )
}
