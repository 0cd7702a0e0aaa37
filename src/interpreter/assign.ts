/** Assign: the variables that a state, a Choice rule or a catcher gives to the states after it (feature map §2.8). */
import { AslError, Payload, type JsonObject, type Outcome } from '#base'
import type { ValueTemplate } from '#asl'
import type { Draft } from './draft.ts'
import { evaluateTemplate } from './evaluate.ts'
import type { Evaluated } from './evaluated.ts'

export type Assignments = ReadonlyMap<string, Payload>

/** The values of an Assign, evaluated together against the old variables; undefined where nothing is assigned. */
export function assignmentsOf(
  draft: Draft,
  assign: ValueTemplate,
  of: Evaluated & { readonly document: Payload; readonly field: string },
): Outcome<Assignments | undefined> {
  const values = evaluateTemplate(draft, assign, { ...of, document: of.document.value })
  if (values instanceof AslError) return values
  // An Assign is an object, so what it evaluates to is one.
  const assigned = Object.entries(values as JsonObject)
  if (assigned.length === 0) return undefined
  return new Map(assigned.map(([name, value]) => [name, Payload.fromValue(value)]))
}
