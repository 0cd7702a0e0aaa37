/** What holds after every turn of every execution, whatever its machine does. */
import { assert, utf8Length } from '#base'
import { itemsKey, variablesChunk } from './execution.ts'
import { rootFrameId, type Frame } from './frame.ts'
import type { HistoryEvent } from './history.ts'
import type { TestMemory } from './test-memory.ts'
import type { Turn } from './turn.ts'

/** The history has dense ids, each event follows an earlier one, and time never goes backwards (invariant 7). */
export function checkHistory(before: HistoryEvent | undefined, turn: Turn): void {
  let last = before
  for (const event of turn.history) {
    assert(event.id === (last?.id ?? 0) + 1, `event ${event.id} comes after event ${last?.id ?? 0}`)
    assert(event.previousEventId < event.id, `event ${event.id} follows event ${event.previousEventId}`)
    assert(event.at >= (last?.at ?? 0), `event ${event.id} is earlier than the one before it`)
    last = event
  }
  assert(turn.header.lastEventId === (last?.id ?? 0), 'the header knows the last event')
}

/** No frame and no chunk of items is left behind without the state that owns it. */
export function checkFrames(memory: TestMemory): void {
  const { frames, header } = memory
  for (const frame of frames.values()) {
    if (frame.id === rootFrameId) continue
    const parent = frames.get(frame.visit.place.parentId)
    const owns = parent && ownsChild(parent, frame.id)
    assert(owns, `frame ${frame.id} in ${frame.visit.stateName} is an orphan`)
  }
  for (const parent of frames.values()) checkCounts(parent, frames)
  for (const id of header.ready) assert(frames.has(id), `frame ${id} is ready and gone`)
  for (const key of memory.itemKeys) {
    const owner = [...frames.values()].find((frame) => ownsItems(frame, key) || ownsVariables(frame, key))
    assert(owner, `the items ${key} are left behind`)
  }
  checkVariables(memory)
}

/** Each frame's variables are where they are looked for, and are counted rightly. */
function checkVariables({ frames, header, items }: TestMemory): void {
  let all = 0
  for (const { id, variableBytes } of frames.values()) {
    if (variableBytes === undefined) continue
    const chunk = items(itemsKey(id, variablesChunk))
    assert(chunk, `the variables of frame ${id} are not there`)
    const bytes = chunk.slice(1).reduce((sum, value) => sum + utf8Length(value.text), 0)
    assert(
      bytes === variableBytes,
      `frame ${id} counts ${variableBytes} bytes of variables, and has ${bytes}`,
    )
    all += bytes
  }
  const counted = header.variableBytes ?? 0
  assert(all === counted, `the execution counts ${counted} bytes of variables, and has ${all}`)
}

function ownsChild({ progress }: Frame, id: number): boolean {
  if (progress.kind !== 'branches' && progress.kind !== 'iterations') return false
  const made = progress.kind === 'branches' ? progress.count : progress.started
  return id >= progress.first && id < progress.first + made
}

/** A Parallel or Map counts its open children rightly. */
function checkCounts({ id, progress }: Frame, frames: ReadonlyMap<number, Frame>): void {
  if (progress.kind !== 'branches' && progress.kind !== 'iterations') return
  const made = progress.kind === 'branches' ? progress.count : progress.started
  let open = 0
  for (let child = progress.first; child < progress.first + made; child++) {
    const frame = frames.get(child)
    assert(frame, `frame ${id} has lost its child ${child}`)
    if (frame.progress.kind !== 'done') open++
  }
  assert(open === progress.open, `frame ${id} counts ${progress.open} open children, and has ${open}`)
}

function ownsItems({ progress }: Frame, key: string): boolean {
  if (progress.kind !== 'iterations') return false
  return key.startsWith(itemsKey(progress.first, 0).slice(0, -1))
}

function ownsVariables({ id }: Frame, key: string): boolean {
  return key === itemsKey(id, variablesChunk)
}

/** Keeps account of the tasks that were sent, and of who was told that nobody waits for them any more. */
export class TaskAccount {
  readonly #open = new Map<number, number>()

  /** Every task that is not waited for any more was answered or cancelled. */
  check(turn: Turn, of: { readonly frames: ReadonlyMap<number, Frame>; readonly answered?: number }): void {
    for (const command of turn.commands) {
      if (command.type === 'ScheduleTask') this.#open.set(command.taskId, command.frameId)
    }
    if (turn.ended) return
    const cancelled = new Set(turn.commands.map((each) => (each.type === 'CancelTask' ? each.taskId : 0)))
    for (const [taskId, frameId] of this.#open) {
      const progress = of.frames.get(frameId)?.progress
      if (progress?.kind === 'task' && progress.taskId === taskId) continue
      this.#open.delete(taskId)
      assert(cancelled.has(taskId) || taskId === of.answered, `task ${taskId} was forgotten, not cancelled`)
    }
  }
}
