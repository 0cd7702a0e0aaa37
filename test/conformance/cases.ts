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
  'express',
  'logs',
  'sfn_api_express',
  'sfn_api_logs',
  'sfn_api_map_run',
  'test_state',
  'local_mocking',
  'sfn_api_versioning',
  'sfn_api_aliasing',
  'sfn_api',
  'sfn_api_activities',
  'sfn_api_tagging',
  'sfn_api_validation',
  'services',
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
  readonly expected?: unknown
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

/**
 * What a case may need besides the server: the runner's functions and mock configuration, `logs-driver`, `s3-driver` and
 * `aws-driver`. The one case with API Gateway mocks it.
 */
const needsMet: ReadonlySet<string> = new Set([
  'lambda',
  'logs',
  's3',
  'sqs',
  'sns',
  'dynamodb',
  'events',
  'mock-config',
  'apigateway',
])

/** The first reason for which a case does not count. */
export function exclusion({ needs, expected }: Pick<RecordedCase, 'needs' | 'expected'>): string | undefined {
  const services = needs.filter((need) => !needsMet.has(need))
  if (services.length > 0) return `needs ${services.join(', ')}`
  // The exceptions of a program in another language: no answer of AWS has these words.
  if (JSON.stringify(expected ?? null).includes('Error=ValueError Args=')) return 'was not recorded on AWS'
  return undefined
}
