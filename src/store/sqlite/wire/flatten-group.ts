/**
 * Makes a group of writes flat, on the main thread: one array of strings and numbers, with large payloads apart.
 *
 * 1. The order of the cells here is the order in which `writer/apply-group.ts` takes them.
 * 2. A text that a turn names twenty times (a document that passes through twenty states) is sent once.
 */
import type { NewDelivery } from '../../deliveries-port.ts'
import type { NewMapRun } from '../../map-runs-port.ts'
import type {
  Encoded,
  EndedExecution,
  FrameRecord,
  Group,
  NewExecution,
  TurnRecord,
  Write,
} from '../../port.ts'
import { flattenRecord, sharedCharactersMin } from '../record.ts'
import type { Cell, FlatGroup } from './messages.ts'
import { operation, pendings, statuses } from './operation.ts'

export function flattenGroup(group: Group): FlatGroup {
  const flattener = new Flattener()
  for (const write of group.writes) flattener.write(write)
  return { cells: flattener.cells, shared: flattener.shared, operations: flattener.operations }
}

class Flattener {
  readonly cells: Cell[] = []
  readonly shared: string[] = []
  operations = 0
  readonly #sharedNumbers = new Map<string, number>()

  write(write: Write): void {
    if (write.kind === 'turn') this.#turn(write)
    else if (write.kind === 'deliver') this.#deliver(write.delivery)
    else this.#begin(operation.catalog, JSON.stringify(write))
  }

  // Ranges are dropped before frames are put, so a turn may use a dropped id again.
  #turn(turn: TurnRecord): void {
    const { executionId, created, history, ended } = turn
    if (created !== undefined) this.#create(executionId, created, ended)
    if (turn.redriven !== undefined || turn.intervention !== undefined) this.#begunAnew(turn)
    if (history !== undefined) {
      this.#begin(operation.appendHistory, executionId, history.firstEventId, history.lastEventId)
      this.#record(history.events)
    }
    this.#mapRuns(turn)
    for (const message of turn.sent) {
      this.#begin(operation.send, message.partition, message.key, message.executionId)
      this.#record(message.body)
    }
    for (const sequence of turn.consumed) this.#begin(operation.consume, sequence)
    if (ended !== undefined && created === undefined) {
      this.#begin(operation.endExecution, executionId)
      this.#ended(ended)
    }
    for (const delivery of turn.deliveries ?? []) this.#deliver(delivery)
    // What has succeeded keeps nothing.
    if (ended?.status !== 'SUCCEEDED') this.#frames(turn)
  }

  #mapRuns({ executionId, mapRuns, redrivenMapRuns }: TurnRecord): void {
    for (const mapRun of mapRuns ?? []) this.#mapRun(executionId, mapRun)
    for (const { uuid, count, at } of redrivenMapRuns ?? [])
      this.#begin(operation.reopenMapRun, uuid, count, at)
  }

  #begunAnew({ executionId, redriven, intervention }: TurnRecord): void {
    if (redriven !== undefined) {
      const { count, at, tokens } = redriven
      this.#begin(operation.reopenExecution, executionId, count, at, tokens)
    }
    if (intervention === undefined) return
    this.#begin(operation.catalog, JSON.stringify({ kind: 'putIntervention', executionId, intervention }))
  }

  #frames({ executionId, created, droppedFrames, frames, items }: TurnRecord): void {
    for (const { from, to } of droppedFrames) this.#begin(operation.dropFrames, executionId, from, to)
    // A frame that nobody has written has no references to give back; only in a first turn is that known.
    const written = created === undefined ? undefined : new Set<number>()
    for (const frame of frames) {
      this.#frame(executionId, written !== undefined && !written.has(frame.frameId), frame)
      written?.add(frame.frameId)
    }
    for (const { frameId, chunk, items: body } of items) {
      this.#begin(operation.putItems, executionId, frameId, chunk)
      this.#record(body)
    }
  }

  #create(executionId: number, created: NewExecution, ended: EndedExecution | undefined): void {
    const { machineId, revision, partition, name, startedAt, traceHeader, mapRun } = created
    const { version = null, alias = null } = created
    this.#begin(operation.createExecution, executionId, machineId, revision, partition, name, startedAt)
    this.cells.push(traceHeader ?? null, mapRun?.id ?? null, mapRun?.itemCount ?? null, version, alias)
    this.cells.push(this.#value(created.input))
    if (ended === undefined) this.cells.push(0, null, null, null, null)
    else this.#ended(ended)
  }

  #ended({ status, stoppedAt, error, output, cause }: EndedExecution): void {
    this.cells.push(
      statuses.indexOf(status),
      stoppedAt,
      error ?? null,
      this.#value(output),
      this.#value(cause),
    )
  }

  #mapRun(
    executionId: number,
    { frameId, uuid, label, stateName, startedAt, settings, job }: NewMapRun,
  ): void {
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = settings
    this.#begin(operation.startMapRun, executionId, frameId, uuid, label, stateName, startedAt)
    this.cells.push(maxConcurrency, toleratedFailureCount, toleratedFailurePercentage)
    this.#record(job)
  }

  #frame(executionId: number, isNew: boolean, frame: FrameRecord): void {
    const { frameId, visit, progress, dueAt, pending, queued } = frame
    this.#begin(operation.putFrame, executionId, frameId, isNew ? 1 : 0)
    this.cells.push(dueAt ?? null, pending === undefined ? null : pendings.indexOf(pending))
    this.cells.push(queued?.activityId ?? null, queued?.at ?? null)
    this.#record(progress)
    if (visit === undefined) this.cells.push(null, null)
    else this.#record(visit)
  }

  #deliver({ account, queue, orderedBy, createdAt, event }: NewDelivery): void {
    this.#begin(operation.deliver, account, queue, orderedBy ?? null, createdAt)
    this.cells.push(this.#value(event))
  }

  #record(record: Encoded): void {
    const { layout, body } = flattenRecord(record, this.#share)
    this.cells.push(layout, body)
  }

  #begin(code: number, ...cells: readonly Cell[]): void {
    this.operations++
    this.cells.push(code, ...cells)
  }

  // A text as it is, or the number of a shared one.
  #value(text: string | undefined): Cell {
    if (text === undefined) return null
    return text.length > sharedCharactersMin ? this.#share(text) : text
  }

  readonly #share = (text: string): number => {
    const known = this.#sharedNumbers.get(text)
    if (known !== undefined) return known
    const number = this.shared.push(text) - 1
    this.#sharedNumbers.set(text, number)
    return number
  }
}
