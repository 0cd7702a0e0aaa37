/** "A retrier or catcher names errors that its state can fail with." */
import { nearestName } from '#query'
import { isSlip } from '../fixes/is-slip.ts'
import { objectItems, type Outline, type StateSyntax } from '../outline.ts'
import { parseResource } from '../resource.ts'
import { stringOf, valueOf, type ObjectNode, type StringNode } from '../syntax/node.ts'
import { atValue, type Advice, type Report } from './report.ts'

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

export function unmatchableErrors(outline: Outline, report: Report): void {
  for (const state of outline.states) {
    for (const field of ['Retry', 'Catch']) {
      for (const entry of objectItems(valueOf(state.node, field))) {
        for (const name of statesNames(entry)) check(name, state, { outline, report })
      }
    }
  }
}

interface Tools {
  readonly outline: Outline
  readonly report: Report
}

/** The names of an entry that are the language's own. */
function statesNames(entry: ObjectNode): readonly StringNode[] {
  const list = valueOf(entry, 'ErrorEquals')
  const items = list?.kind === 'array' ? list.items : []
  return items.flatMap((item) => (item.kind === 'string' && item.value.startsWith('States.') ? [item] : []))
}

function check(name: StringNode, state: StateSyntax, { outline, report }: Tools): void {
  const message = problemOf(name.value, state)
  if (message === undefined) return
  report.warning('UNMATCHABLE_ERROR', message, { place: atValue(name), ...meant(name, outline) })
}

function problemOf(name: string, state: StateSyntax): string | undefined {
  if (name === 'States.Runtime')
    return 'States.Runtime is never retried or caught: the execution fails at once.'
  const isHttp = name.startsWith('States.Http.')
  if (!predefined.includes(name) && !isHttp) {
    return `${name} is no error of the language, and names that begin with States. are its own.`
  }
  const isElsewhere =
    state.type === 'Task' && (isHttp ? !callsHttp(state) : neverInTask(state).includes(name))
  return isElsewhere ? `${state.name} never fails with ${name}.` : undefined
}

/** Errors of other states (one that contains such a state may fail with them), and of the other query language. */
function neverInTask({ language }: StateSyntax): readonly string[] {
  return language === 'JSONata'
    ? [...ofOtherStates, ...ofPaths]
    : [...ofOtherStates, 'States.QueryEvaluationError']
}

const ofOtherStates = [
  'States.BranchFailed',
  'States.ExceedToleratedFailureThreshold',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ResultWriterFailed',
]
const ofPaths = ['States.IntrinsicFailure', 'States.ParameterPathFailure', 'States.ResultPathMatchFailure']

function callsHttp({ node }: StateSyntax): boolean {
  const resource = parseResource(stringOf(node, 'Resource') ?? '')
  return resource?.kind !== 'service' || resource.service === 'http'
}

function meant(name: StringNode, outline: Outline): Advice {
  if (predefined.includes(name.value)) return {}
  const nearest = nearestName(name.value, predefined)
  if (nearest === undefined) return {}
  const help = `Did you mean ${nearest}?`
  if (!isSlip(name.value, nearest)) return { help }
  const edits = outline.editor.replace(name, JSON.stringify(nearest))
  return { help, fix: { title: `Match ${nearest}`, edits } }
}
