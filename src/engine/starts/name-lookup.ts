/** Finds executions by name; look-ups of one round of the event loop go to the store together. */
import type { ExecutionId, MachineId, Store } from '#store'
import type { BusyPoll } from '../busy-poll.ts'

interface Asked {
  readonly machineId: MachineId
  readonly name: string
  readonly resolve: (id: ExecutionId | undefined) => void
  readonly reject: (error: Error) => void
}

export class NameLookup {
  readonly #store: Store
  readonly #poll: BusyPoll
  readonly #asked: Asked[] = []

  constructor(store: Store, poll: BusyPoll) {
    this.#store = store
    this.#poll = poll
  }

  find(machineId: MachineId, name: string): Promise<ExecutionId | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) setImmediate(() => void this.#ask())
      this.#asked.push({ machineId, name, resolve, reject })
    })
  }

  async #ask(): Promise<void> {
    const asked = this.#asked.splice(0)
    this.#poll.expect(asked.length)
    try {
      const ids = await this.#store.findExecutionIds(
        asked.map(({ machineId, name }) => ({ machineId, name })),
      )
      asked.forEach(({ resolve }, i) => resolve(ids[i]))
    } catch (error) {
      for (const { reject } of asked) reject(error as Error)
    } finally {
      this.#poll.arrived(asked.length)
    }
  }
}
