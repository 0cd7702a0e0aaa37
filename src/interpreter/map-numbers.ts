/** A Map's numbers, literal, at a path or from an expression, with AWS's messages for those that do not fit. */
import { AslError, isNumber, printJson, type Outcome, type Payload } from '#base'
import type { MapState, NumberSource } from '#asl'
import { readPath } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { evaluateNumber, type NumberField } from './evaluate-number.ts'
import { isJsonata, queryScope } from './evaluate.ts'
import type { Frame } from './frame.ts'

/** Which Map is read; `input` is what InputPath has left of its input. */
export interface NumbersOf {
  readonly state: MapState
  readonly frame: Frame
  readonly input: Payload
}

/** Reads a field of the Map; undefined where it has none. */
export type ReadNumber = (source: NumberSource | undefined, field: NumberField) => Outcome<number | undefined>

export const wholeCount = { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER } as const

export interface Tolerance {
  readonly count?: number
  readonly percentage?: number
}

export function numberReader(draft: Draft, of: NumbersOf): ReadNumber {
  return (source, field) => readNumber(draft, source, { ...of, ...field })
}

/** MaxConcurrency; undefined where there is none. */
export function readConcurrency(state: MapState, read: ReadNumber): Outcome<number | undefined> {
  const concurrency = read(state.maxConcurrency, { field: 'MaxConcurrency', ...wholeCount })
  if (typeof concurrency !== 'number' || concurrency >= 0) return concurrency
  return new AslError('States.Runtime', 'MaxConcurrency cannot be negative.')
}

/** ToleratedFailureCount and ToleratedFailurePercentage. */
export function readTolerance(state: MapState, read: ReadNumber): Outcome<Tolerance> {
  const count = read(state.toleratedFailureCount, { field: 'ToleratedFailureCount', ...wholeCount })
  if (count instanceof AslError) return count
  if (count !== undefined && count < 0)
    return new AslError('States.Runtime', 'ToleratedFailureCount cannot be negative.')
  const field = 'ToleratedFailurePercentage'
  const percentage = read(state.toleratedFailurePercentage, { field, kind: 'float', min: 0, max: 100 })
  if (percentage instanceof AslError) return percentage
  if (percentage !== undefined && (percentage < 0 || percentage > 100))
    return new AslError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
  return { ...(count !== undefined && { count }), ...(percentage !== undefined && { percentage }) }
}

function readNumber(
  draft: Draft,
  source: NumberSource | undefined,
  of: NumbersOf & NumberField,
): Outcome<number | undefined> {
  if (source === undefined || typeof source === 'number') return source
  if (isJsonata(source)) return evaluateNumber(draft, source, of)
  const scope = queryScope(draft, of, of.input.value)
  const found = readPath(source, scope)
  if (found instanceof AslError) return found
  const shown = typeof found === 'string' ? found : printJson(found)
  // A text with a number in it will do, as recorded: `"1"`.
  const isText = typeof found === 'string' || isNumber(found)
  if (isText && (of.kind === 'float' ? float : integer).test(shown)) return Number(shown)
  return new AslError(
    'States.Runtime',
    `The ${of.field}Path field refers to value "${shown}" which is not a valid ${of.kind}: ${source.text}`,
    { expression: source.text, met: scope.input },
  )
}

const integer = /^[+-]?\d+$/
const float = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
