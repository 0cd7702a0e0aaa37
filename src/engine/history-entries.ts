/** History as the API shows it, out of the chunks that the turns wrote. */
import { Payload } from '#base'
import { decodeHistory, detailsMember, type HistoryEvent } from '#interpreter'
import type { Store } from '#store'
import type { HistoryEntry, ReadHistory } from './port.ts'

export async function readHistory(store: Store, query: ReadHistory): Promise<readonly HistoryEntry[]> {
  const { execution, from, limit, reverse } = query
  const chunks = await store.history({ executionId: execution.id, from, eventsMax: limit, reverse })
  const events = chunks.flatMap((chunk) => decodeHistory(chunk.events, chunk.firstEventId))
  const wanted = events.filter(({ id }) => (reverse ? id <= from : id >= from))
  wanted.sort((a, b) => (reverse ? b.id - a.id : a.id - b.id))
  return wanted.slice(0, limit).map(entryOf)
}

export function entryOf(event: HistoryEvent): HistoryEntry {
  const { id, previousEventId, type, at, teaching, variables } = event
  const member = detailsMember(type)
  return {
    id,
    previousEventId,
    type,
    timestamp: at,
    ...(member !== undefined && { detailsMember: member, details: detailsOf(event) }),
    ...(teaching && { teaching }),
    ...(variables && { variables: textsOf(variables) }),
  }
}

/** Payloads as texts; AWS says of each of them whether it was cut, which ours never are. */
function detailsOf({ details = {} }: HistoryEvent): Record<string, unknown> {
  const shown: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(details)) {
    if (value instanceof Payload) shown[key] = value.text
    else if (key === 'assignedVariables') shown[key] = textsOf(value as Readonly<Record<string, Payload>>)
    else shown[key] = value
    if (dataKeys.has(key)) shown[`${key}Details`] = { truncated: false }
  }
  return shown
}

const dataKeys = new Set(['input', 'output', 'assignedVariables'])

function textsOf(payloads: Readonly<Record<string, Payload>>): Record<string, string> {
  return Object.fromEntries(Object.entries(payloads).map(([name, payload]) => [name, payload.text]))
}
