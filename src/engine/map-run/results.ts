/** What the children of a Map Run have given, in the order of their items. */
import { AslError, Payload, type Instant, type Outcome } from '#base'
import { resultTexts, type ChildResult, type ResultGroup, type Transformation } from '#integrations'
import { dataLimitCause } from '#interpreter'
import type { ExecutionRecord, ExecutionStatus, MapRunId, Store } from '#store'
import { executionArnOf, executionNameOf, stateMachineArnOf } from '../execution-arns.ts'

/** One page of results: what is in memory of them. */
const pageSize = 200
const pageCharactersMax = 1024 * 1024

const statusesOf: Readonly<Record<Exclude<ResultGroup, 'PENDING'>, readonly ExecutionStatus[]>> = {
  SUCCEEDED: ['SUCCEEDED'],
  FAILED: ['FAILED', 'TIMED_OUT', 'ABORTED'],
}

/** The children of a group without the first `after`. */
export function resultsOf(
  store: Store,
  mapRunId: MapRunId,
  { group, after }: { readonly group: Exclude<ResultGroup, 'PENDING'>; readonly after: number },
): AsyncIterable<ChildResult> {
  return pages(store, { mapRunId, statuses: statusesOf[group], skip: after })
}

/**
 * The children that have succeeded in an attempt that began at an instant, without the first `after`. One that had
 * succeeded before and began in that very millisecond is given twice rather than never.
 */
export async function* resultsSince(
  store: Store,
  mapRunId: MapRunId,
  { since, after }: { readonly since: Instant; readonly after: number },
): AsyncGenerator<ChildResult> {
  let toSkip = after
  for await (const record of records(store, { mapRunId, statuses: statusesOf.SUCCEEDED, skip: 0 })) {
    if ((record.redrive?.at ?? record.startedAt) < since) continue
    if (toSkip > 0) toSkip--
    else yield childResult(record)
  }
}

/** The result of a Map state whose results are not exported: one JSON array, if it is not too large. */
export async function collectResults(
  store: Store,
  of: {
    readonly mapRunId: MapRunId
    readonly stateName: string
    readonly transformation: Transformation
    readonly payloadBytesMax: number
  },
): Promise<Outcome<Payload>> {
  const { mapRunId, stateName, transformation, payloadBytesMax } = of
  const texts: string[] = []
  let characters = 2
  const statuses = Object.values(statusesOf).flat()
  for await (const result of pages(store, { mapRunId, statuses, skip: 0 })) {
    for (const text of resultTexts(result, transformation)) {
      texts.push(text)
      characters += text.length + 1
    }
    // A character takes a byte at least, so what is too long is found before all of it is in memory.
    if (characters - 1 > payloadBytesMax) return tooLarge(stateName)
  }
  const output = Payload.fromText(`[${texts.join(',')}]`)
  return output.exceeds(payloadBytesMax) ? tooLarge(stateName) : output
}

export function tooLarge(stateName: string): AslError {
  return new AslError('States.DataLimitExceeded', dataLimitCause(stateName))
}

async function* pages(store: Store, of: Wanted): AsyncGenerator<ChildResult> {
  for await (const record of records(store, of)) yield childResult(record)
}

interface Wanted {
  readonly mapRunId: MapRunId
  readonly statuses: readonly ExecutionStatus[]
  readonly skip: number
}

async function* records(store: Store, of: Wanted): AsyncGenerator<ExecutionRecord> {
  let after = 0
  for (let { skip } = of; ; skip = 0) {
    const query = { ...of, skip, after, limit: pageSize, charactersMax: pageCharactersMax }
    const page = await store.mapRunResults(query)
    yield* page
    if (page.length === 0) return
    after = page.at(-1)!.id
  }
}

function childResult(record: ExecutionRecord): ChildResult {
  const { status, input, output, error, cause, startedAt, stoppedAt } = record
  return {
    status: status as Exclude<ExecutionStatus, 'RUNNING'>,
    input,
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    execution: {
      executionArn: executionArnOf(record),
      stateMachineArn: stateMachineArnOf(record),
      name: executionNameOf(record),
      startDate: startedAt,
      stopDate: stoppedAt ?? startedAt,
      redriveCount: record.redrive?.count ?? 0,
      ...childRedrive(status),
    },
  }
}

/** What AWS says of redriving a child, in its words. */
function childRedrive(status: ExecutionStatus): {
  readonly redriveStatus: string
  readonly redriveStatusReason?: string
} {
  if (status !== 'RUNNING' && status !== 'SUCCEEDED') return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' }
  return {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: `Execution is ${status} and cannot be redriven`,
  }
}
