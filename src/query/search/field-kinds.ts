/** What each field of a search is compared with, and how. */
import type { PlainField, SearchField } from './search-expression.ts'

/** `any`: the kind is the value's own. */
export type FieldKind = 'status' | 'text' | 'time' | 'duration' | 'boolean' | 'any'

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'between' | 'like'

const kinds: Readonly<Record<PlainField, FieldKind>> = {
  status: 'status',
  name: 'text',
  machine: 'text',
  error: 'text',
  startedAt: 'time',
  stoppedAt: 'time',
  duration: 'duration',
  redriven: 'boolean',
}

export const plainFields = Object.keys(kinds) as readonly PlainField[]

export const statusNames: readonly string[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']

const operators: Readonly<Record<FieldKind, readonly Operator[]>> = {
  status: ['=', '!=', 'in'],
  text: ['=', '!=', 'in', 'like'],
  time: ['<', '<=', '>', '>=', 'between'],
  duration: ['<', '<=', '>', '>=', 'between'],
  boolean: ['=', '!='],
  any: ['=', '!=', '<', '<=', '>', '>=', 'in', 'between', 'like'],
}

export function kindOfField(field: SearchField): FieldKind {
  if (field.kind === 'indexed') return 'any'
  return field.kind === 'tag' ? 'text' : kinds[field.kind]
}

export function operatorsOf(field: SearchField): readonly Operator[] {
  return operators[kindOfField(field)]
}
