/**
 * What the package answers, as JSON: lists without its marks, objects with an ordinary prototype.
 *
 * 1. What is JSON already is shared, not copied; only what the package has built is rebuilt.
 * 2. Numbers that JSON does not have are texts, as on AWS: `1/0` is "Infinity".
 * 3. A result may share its parts with itself many times over; the steps are counted, so walking it ends.
 */
import { isRawNumber, jsonDepthMax, setMember, type Json } from '#base'
import { isFunctionValue } from './function-value.ts'
import type { Budget } from './budget.ts'
import type { Tokens } from './tokens.ts'

/** Thrown where the result holds a function: AWS has no such results. */
export class UnsupportedResult extends Error {}

/** Thrown where the result is larger than any payload may be, or nests deeper than any document. */
export class ResultTooLarge extends Error {}

/** Steps for one part of a result. */
const stepsPerPart = 10

/** What bounds a result: its steps on the way, and the bytes of its text at the least. */
export interface Settling {
  readonly budget: Budget
  readonly tokens: Tokens | undefined
  readonly bytesMax: number
}

/** The result as JSON; undefined stays undefined. Throws `UnsupportedResult`, `ResultTooLarge`, or what the budget throws. */
export function settle(value: unknown, { budget, tokens, bytesMax }: Settling): Json | undefined {
  if (value === undefined) return undefined
  let bytes = 0
  const visit = (part: unknown, depth: number): Json => {
    bytes += typeof part === 'string' ? part.length + 2 : 1
    if (bytes > bytesMax || depth > jsonDepthMax) throw new ResultTooLarge()
    budget.pay(stepsPerPart)
    if (typeof part === 'bigint') return tokens!.number(part)
    if (typeof part === 'number') return Number.isFinite(part) ? part : String(part)
    if (typeof part !== 'object' || part === null) return settleSimple(part)
    if (Array.isArray(part)) return settleList(part, (item) => visit(item, depth + 1))
    if (isRawNumber(part)) return part
    if (isFunctionValue(part)) throw new UnsupportedResult()
    return settleObject(part as Readonly<Record<string, unknown>>, (member, key) => {
      bytes += key.length + 3
      return visit(member, depth + 1)
    })
  }
  return visit(value, 0)
}

function settleSimple(value: unknown): Json {
  if (typeof value === 'function') throw new UnsupportedResult()
  // A group of a regular expression that took no part in the match.
  return value === undefined ? null : (value as Json)
}

type Visit = (part: unknown) => Json

function settleList(list: readonly unknown[], visit: Visit): Json {
  let copy: Json[] | undefined = Object.keys(list).length === list.length ? undefined : []
  for (const [i, item] of list.entries()) {
    const settled = visit(item)
    if (copy === undefined && settled !== item) copy = list.slice(0, i) as Json[]
    copy?.push(settled)
  }
  return copy ?? (list as readonly Json[])
}

function settleObject(
  object: Readonly<Record<string, unknown>>,
  visit: (part: unknown, key: string) => Json,
): Json {
  let isSettled = Object.getPrototypeOf(object) === Object.prototype
  const copy: Record<string, Json> = {}
  for (const key of Object.keys(object)) {
    const member = object[key]
    if (member === undefined) {
      isSettled = false
      continue
    }
    const settled = visit(member, key)
    if (settled !== member) isSettled = false
    setMember(copy, key, settled)
  }
  return isSettled ? (object as Record<string, Json>) : copy
}
