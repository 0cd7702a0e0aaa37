/** A Map's numbers, literal or at a path, with AWS's messages for those that do not fit (feature map §2.9). */
import {
  AslError,
  isNumber,
  isRawNumber,
  printJson,
  toNumber,
  type Json,
  type Limits,
  type Outcome,
} from '#base'
import type { MapState } from '#asl'
import type { Path, QueryScope } from '#query'
import { readPath } from './data-flow.ts'

export interface MapSettings {
  /** How many iterations may run at once. */
  readonly concurrency: number
  /** How many iterations may fail before the Map does. */
  readonly failuresTolerated: number
}

export function mapSettings(
  state: MapState,
  of: { readonly scope: QueryScope; readonly limits: Limits; readonly count: number },
): Outcome<MapSettings> {
  const { scope, limits, count } = of
  const concurrency = numberOf(state.maxConcurrency, { field: 'MaxConcurrencyPath', kind: 'integer' }, scope)
  if (concurrency instanceof AslError) return concurrency
  if (concurrency !== undefined && concurrency < 0)
    return new AslError('States.Runtime', 'MaxConcurrency cannot be negative.')
  const failuresTolerated = toleranceOf(state, scope, count)
  if (failuresTolerated instanceof AslError) return failuresTolerated
  const most = limits.inlineMapConcurrencyMax
  const isOpen = concurrency === undefined || concurrency === 0
  return { concurrency: isOpen ? most : Math.min(concurrency, most), failuresTolerated }
}

/** How many iterations may fail. Where a count and a percentage are set, exceeding either fails the Map. */
function toleranceOf(state: MapState, scope: QueryScope, count: number): Outcome<number> {
  const { toleratedFailureCount, toleratedFailurePercentage } = state
  const failures = numberOf(
    toleratedFailureCount,
    { field: 'ToleratedFailureCountPath', kind: 'integer' },
    scope,
  )
  if (failures instanceof AslError) return failures
  if (failures !== undefined && failures < 0)
    return new AslError('States.Runtime', 'ToleratedFailureCount cannot be negative.')
  const percentage = numberOf(
    toleratedFailurePercentage,
    { field: 'ToleratedFailurePercentagePath', kind: 'float' },
    scope,
  )
  if (percentage instanceof AslError) return percentage
  if (percentage === undefined) return failures ?? 0
  if (percentage < 0 || percentage > 100)
    return new AslError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
  return Math.min(failures ?? Infinity, Math.floor((percentage * count) / 100))
}

function numberOf(
  value: number | Path | undefined,
  of: { readonly field: string; readonly kind: 'integer' | 'float' },
  scope: QueryScope,
): Outcome<number | undefined> {
  if (value === undefined || typeof value === 'number') return value
  const found = readPath(value, scope)
  if (found instanceof AslError) return found
  if (isNumber(found) && (of.kind === 'float' || isWhole(found))) return toNumber(found)
  const shown = typeof found === 'string' ? found : printJson(found)
  return new AslError(
    'States.Runtime',
    `The ${of.field} field refers to value "${shown}" which is not a valid ${of.kind}: ${value.text}`,
    { expression: value.text, met: scope.input },
  )
}

function isWhole(value: Json): boolean {
  return /^-?\d+$/.test(isRawNumber(value) ? value.rawJSON : String(value))
}
