/**
 * Deleting state machines: what still runs of one is stopped, then its name is free.
 *
 * Neighbours: `catalog` (which machine a name means), `starts` (asks whether a deletion has begun), `recovery`.
 *
 * 1. Once it is durable that a machine is DELETING, every execution of it is in the store or will be refused: the commits
 *    are in order, and no start begins on a machine that was found before the deletion began.
 * 2. A deletion that did not end (a crash, a full disk) is taken up at the next start of the server, or by the next
 *    request to delete, whichever comes first.
 */
import { stateMachineArn } from '#base'
import type { MachineRecord } from '#store'
import type { Clock } from '../clock.ts'
import type { Committer } from '../commit.ts'

export interface MachineDeletionOptions {
  readonly committer: Committer
  readonly clock: Clock
  /** Ends what still runs of the machine. */
  readonly stopAll: (machine: MachineRecord) => Promise<void>
  /** Told when the fields of a state machine are searched by no more. */
  readonly searchFieldsChanged: () => void
  /** Keeps the machine as it is now, or forgets it where it is gone or has to be read again. */
  readonly remember: (machine: MachineRecord, now: MachineRecord | undefined) => void
}

export class MachineDeletion {
  readonly #options: MachineDeletionOptions
  readonly #underWay = new Map<number, Promise<void>>()
  #begun = 0

  constructor(options: MachineDeletionOptions) {
    this.#options = options
  }

  /** How many deletions have begun: a machine that was found before the last of them may not be there any more. */
  get begun(): number {
    return this.#begun
  }

  /** Resolves when it is durable that the machine takes no more executions. */
  async begin(machine: MachineRecord): Promise<MachineRecord> {
    const { committer, remember } = this.#options
    const deleting: MachineRecord = { ...machine, status: 'DELETING' }
    this.#begun++
    remember(machine, deleting)
    try {
      await committer.commit({ kind: 'putMachine', machine: deleting })
    } catch (error) {
      remember(machine, undefined)
      throw error
    }
    return deleting
  }

  /** Goes on with a deletion that has begun; those who ask for the same one wait for it together. */
  finish(machine: MachineRecord): Promise<void> {
    const known = this.#underWay.get(machine.id)
    if (known) return known
    const deletion = this.#finish(machine).finally(() => this.#underWay.delete(machine.id))
    this.#underWay.set(machine.id, deletion)
    return deletion
  }

  async #finish(machine: MachineRecord): Promise<void> {
    const { committer, clock, stopAll, searchFieldsChanged, remember } = this.#options
    await stopAll(machine)
    // In one round, so that they share a group; the tags first, for the next machine of the name must not have them.
    await Promise.all([
      committer.commit({
        kind: 'putTags',
        resourceArn: stateMachineArn(machine, machine.name),
        tags: {},
        searchFields: { machineId: machine.id, fields: [], isHashed: false },
      }),
      committer.commit({ kind: 'deleteMachine', machineId: machine.id, at: clock.now() }),
    ])
    remember(machine, undefined)
    searchFieldsChanged()
  }
}
