/** A Map Run as the API describes it: what its row says, and what follows from its progress. */
import type { ExecutionArn } from '#base'
import type { MapRunRecord } from '#store'
import type { MapRunDescription } from '../port.ts'
import { decodeMapRunProgress, noChildren, pendingOf } from './progress.ts'
import { awaitingIn } from './redriven.ts'

export function describeMapRun(record: MapRunRecord, executionArn: ExecutionArn): MapRunDescription {
  const { notRedrivable = noChildren } = decodeMapRunProgress(record.progress)
  const awaiting = awaitingIn(record)?.counts
  return { record, executionArn, pending: pendingOf(record), awaiting, notRedrivable }
}
