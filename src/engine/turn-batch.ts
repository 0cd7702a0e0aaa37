/**
 * New executions whose first turns are written together, or not at all.
 *
 * A first turn may have to wait for something (an expression, an activity); the batch waits for all of them. A turn that
 * an execution takes behind its first one while the batch waits comes after it, so the order stays.
 */
import type { PendingWrite } from './commit.ts'

export class TurnBatch<Execution extends object> {
  readonly #flush: (writes: readonly PendingWrite[]) => void
  readonly #missing: Set<Execution>
  readonly #writes: PendingWrite[]
  #isOver = false

  /** `alongside` is written first. */
  constructor(
    executions: readonly Execution[],
    alongside: PendingWrite,
    flush: (writes: readonly PendingWrite[]) => void,
  ) {
    this.#missing = new Set(executions)
    this.#writes = [alongside]
    this.#flush = flush
  }

  /** Whether it is still gathering. */
  get isOpen(): boolean {
    return !this.#isOver
  }

  add(execution: Execution, write: PendingWrite): void {
    this.#writes.push(write)
    this.#missing.delete(execution)
    if (this.#missing.size > 0) return
    this.#isOver = true
    this.#flush(this.#writes)
  }

  /** One of the first turns cannot be taken: nothing is written. Gives the executions that have not taken theirs. */
  fail(error: Error): readonly Execution[] {
    this.#isOver = true
    for (const { done } of this.#writes) done(error)
    return [...this.#missing]
  }
}
