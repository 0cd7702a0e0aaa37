/** Wait: until a moment, or for some seconds (feature map §2.12). */
import {
  AslError,
  isNumber,
  isRawNumber,
  parseTimestamp,
  printJson,
  secondsMax,
  waitDaysMax,
  type Instant,
  type Json,
  type Outcome,
} from '#base'
import type { WaitState } from '#asl'
import { PathMiss, type Jsonata, type Path, type QueryScope } from '#query'
import { applyDataPath } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { evaluateNumber } from '../evaluate-number.ts'
import { evaluateAs, queryScope } from '../evaluate.ts'
import { LateJsonataError } from '../evaluation-failed.ts'
import type { Frame } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

export function runWait(draft: Draft, frame: Frame, state: WaitState): void {
  const scope = (input: Json) => queryScope(draft, { frame, state }, input)
  const input = applyDataPath(state.inputPath, frame.visit.input, scope)
  if (input instanceof AslError) return failState(draft, frame, input)
  draft.note('afterInputPath', input)
  const dueAt = momentOf(draft, { frame, state }, () => scope(input.value))
  if (dueAt instanceof AslError) return failState(draft, frame, dueAt)
  if (isTooLong(draft, dueAt)) return failState(draft, frame, tooLong)
  if (dueAt > draft.at) draft.progress(frame, { kind: 'waiting', dueAt: scaled(draft, dueAt) })
  else waitEnded(draft, frame, state)
}

/** A server that is tested with may wait shorter than its definitions say (`WAIT_TIME_SCALE`). */
function scaled({ at, environment }: Draft, dueAt: Instant): Instant {
  const { waitTimeScale = 1 } = environment
  return waitTimeScale === 1 ? dueAt : Math.min(lastMoment, at + Math.round((dueAt - at) * waitTimeScale))
}

/** The moment has come. */
export function waitEnded(draft: Draft, frame: Frame, state: WaitState): void {
  const input = applyDataPath(state.inputPath, frame.visit.input, (value) =>
    queryScope(draft, { frame, state }, value),
  )
  if (input instanceof AslError) return failState(draft, frame, input)
  completeState(draft, frame, input)
}

/** The last moment that a timestamp can write: 9999-12-31T23:59:59.999Z. No timer is set beyond it. */
const lastMoment: Instant = 253_402_300_799_999

function isTooLong({ at, limits }: Draft, dueAt: Instant): boolean {
  return dueAt > lastMoment || (limits.profile === 'aws' && dueAt - at > waitDaysMax * 86_400_000)
}

const tooLong = new AslError('States.Runtime', 'Wait state delay is too long.')

function momentOf(
  draft: Draft,
  of: { readonly frame: Frame; readonly state: WaitState },
  scope: () => QueryScope,
): Outcome<Instant> {
  const { until } = of.state
  if ('seconds' in until) return draft.at + until.seconds * 1000
  if ('timestamp' in until) return until.timestamp
  if ('secondsPath' in until) return secondsAt(until.secondsPath, draft.at, scope())
  if ('timestampPath' in until) return timestampAt(until.timestampPath, scope())
  if ('timestampExpression' in until) return expressedTimestamp(draft, until.timestampExpression, of)
  const field = { field: 'Seconds', kind: 'integer', min: 0, max: secondsMax } as const
  const seconds = evaluateNumber(draft, until.secondsExpression, { ...of, ...field })
  return seconds instanceof AslError ? seconds : draft.at + seconds * 1000
}

function expressedTimestamp(
  draft: Draft,
  expression: Jsonata,
  of: { readonly frame: Frame; readonly state: WaitState },
): Outcome<Instant> {
  const field = 'Timestamp'
  const isText = (value: Json): value is string => typeof value === 'string'
  const text = evaluateAs(draft, expression, { ...of, field, expected: 'string', is: isText })
  if (text instanceof AslError) return text
  const moment = parseTimestamp(text)
  if (moment) return moment.ms
  const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`
  return new LateJsonataError(cause, {
    location: field,
    teaching: { expression: expression.text, met: text },
  })
}

function secondsAt(path: Path, at: Instant, scope: QueryScope): Outcome<Instant> {
  const found = path.read(scope)
  if (found instanceof PathMiss) {
    return runtime(path, scope, `The SecondsPath parameter does not reference an input value: ${path.text}`)
  }
  const seconds = wholeNumber(found)
  if (seconds === undefined) {
    return runtime(
      path,
      scope,
      `The SecondsPath parameter cannot be parsed as a long value: ${path.text} == ${shown(found)}`,
    )
  }
  if (seconds < 0) {
    return runtime(
      path,
      scope,
      `The SecondsPath parameter references a negative value: ${path.text} == ${shown(found)}`,
    )
  }
  return at + seconds * 1000
}

function timestampAt(path: Path, scope: QueryScope): Outcome<Instant> {
  const found = path.read(scope)
  if (found instanceof PathMiss) {
    return runtime(path, scope, `The TimestampPath parameter does not reference an input value: ${path.text}`)
  }
  const moment = typeof found === 'string' ? parseTimestamp(found) : undefined
  if (moment) return moment.ms
  return runtime(
    path,
    scope,
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path.text} == ${shown(found)}`,
  )
}

/** A number written without a fraction, or a text of such digits: what Java reads as a long. */
function wholeNumber(value: Json): number | undefined {
  const text = isRawNumber(value) ? value.rawJSON : isNumber(value) ? String(value) : value
  return typeof text === 'string' && /^[+-]?\d{1,18}$/.test(text) ? Number(text) : undefined
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : printJson(value)
}

function runtime(path: Path, scope: QueryScope, cause: string): AslError {
  return new AslError('States.Runtime', cause, { expression: path.text, met: scope.input })
}
