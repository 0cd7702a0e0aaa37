import type { EventEntry } from '#triggers'
import { defineOperation, request } from '../../operation.ts'
import type { ValueOf } from '../../schema.ts'
import { eventsOf, namespaceOf } from '../event-place.ts'
import * as shape from '../event-shapes.ts'

/** Puts events on buses; accepted ones are durable. What is wrong with an entry is said in its place of the answer. */
export const putEvents = defineOperation({
  name: 'PutEvents',
  access: 'operate',
  request: request(
    { Entries: { type: 'list', minLength: 1, maxLength: 10, member: shape.entry } },
    { EndpointId: shape.any },
  ),
  async run({ Entries: entries }, call) {
    return { ...(await eventsOf(call).intake.put(namespaceOf(call), entries.map(toEntry))) }
  },
})

function toEntry({ Time: seconds, ...entry }: ValueOf<typeof shape.entry>): EventEntry {
  return { ...entry, ...(seconds !== undefined && { Time: Math.round(seconds * 1000) }) }
}
