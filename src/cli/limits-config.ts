/** The quotas of a server in its configuration: `limits: { openExecutions: 100000 }`. */
import type { Limits } from '#base'
import type { Place } from './read-yaml.ts'

/** Only what says how much there may be of something: limits of the language belong to the profile (`--limits`). */
const quotas = {
  stateMachines: 'stateMachinesMax',
  activities: 'activitiesMax',
  versions: 'versionsMax',
  aliases: 'aliasesMax',
  openExecutions: 'openExecutionsMax',
  activityWorkers: 'activityWorkersMax',
} as const satisfies Readonly<Record<string, keyof Limits>>

/** Throws UserError that names the place of what is wrong. */
export function parseLimits(place: Place): Partial<Limits> {
  if (place.value === undefined) return {}
  place.allow(Object.keys(quotas))
  const given = Object.entries(quotas).flatMap(([name, limit]) => {
    const at = place.member(name)
    return at.value === undefined ? [] : [[limit, count(at)] as const]
  })
  return Object.fromEntries(given)
}

function count(place: Place): number {
  const { value } = place
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : place.fail('a whole number from 0 on')
}
