/** A Map's numbers, literal or at a path, with AWS's messages for those that do not fit (feature map §2.9). */
import {
  AslError,
  isNumber,
  isRawNumber,
  printJson,
  toNumber,
  type Json,
  type Outcome,
  type Payload,
} from '#base'
import type { MapState, NumberSource } from '#asl'
import { readPath } from './data-flow.ts'
import type { Draft } from './draft.ts'
import { evaluateNumber, type NumberField } from './evaluate-number.ts'
import { isJsonata, queryScope } from './evaluate.ts'
import type { Evaluated } from './evaluated.ts'
import type { Frame } from './frame.ts'

export interface MapSettings {
  /** How many iterations may run at once. */
  readonly concurrency: number
  /** How many iterations may fail before the Map does. */
  readonly failuresTolerated: number
}

export function mapSettings(
  draft: Draft,
  state: MapState,
  of: { readonly frame: Frame; readonly input: Payload; readonly count: number },
): Outcome<MapSettings> {
  const numberAt: ReadNumber = (source, as) => numberOf(draft, source, { ...of, ...as, state })
  const concurrency = numberAt(state.maxConcurrency, { field: 'MaxConcurrency', ...wholeCount })
  if (concurrency instanceof AslError) return concurrency
  if (concurrency !== undefined && concurrency < 0)
    return new AslError('States.Runtime', 'MaxConcurrency cannot be negative.')
  const failuresTolerated = toleranceOf(state, of.count, numberAt)
  if (failuresTolerated instanceof AslError) return failuresTolerated
  const most = draft.limits.inlineMapConcurrencyMax
  const isOpen = concurrency === undefined || concurrency === 0
  return { concurrency: isOpen ? most : Math.min(concurrency, most), failuresTolerated }
}

const wholeCount = { kind: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER } as const

type ReadNumber = (source: NumberSource | undefined, as: NumberField) => Outcome<number | undefined>

/** How many iterations may fail. Where a count and a percentage are set, exceeding either fails the Map. */
function toleranceOf(state: MapState, count: number, numberAt: ReadNumber): Outcome<number> {
  const failures = numberAt(state.toleratedFailureCount, { field: 'ToleratedFailureCount', ...wholeCount })
  if (failures instanceof AslError) return failures
  if (failures !== undefined && failures < 0)
    return new AslError('States.Runtime', 'ToleratedFailureCount cannot be negative.')
  const percentage = numberAt(state.toleratedFailurePercentage, {
    field: 'ToleratedFailurePercentage',
    kind: 'float',
    min: 0,
    max: 100,
  })
  if (percentage instanceof AslError) return percentage
  if (percentage === undefined) return failures ?? 0
  if (percentage < 0 || percentage > 100)
    return new AslError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
  return Math.min(failures ?? Infinity, Math.floor((percentage * count) / 100))
}

function numberOf(
  draft: Draft,
  source: NumberSource | undefined,
  of: Evaluated & NumberField & { readonly input: Payload },
): Outcome<number | undefined> {
  if (source === undefined || typeof source === 'number') return source
  if (isJsonata(source)) return evaluateNumber(draft, source, of)
  const scope = queryScope(draft, of, of.input.value)
  const found = readPath(source, scope)
  if (found instanceof AslError) return found
  if (isNumber(found) && (of.kind === 'float' || isWhole(found))) return toNumber(found)
  const shown = typeof found === 'string' ? found : printJson(found)
  return new AslError(
    'States.Runtime',
    `The ${of.field}Path field refers to value "${shown}" which is not a valid ${of.kind}: ${source.text}`,
    { expression: source.text, met: scope.input },
  )
}

function isWhole(value: Json): boolean {
  return /^-?\d+$/.test(isRawNumber(value) ? value.rawJSON : String(value))
}
