/**
 * Writes a flat group into the open transaction.
 *
 * Owns: which rows a write touches, and that each row's references to shared payloads are taken and given back.
 * Does not own: the transaction and what its failures mean (`commit.ts`).
 *
 * 1. The order of the cells is the one of `wire/flatten-group.ts`.
 * 2. A row is read before it is written over only to give back its references, and never in an execution's first turn.
 * 3. A frame without a new visit leaves its visit's row alone (invariant 4).
 */
import type { DatabaseSync } from 'node:sqlite'
import { assert } from '#base'
import { encodeText } from '../codec.ts'
import { renumberShared, type RecordColumns, type StoredValue } from '../record.ts'
import { endExecution, type EndColumns } from '../statements/executions/end-execution.ts'
import { insertExecution } from '../statements/executions/insert-execution.ts'
import { frameLayout } from '../statements/frames/frame-layout.ts'
import { insertItems } from '../statements/frames/insert-items.ts'
import { putFrame } from '../statements/frames/put-frame.ts'
import { putVisit } from '../statements/frames/put-visit.ts'
import { visitLayout } from '../statements/frames/visit-layout.ts'
import { insertHistory } from '../statements/history/insert-history.ts'
import { deleteMessage } from '../statements/inbox/delete-message.ts'
import { insertMessage } from '../statements/inbox/insert-message.ts'
import { CellReader } from '../wire/cell-reader.ts'
import type { FlatGroup } from '../wire/messages.ts'
import { operation } from '../wire/operation.ts'
import { openAccounts, type Accounts } from './accounts.ts'
import { openCatalog } from './apply-catalog.ts'
import { openFrameDropping } from './drop-frames.ts'
import type { Payloads } from './payloads.ts'
import type { Tally } from './tally.ts'

/** What the parts of the writer share. */
export interface WriterContext {
  readonly database: DatabaseSync
  readonly payloads: Payloads
  readonly tally: Tally
}

export function openApplying(context: WriterContext) {
  const { database, payloads } = context
  const accounts = openAccounts(database)
  const catalog = openCatalog(context)
  const apply = {
    ...openExecutionWriting(context, accounts),
    ...openFrameWriting(context),
    ...openInboxWriting(context),
  }
  return (group: FlatGroup): void => {
    accounts.begin()
    const cells = new SharedCells(group, payloads, accounts)
    while (!cells.ended) {
      const code = cells.number()
      if (code === operation.appendHistory) apply.appendHistory(cells)
      else if (code === operation.createExecution) apply.createExecution(cells)
      else if (code === operation.endExecution) apply.endExecution(cells)
      else if (code === operation.putFrame) apply.putFrame(cells)
      else if (code === operation.dropFrames) apply.dropFrames(cells)
      else if (code === operation.putItems) apply.putItems(cells)
      else if (code === operation.send) apply.send(cells)
      else if (code === operation.consume) apply.consume(cells)
      else if (code === operation.catalog) catalog(cells.text())
      else assert(false, `unknown operation ${code} in a group of writes`)
    }
  }
}

/** Cells whose shared texts become payloads of the account of the execution that they belong to. */
class SharedCells extends CellReader {
  readonly #shared: readonly string[]
  readonly #payloads: Payloads
  readonly #accounts: Accounts
  /** Which payload a shared text is, for each account that this group has met. */
  readonly #known = new Map<string, number>()

  constructor({ cells, shared }: FlatGroup, payloads: Payloads, accounts: Accounts) {
    super(cells)
    this.#shared = shared
    this.#payloads = payloads
    this.#accounts = accounts
  }

  recordFor(executionId: number): RecordColumns {
    const layout = this.textOrNull()
    return this.#record(executionId, layout, this.text())
  }

  recordOrNullFor(executionId: number): RecordColumns | null {
    const layout = this.textOrNull()
    const body = this.textOrNull()
    return body === null ? null : this.#record(executionId, layout, body)
  }

  valueFor(executionId: number): StoredValue | null {
    const value = this.value()
    if (typeof value === 'number') return this.#refer(executionId, value)
    return typeof value === 'string' ? encodeText(value) : null
  }

