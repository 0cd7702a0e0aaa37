/** Scores of the groups, kept in `score.json`: they may rise, never fall. */
import { groups, type Case, type Group } from './cases.ts'

export interface GroupScore {
  readonly passed: number
  /** Passed with the paths of little account (the case's `lenientPaths`) equal as well. */
  readonly exact: number
  readonly counted: number
}

export type Score = Readonly<Partial<Record<Group, GroupScore>>>

/** What the runner's report says of one case. */
export interface Result {
  readonly id: string
  readonly group: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly exact?: boolean
  /** Why it was skipped. */
  readonly reason?: string
  /** The first thing that differs from the recording. */
  readonly difference?: {
    readonly key?: string
    readonly path?: string
    readonly why?: string
    readonly expected?: unknown
    readonly actual?: unknown
  }
}

/** Longest value that a failure shows, in characters. */
const shownLengthMax = 300

/** A case that counts and that the report lacks, or skipped, has not passed. */
export function scoreOf(cases: readonly Case[], results: readonly Result[]): Score {
  const byId = new Map(results.map((result) => [`${groupName(result.group)} ${result.id}`, result]))
  const entries = groups.map((group): [Group, GroupScore] => {
    const counted = cases.filter((entry) => entry.group === group && entry.excluded === undefined)
    const found = counted
      .map((entry) => byId.get(`${group} ${entry.id}`))
      .filter((result) => result?.status === 'passed')
    return [
      group,
      {
        passed: found.length,
        exact: found.filter((result) => result?.exact).length,
        counted: counted.length,
      },
    ]
  })
  return Object.fromEntries(entries) as Score
}

/** The groups that passed a smaller part of their cases than the kept score says, as sentences. */
export function falls(kept: Score, now: Score): readonly string[] {
  return groups.flatMap((group) => {
    const [before, after] = [kept[group], now[group]]
    if (before === undefined || after === undefined || share(after) >= share(before)) return []
    return [`${group} fell from ${before.passed}/${before.counted} to ${after.passed}/${after.counted}`]
  })
}

export function hasRisen(kept: Score, now: Score): boolean {
  return groups.some((group) => {
    const [before, after] = [kept[group], now[group]]
    return (
      after !== undefined &&
      (before === undefined || share(after) > share(before) || after.exact > before.exact)
    )
  })
}

/** How many cases do not count, by reason, the most frequent first. */
export function exclusions(cases: readonly Case[]): readonly (readonly [reason: string, count: number])[] {
  const counts = new Map<string, number>()
  for (const { excluded } of cases)
    if (excluded !== undefined) counts.set(excluded, (counts.get(excluded) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)
}

/** A failed case for people: where it differs, what was recorded and what came. */
export function failureText({ id, group, reason, difference = {} }: Result): string {
  const { key, path, why } = difference
  const place = [key, path, why ?? reason].filter((part) => part !== undefined).join(' ')
  const values = (['expected', 'actual'] as const).flatMap((name) =>
    name in difference
      ? [`    ${name.padEnd(8)} ${shorten(JSON.stringify(difference[name]) ?? 'nothing')}`]
      : [],
  )
  return [`FAILED ${group}: ${id}`, `  ${place}`, ...values].join('\n')
}

function shorten(text: string): string {
  return text.length <= shownLengthMax ? text : `${text.slice(0, shownLengthMax)}…`
}

function share(score: GroupScore): number {
  return score.counted === 0 ? 1 : score.passed / score.counted
}

function groupName(group: string): string {
  return group.split('/')[0]!
}
