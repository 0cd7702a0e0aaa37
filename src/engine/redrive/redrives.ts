/**
 * Redriving executions: an execution that has ended without success goes on from what did not succeed.
 *
 * Owns: who may be redriven, and that a request which is sent again redrives nothing. Neighbours: `redrive-status` (who
 * may), `load-execution` (what an end has kept), `src/interpreter/redrive.ts` (what goes on), `map-run` (Map Runs).
 *
 * 1. One redrive of an execution at a time; each looks at what the one before has made of it.
 * 2. The row runs again, the event and the first frames that go on are one write, and the answer comes behind it.
 * 3. What the end has cut off is over before: a Map Run that still stops its children is waited for.
 */
import type { ExecutionId, ExecutionRecord } from '#store'
import type { Executions } from '../executions.ts'
import type { MapRuns } from '../map-run/map-runs.ts'
import { NameLocks } from '../starts/name-locks.ts'
import type { Redriven, RedriveRefused } from '../port.ts'
import { redriveStatus, type RedriveStatus, type RedriveStatusOptions } from './redrive-status.ts'
import { readTokens, redrivenBy, writeTokens } from './redrive-tokens.ts'
import { shuttingDown } from '../shutting-down.ts'

export interface RedrivesOptions extends RedriveStatusOptions {
  readonly executions: Executions
  readonly mapRuns: MapRuns
}

const unknown = { refused: 'unknown-execution' } as const

export class Redrives {
  readonly #options: RedrivesOptions
  readonly #locks = new NameLocks()

  constructor(options: RedrivesOptions) {
    this.#options = options
  }

  redrive(executionId: ExecutionId, clientToken: string | undefined): Promise<Redriven | RedriveRefused> {
    return this.#locks.inTurn(String(executionId), () => this.#redrive(executionId, clientToken))
  }

  /** Whether the execution can be redriven, in AWS's words. */
  status(execution: ExecutionRecord): Promise<RedriveStatus> {
    return redriveStatus(this.#options, execution)
  }

  async #redrive(
    executionId: ExecutionId,
    clientToken: string | undefined,
  ): Promise<Redriven | RedriveRefused> {
    const { store, clock, catalog, mapRuns } = this.#options
    const { deletionsBegun } = catalog
    const closed = await store.execution(executionId)
    if (!closed) return unknown
    const before = redrivenBy(readTokens(closed.redriveTokens), clientToken, clock.now())
    if (before !== undefined) return { redrivenAt: before }
    const refused = await this.#refusal(closed)
    if (refused) return refused
    await this.#forgotten(executionId)
    await mapRuns.over(executionId)
    // A state machine that is being deleted stops what runs: nothing begins to run behind its back.
    if (catalog.deletionsBegun !== deletionsBegun) return this.#redrive(executionId, clientToken)
    return this.#begin(closed, clientToken)
  }

  async #refusal(execution: ExecutionRecord): Promise<RedriveRefused | undefined> {
    const { redriveStatus: status, redriveStatusReason } = await this.status(execution)
    if (status === 'REDRIVABLE') return undefined
    const reason = redriveStatusReason ?? 'Execution is redrivable by its Map Run only'
    return { refused: 'not-redrivable', reason }
  }

  /** The end is in the store; until it has been told to all, the execution is still in memory. */
  #forgotten(executionId: ExecutionId): Promise<void> {
    const { executions } = this.#options
    if (!executions.has(executionId)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      executions.post(executionId, {
        event: { type: 'TurnContinued' },
        done: () => resolve(),
        failed: (reason) => (reason === 'closed' ? resolve() : reject(reason)),
      })
    })
  }

  async #begin(closed: ExecutionRecord, clientToken: string | undefined): Promise<Redriven | RedriveRefused> {
    const { executions, catalog, clock } = this.#options
    const { deletionsBegun } = catalog
    const at = Math.max(clock.now(), closed.stoppedAt ?? 0)
    const tokens = writeTokens(readTokens(closed.redriveTokens), clientToken, at)
    const redriven = { count: (closed.redrive?.count ?? 0) + 1, at, tokens }
    const live = await executions.loadRedriven(closed, redriven)
    // It was deleted meanwhile, for its time was over.
    if (!live) return unknown
    if (catalog.deletionsBegun !== deletionsBegun) return this.#redrive(closed.id, clientToken)
    return new Promise((resolve, reject) => {
      executions.begin(live, {
        event: { type: 'ExecutionRedriven' },
        done: () => resolve({ redrivenAt: at }),
        failed: (reason) => reject(reason === 'closed' ? shuttingDown() : reason),
      })
    })
  }
}
