/** Answers questions about event buses and their rules. */
import type { DatabaseSync } from 'node:sqlite'
import { listEventBuses } from '../statements/events/list-event-buses.ts'
import { listEventRules } from '../statements/events/list-event-rules.ts'
import type { Reads } from '../wire/messages.ts'
import { present } from './present.ts'

export function openEventBusReads(database: DatabaseSync): Pick<Reads, 'eventBuses' | 'eventRules'> {
  const buses = listEventBuses(database)
  const rules = listEventRules(database)

  return {
    eventBuses: () =>
      buses().map(({ account, region, name, createdAt, updatedAt, description }) => ({
        account,
        region,
        name,
        createdAt,
        updatedAt,
        ...present({ description }),
      })),
    eventRules: () =>
      rules().map((rule) => {
        const { account, region, bus, name, state, targets, createdAt } = rule
        const { pattern, description, roleArn } = rule
        const always = { account, region, bus, name, state, targets, createdAt }
        return { ...always, ...present({ pattern, description, roleArn }) }
      }),
  }
}
