/**
 * Writes a flat group into the open transaction.
 *
 * Owns: which rows a write touches, and that each row's references to shared payloads are taken and given back.
 * Does not own: the transaction and what its failures mean (`commit.ts`).
 *
 * 1. The order of the cells is the one of `wire/flatten-group.ts`.
 * 2. A row is read before it is written over only to give back its references, and never when it is known to have none.
 * 3. A frame without a new visit leaves its visit's row alone (invariant 4).
 */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import type { Codec } from '../codec.ts'
import type { DataKeys } from '../encryption/data-keys.ts'
import { textKind } from '../encryption/text-kind.ts'
import { endExecution, type EndColumns } from '../statements/executions/end-execution.ts'
import { insertExecution } from '../statements/executions/insert-execution.ts'
import { reopenExecution } from '../statements/executions/reopen-execution.ts'
import { settleFrames } from '../statements/frames/settle-frames.ts'
import { insertHistory } from '../statements/history/insert-history.ts'
import { putErrorHash } from '../statements/search/put-error-hash.ts'
import { deleteMessage } from '../statements/inbox/delete-message.ts'
import { insertMapRun } from '../statements/map-runs/insert-map-run.ts'
import { reopenMapRun } from '../statements/map-runs/reopen-map-run.ts'
import { insertMessage } from '../statements/inbox/insert-message.ts'
import type { FlatGroup } from '../wire/messages.ts'
import { operation, statuses } from '../wire/operation.ts'
import { openCatalog } from './apply-catalog.ts'
import { openFrameDropping } from './drop-frames.ts'
import type { KnownFrames } from './known-frames.ts'
import type { MapRunTally } from './map-run-tally.ts'
import type { Payloads } from './payloads.ts'
import type { Scopes } from './scopes.ts'
import { SharedCells } from './shared-cells.ts'
import type { StartBlocks } from './start-blocks.ts'
import type { Tally } from './tally.ts'
import { openDelivering } from './write-deliveries.ts'
import { openFrameWriting } from './write-frames.ts'

/** What the parts of the writer share. */
export interface WriterContext {
  readonly database: DatabaseSync
  readonly codec: Codec
  /** Absent where the store does not encrypt. */
  readonly dataKeys: DataKeys | undefined
  readonly scopes: Scopes
  readonly payloads: Payloads
  /** As the store's own (`encryption-port.ts`). */
  readonly hashText: (account: string, text: string) => Uint8Array
  readonly tally: Tally
  readonly startBlocks: StartBlocks
  readonly mapRunTally: MapRunTally
  readonly knownFrames: KnownFrames
}

export function openApplying(context: WriterContext) {
  const { scopes } = context
  const catalog = openCatalog(context)
  const apply = {
    ...openExecutionWriting(context),
    ...openReopening(context),
    ...openFrameWriting(context),
    ...openInboxWriting(context),
    ...openMapRunWriting(context),
    ...openDelivering(context),
  }
  return (group: FlatGroup): void => {
    scopes.begin()
    const cells = new SharedCells(group, context)
    while (!cells.ended) {
      const code = cells.number()
      if (code === operation.appendHistory) apply.appendHistory(cells)
      else if (code === operation.createExecution) apply.createExecution(cells)
      else if (code === operation.endExecution) apply.endExecution(cells)
      else if (code === operation.putFrame) apply.putFrame(cells)
      else if (code === operation.dropFrames) apply.dropFrames(cells)
      else if (code === operation.putItems) apply.putItems(cells)
      else if (code === operation.startMapRun) apply.startMapRun(cells)
      else if (code === operation.reopenExecution) apply.reopenExecution(cells)
      else if (code === operation.reopenMapRun) apply.reopenMapRun(cells)
      else if (code === operation.send) apply.send(cells)
      else if (code === operation.consume) apply.consume(cells)
      else if (code === operation.deliver) apply.deliver(cells)
      else if (code === operation.catalog) catalog(cells.text())
      else assert(false, `unknown operation ${code} in a group of writes`)
    }
  }
}

