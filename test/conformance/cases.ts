/** The recorded cases of the groups that count, and which of them need what Stepwell does not have yet. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The groups of which the score is kept: a group is the first part of a file's name. */
export const groups = [
  'base',
  'choice_operators',
  'intrinsic_functions',
  'comments',
  'context_object',
  'timeouts',
  'activities',
  'callback',
  'error_handling',
  'scenarios',
  'assign',
  'evaluate_jsonata',
  'query_language',
  'outputdecl',
  'arguments',
  'states_variables',
  'credentials',
  'sfn_api_variable_references',
] as const

export type Group = (typeof groups)[number]

export interface Case {
  readonly id: string
  readonly group: Group
  /** Why it does not count; absent when it does. */
  readonly excluded?: string
}

interface RecordedCase {
  readonly id: string
  readonly needs: readonly string[]
  readonly steps: readonly unknown[]
}

/** Every case of the groups, in the order of the files. */
export function readCases(directory: string): readonly Case[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const group = groups.find((candidate) => name.startsWith(`${candidate}.`))
      if (group === undefined) return []
      const document = JSON.parse(readFileSync(join(directory, name), 'utf8')) as {
        cases: readonly RecordedCase[]
      }
      return document.cases.map((recorded) => toCase(recorded, group))
    })
}

function toCase(recorded: RecordedCase, group: Group): Case {
  const excluded = exclusion(recorded)
  return excluded === undefined ? { id: recorded.id, group } : { id: recorded.id, group, excluded }
}

/** The first reason for which a case does not count. */
export function exclusion({ needs, steps }: Pick<RecordedCase, 'needs' | 'steps'>): string | undefined {
  const services = needs.filter((need) => need !== 'lambda')
  if (services.length > 0) return `needs ${services.join(', ')}`
  const fields = [...fieldsOf(steps)]
  const has = (name: string, test: (value: unknown) => boolean): boolean =>
    fields.some((field) => field.name === name && test(field.value))
  if (has('Mode', (value) => value === 'DISTRIBUTED') || has('ItemReader', () => true))
    return 'uses a Distributed Map'
  if (has('type', (value) => value === 'EXPRESS') || has('op', (value) => value === 'StartSyncExecution')) {
    return 'uses Express'
  }
  return undefined
}

/** Every member of the steps, those of the definitions within their texts included. */
function* fieldsOf(value: unknown): Generator<{ readonly name: string; readonly value: unknown }> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    yield { name, value: member }
    yield* fieldsOf(
      name === 'definition' && typeof member === 'string' ? (JSON.parse(member) as unknown) : member,
    )
  }
}
