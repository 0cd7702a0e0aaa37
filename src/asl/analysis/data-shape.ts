/**
 * What is known, before anything runs, about a document at one place of a workflow.
 *
 * 1. It never claims too much: what is not certain is `any`, and a join of two ways forgets what they do not share.
 * 2. It is bounded: deeper than `shapeDepthMax` or wider than `shapeMembersMax` everything is `any` (or open).
 */
import { isArray, isObject, type Json } from '#base'
import type { StateSyntax } from '../outline.ts'

export type DataShape =
  | { readonly kind: 'any' }
  | { readonly kind: 'scalar'; readonly what: 'null' | 'text' | 'number' | 'boolean' }
  | { readonly kind: 'list'; readonly madeBy?: StateSyntax }
  | {
      readonly kind: 'object'
      readonly members: ReadonlyMap<string, DataShape>
      /** Whether it may have members that are not known. */
      readonly open: boolean
    }

const shapeDepthMax = 8
const shapeMembersMax = 32

export const any: DataShape = { kind: 'any' }

/** What Catch gives to the next state. */
export const errorOutput: DataShape = {
  kind: 'object',
  members: new Map([
    ['Error', any],
    ['Cause', any],
  ]),
  open: false,
}

export function objectShape(members: ReadonlyMap<string, DataShape>, open: boolean): DataShape {
  return members.size > shapeMembersMax
    ? { kind: 'object', members: new Map(), open: true }
    : { kind: 'object', members, open }
}

/** The shape of a literal value. */
export function shapeOf(value: Json, depth = 0): DataShape {
  if (depth > shapeDepthMax) return any
  if (isArray(value)) return { kind: 'list' }
  if (isObject(value)) {
    return objectShape(
      new Map(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner, depth + 1)])),
      false,
    )
  }
  if (value === null) return { kind: 'scalar', what: 'null' }
  if (typeof value === 'string') return { kind: 'scalar', what: 'text' }
  return { kind: 'scalar', what: typeof value === 'boolean' ? 'boolean' : 'number' }
}

/** What is known where two ways meet. */
export function join(a: DataShape, b: DataShape, depth = 0): DataShape {
  if (a === b) return a
  if (depth > shapeDepthMax) return any
  if (a.kind === 'object' && b.kind === 'object') return joinObjects(a, b, depth)
  if (a.kind === 'list' && b.kind === 'list') return a.madeBy === b.madeBy ? a : { kind: 'list' }
  if (a.kind === 'scalar' && b.kind === 'scalar' && a.what === b.what) return a
  return any
}

type ObjectShape = Extract<DataShape, { kind: 'object' }>

function joinObjects(a: ObjectShape, b: ObjectShape, depth: number): DataShape {
  // Ways often meet that say the same: then nothing is made.
  if (sameShape(a, b)) return a
  const members = new Map<string, DataShape>()
  a.members.forEach((inA, key) => {
    const inB = b.members.get(key)
    members.set(key, inB ? join(inA, inB, depth + 1) : any)
  })
  b.members.forEach((_, key) => {
    if (!a.members.has(key)) members.set(key, any)
  })
  return objectShape(members, a.open || b.open)
}

/** Whether both say the same. */
export function sameShape(a: DataShape, b: DataShape): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  if (a.kind === 'scalar') return a.what === (b as typeof a).what
  if (a.kind === 'list') return a.madeBy === (b as typeof a).madeBy
  if (a.kind === 'any') return true
  const other = b as ObjectShape
  if (a.open !== other.open || a.members.size !== other.members.size) return false
  for (const key of a.members.keys()) {
    const its = other.members.get(key)
    if (its === undefined || !sameShape(a.members.get(key)!, its)) return false
  }
  return true
}