function openExecutionWriting(context: WriterContext) {
  const { database, tally, mapRunTally, payloads, scopes, startBlocks } = context
  const insert = insertExecution(database)
  const end = endExecution(database)
  const append = insertHistory(database)
  const dropAll = openFrameDropping(database, payloads)
  const settle = settleFrames(database)
  const hashError = openErrorHashing(context)

  /** With the error's name as well, which is not a column where it is sealed. */
  return {
    createExecution(cells: SharedCells): void {
      const id = cells.number()
      const machineId = cells.number()
      const revision = cells.number()
      scopes.created(id, machineId, revision)
      const row = {
        id,
        machineId,
        revision,
        partition: cells.number(),
        name: cells.text(),
        startedAt: cells.number(),
        traceHeader: cells.textOrNull(),
        mapRunId: cells.numberOrNull(),
        itemCount: cells.numberOrNull(),
        version: cells.numberOrNull(),
        alias: cells.textOrNull(),
        input: cells.valueFor(id, textKind.input)!,
        ...endColumns(id, cells),
      }
      insert(row)
      hashError(id, row)
      tally.count(row.status, 1)
      mapRunTally.count(row, row.status, 1)
      tally.used('executionId', id)
      startBlocks.started(id, row.startedAt)
    },

    endExecution(cells: SharedCells): void {
      const id = cells.number()
      const columns = endColumns(id, cells)
      const child = end(id, columns)
      hashError(id, columns)
      assert(child, `execution ${id} is ended, but there is no running execution with this id`)
      mapRunTally.count(child, 0, -1)
      mapRunTally.count(child, columns.status, 1)
      tally.count(0, -1)
      tally.count(columns.status, 1)
      // What has not succeeded keeps its frames for a redrive: the cost of such an end is that of what still waits.
      if (columns.status === succeeded) dropAll(id, { from: 0, to: Number.MAX_SAFE_INTEGER })
      else settle(id)
    },

    appendHistory(cells: SharedCells): void {
      const executionId = cells.number()
      const firstEventId = cells.number()
      const lastEventId = cells.number()
      append({ executionId, firstEventId, lastEventId, ...cells.recordFor(executionId, textKind.history) })
    },
  }
}

/** A sealed error is found by its hash. */
function openErrorHashing({ database, hashText }: WriterContext) {
  const put = putErrorHash(database)
  return (
    id: number,
    { errorSealed, errorName }: Pick<EndColumns, 'errorSealed'> & { readonly errorName: string | null },
  ): void => {
    if (errorSealed !== null && errorName !== null) put(id, (account) => hashText(account, errorName))
  }
}

/** Takes the cells of an end. */
function endColumns(id: number, cells: SharedCells): EndColumns & { readonly errorName: string | null } {
  const status = cells.number()
  const stoppedAt = cells.numberOrNull()
  const error = cells.textOrNull()
  const errorSealed = cells.sealedFor(id, textKind.error, error)
  const output = cells.valueFor(id, textKind.output)
  const cause = cells.valueFor(id, textKind.cause)
  const plain = errorSealed === null ? error : null
  return { status, stoppedAt, error: plain, errorSealed, output, cause, errorName: error }
}

const succeeded = statuses.indexOf('SUCCEEDED')

function openReopening({ database, tally, mapRunTally, payloads, knownFrames }: WriterContext) {
  const reopen = reopenExecution(database)

  return {
    reopenExecution(cells: SharedCells): void {
      const id = cells.number()
      const closed = reopen({ id, count: cells.number(), at: cells.number(), tokens: cells.text() })
      assert(closed, `execution ${id} is redriven, but it has not ended without success`)
      for (const value of [closed.output, closed.cause]) payloads.releaseValue(value)
      mapRunTally.count(closed, closed.status, -1)
      mapRunTally.count(closed, 0, 1)
      tally.count(closed.status, -1)
      tally.count(0, 1)
      // Its frames have left the indexes, which is not known of each of them.
      knownFrames.forget()
    },
  }
}

function openMapRunWriting({ database }: WriterContext) {
  const insert = insertMapRun(database)
  const reopen = reopenMapRun(database)

  return {
    reopenMapRun(cells: SharedCells): void {
      reopen(cells.text(), cells.number(), cells.number())
    },

    startMapRun(cells: SharedCells): void {
      const executionId = cells.number()
      insert({
        executionId,
        frameId: cells.number(),
        uuid: cells.text(),
        label: cells.text(),
        stateName: cells.text(),
        startedAt: cells.number(),
        maxConcurrency: cells.number(),
        toleratedFailureCount: cells.number(),
        toleratedFailurePercentage: cells.number(),
        ...cells.recordFor(executionId, textKind.mapRunJob),
      })
    },
  }
}

function openInboxWriting({ database, payloads }: WriterContext) {
  const insert = insertMessage(database)
  const remove = deleteMessage(database)

  return {
    send(cells: SharedCells): void {
      const partition = cells.number()
      const key = cells.text()
      const executionId = cells.number()
      const record = cells.recordFor(executionId, textKind.message)
      if (!insert({ partition, key, executionId, ...record })) payloads.release(record.layout)
    },

    consume(cells: SharedCells): void {
      for (const { layout } of remove(cells.number())) payloads.release(layout)
    },
  }
}
