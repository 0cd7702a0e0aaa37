import type { HistoryEntry } from '#engine'
import type { ExecutionRecord } from '#store'
import { epochSeconds } from '../epoch-seconds.ts'
import { findExecution } from '../find-resource.ts'
import { defineOperation, request, type Call, type Response } from '../operation.ts'
import { pageSize } from '../paging.ts'
import type { PageScope } from '../page-token.ts'
import * as shape from '../shapes.ts'

/** A page ends early once its events hold that many characters, so that large payloads cannot fill the memory. */
const pageLengthMax = 16 * 1024 * 1024
/** Events read at once at first; more, as long as they prove to be small. */
const firstBatch = 32

/** Events in the order of their ids, or the latest first with `reverseOrder`. */
export const getExecutionHistory = defineOperation({
  name: 'GetExecutionHistory',
  access: 'read',
  resource: 'executionArn',
  request: request(
    { executionArn: shape.arn },
    {
      maxResults: shape.pageSize,
      reverseOrder: shape.boolean,
      nextToken: shape.pageToken,
      includeExecutionData: shape.boolean,
    },
  ),
  async run(wanted, call) {
    const { reverseOrder: reverse = false, includeExecutionData = true } = wanted
    const execution = await findExecution(wanted.executionArn, call)
    const { account, region } = execution
    const scope: PageScope = [
      'GetExecutionHistory',
      { account, region },
      wanted.executionArn,
      reverse,
      includeExecutionData,
    ]
    const first = reverse ? Number.MAX_SAFE_INTEGER : 1
    const from = wanted.nextToken === undefined ? first : Number(call.pages.read(scope, wanted.nextToken))
    const page = await readEvents(execution, { from, reverse, size: pageSize(wanted.maxResults) }, call)
    return {
      events: page.events.map((entry) => toEvent(entry, includeExecutionData)),
      nextToken: page.next && call.pages.issue(scope, page.next),
    }
  },
})

/** Up to `size` events, and the id of the one after them where there is one. */
async function readEvents(
  execution: ExecutionRecord,
  wanted: { readonly from: number; readonly reverse: boolean; readonly size: number },
  { engine }: Call,
): Promise<{ readonly events: readonly HistoryEntry[]; readonly next: number | undefined }> {
  const { reverse, size } = wanted
  const events: HistoryEntry[] = []
  let from = wanted.from
  let length = 0
  let isMore = true
  for (let batch = firstBatch; isMore && events.length <= size && length < pageLengthMax; batch *= 2) {
    const limit = Math.min(batch, size + 1 - events.length)
    const loaded = await engine.history({ execution, from, limit, reverse })
    for (const entry of loaded) length += lengthOf(entry)
    events.push(...loaded)
    isMore = loaded.length === limit
    if (isMore) from = loaded.at(-1)!.id + (reverse ? -1 : 1)
  }
  if (events.length > size) return { events, next: events.pop()!.id }
  return { events, next: isMore && from >= 1 ? from : undefined }
}

function lengthOf({ details = {} }: HistoryEntry): number {
  let length = 0
  for (const key in details) {
    const value = details[key]
    if (typeof value === 'string') length += value.length
    else if (key === 'assignedVariables')
      for (const text of Object.values(value as Readonly<Record<string, string>>)) length += text.length
  }
  return length
}

function toEvent(
  { timestamp, type, id, previousEventId, detailsMember, details }: HistoryEntry,
  data: boolean,
): Response {
  const event = { timestamp: epochSeconds(timestamp), type, id, previousEventId }
  if (detailsMember === undefined) return event
  return { ...event, [detailsMember]: data ? details : withoutData(details ?? {}) }
}

const dataMembers = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'assignedVariables',
  'assignedVariablesDetails',
])

function withoutData(details: Readonly<Record<string, unknown>>): Response {
  return Object.fromEntries(Object.entries(details).filter(([key]) => !dataMembers.has(key)))
}
