/**
 * Values as the package may have them: without raw numbers, and copied where it would write into them.
 *
 * 1. An input is never changed: it is shared with frames, history and other evaluations.
 * 2. The common input has nothing unusual and is handed over as it is; that was looked at once per value.
 */
import { isRawNumber, toNumber, type Json } from '#base'
import type { Tokens } from './tokens.ts'

interface Findings {
  readonly hasRawNumber: boolean
  readonly hasEmptyList: boolean
}

const nothingUnusual: Findings = { hasRawNumber: false, hasEmptyList: false }
const onlyRawNumber: Findings = { hasRawNumber: true, hasEmptyList: false }

// Values are immutable, so what is in one needs to be found out once.
const known = new WeakMap<object, Findings>()

/** Whether a raw number is anywhere in the value. */
export function hasRawNumber(value: Json): boolean {
  return look(value).hasRawNumber
}

export interface Preparation {
  /** Where raw numbers get their tokens; without it they become doubles. */
  readonly tokens: Tokens | undefined
  /** Whether the expression may write into anything that it is given. */
  readonly copiesAll: boolean
  /** Whether it may write into empty lists. */
  readonly copiesEmptyLists: boolean
}

/** The value for one evaluation. */
export function prepareInput(value: Json, preparation: Preparation): unknown {
  const { copiesAll, copiesEmptyLists } = preparation
  const findings = look(value)
  const isFit = !findings.hasRawNumber && !copiesAll && !(copiesEmptyLists && findings.hasEmptyList)
  return isFit ? value : copy(value, preparation)
}

function look(value: Json): Findings {
  if (typeof value !== 'object' || value === null) return nothingUnusual
  let findings = known.get(value)
  if (!findings) {
    const found = { hasRawNumber: false, hasEmptyList: false }
    inspect(value, found)
    findings = found.hasRawNumber && !found.hasEmptyList ? onlyRawNumber : found
    known.set(value, findings)
  }
  return findings
}

function inspect(value: Json, found: { hasRawNumber: boolean; hasEmptyList: boolean }): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    if (value.length === 0) found.hasEmptyList = true
    for (const item of value as readonly Json[]) inspect(item, found)
  } else if (isRawNumber(value)) found.hasRawNumber = true
  else for (const key of Object.keys(value)) inspect((value as Record<string, Json>)[key]!, found)
}

function copy(value: Json, preparation: Preparation): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isRawNumber(value)) return preparation.tokens ? preparation.tokens.of(value) : toNumber(value)
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => copy(item, preparation))
  const object = Object.create(null) as Record<string, unknown>
  for (const [key, member] of Object.entries(value)) object[key] = copy(member, preparation)
  return object
}
