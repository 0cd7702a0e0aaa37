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
  if (concurrency < 0) return new AslError('States.Runtime', 'MaxConcurrency cannot be negative.')
  const failures = numberOf(
    state.toleratedFailureCount,
    { field: 'ToleratedFailureCountPath', kind: 'integer' },
    scope,
  )
  if (failures instanceof AslError) return failures
  if (failures < 0) return new AslError('States.Runtime', 'ToleratedFailureCount cannot be negative.')
  const percentage = numberOf(
    state.toleratedFailurePercentage,
    { field: 'ToleratedFailurePercentagePath', kind: 'float' },
    scope,
  )
  if (percentage instanceof AslError) return percentage
  if (percentage < 0 || percentage > 100) {
    return new AslError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.')
  }
  const most = limits.inlineMapConcurrencyMax
  return {
    concurrency: concurrency === 0 ? most : Math.min(concurrency, most),
    failuresTolerated: Math.max(failures, Math.floor((percentage * count) / 100)),
  }
}

function numberOf(
  value: number | Path | undefined,
  of: { readonly field: string; readonly kind: 'integer' | 'float' },
  scope: QueryScope,
): Outcome<number> {
  if (value === undefined) return 0
  if (typeof value === 'number') return value
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