  #record(executionId: number, layout: string | null, body: string): RecordColumns {
    return {
      layout: renumberShared(layout, (shared) => this.#refer(executionId, shared)),
      body: encodeText(body),
    }
  }

  #refer(executionId: number, shared: number): number {
    const account = this.#accounts.ofExecution(executionId)
    const key = `${shared}:${account}`
    let payloadId = this.#known.get(key)
    if (payloadId !== undefined) this.#payloads.referAgain(payloadId)
    else {
      payloadId = this.#payloads.refer(account, this.#shared[shared]!)
      this.#known.set(key, payloadId)
    }
    return payloadId
  }
}

function openExecutionWriting({ database, tally, payloads }: WriterContext, accounts: Accounts) {
  const insert = insertExecution(database)
  const end = endExecution(database)
  const append = insertHistory(database)
  const dropAll = openFrameDropping(database, payloads)

  const endColumns = (id: number, cells: SharedCells): EndColumns => ({
    status: cells.number(),
    stoppedAt: cells.numberOrNull(),
    error: cells.textOrNull(),
    output: cells.valueFor(id),
    cause: cells.valueFor(id),
  })

  return {
    createExecution(cells: SharedCells): void {
      const id = cells.number()
      const machineId = cells.number()
      accounts.created(id, machineId)
      const row = {
        id,
        machineId,
        revision: cells.number(),
        partition: cells.number(),
        name: cells.text(),
        startedAt: cells.number(),
        traceHeader: cells.textOrNull(),
        input: cells.valueFor(id)!,
        ...endColumns(id, cells),
      }
      insert(row)
      tally.count(row.status, 1)
      tally.used('executionId', id)
    },

    endExecution(cells: SharedCells): void {
      const id = cells.number()
      const columns = endColumns(id, cells)
      assert(
        end(id, columns) === 1,
        `execution ${id} is ended, but there is no running execution with this id`,
      )
      tally.count(0, -1)
      tally.count(columns.status, 1)
      dropAll(id, { from: 0, to: Number.MAX_SAFE_INTEGER })
    },

    appendHistory(cells: SharedCells): void {
      const executionId = cells.number()
      const firstEventId = cells.number()
      const lastEventId = cells.number()
      append({ executionId, firstEventId, lastEventId, ...cells.recordFor(executionId) })
    },
  }
}

function openFrameWriting({ database, payloads }: WriterContext) {
  const put = putFrame(database)
  const visit = putVisit(database)
  const oldLayout = frameLayout(database)
  const oldVisitLayout = visitLayout(database)
  const items = insertItems(database)
  const drop = openFrameDropping(database, payloads)

  return {
    dropFrames(cells: SharedCells): void {
      drop(cells.number(), { from: cells.number(), to: cells.number() })
    },

    putFrame(cells: SharedCells): void {
      const executionId = cells.number()
      const frameId = cells.number()
      const isNew = cells.number() === 1
      const waits = {
        dueAt: cells.numberOrNull(),
        pending: cells.numberOrNull(),
        queuedActivityId: cells.numberOrNull(),
        queuedAt: cells.numberOrNull(),
      }
      const progress = cells.recordFor(executionId)
      const newVisit = cells.recordOrNullFor(executionId)
      if (!isNew) {
        payloads.release(oldLayout(executionId, frameId) ?? null)
        if (newVisit !== null) payloads.release(oldVisitLayout(executionId, frameId) ?? null)
      }
      put({ executionId, frameId, ...waits, ...progress })
      if (newVisit !== null) visit({ executionId, frameId, ...newVisit })
    },

    putItems(cells: SharedCells): void {
      const executionId = cells.number()
      const frameId = cells.number()
      const chunk = cells.number()
      items({ executionId, frameId, chunk, ...cells.recordFor(executionId) })
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
      const record = cells.recordFor(executionId)
      if (!insert({ partition, key, executionId, ...record })) payloads.release(record.layout)
    },

    consume(cells: SharedCells): void {
      for (const { layout } of remove(cells.number())) payloads.release(layout)
    },
  }
}
