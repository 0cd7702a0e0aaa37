/**
 * Redriving executions: an execution that has ended without success goes on from what did not succeed.
 *
 * Owns: who may be redriven, and that a request which is sent again redrives nothing. Neighbours: `redrive-status` (who
 * may), `load-execution` (what an end has kept), `src/interpreter/redrive.ts` (what goes on), `map-run` (Map Runs).
 *
 * 1. One redrive of an execution at a time; each looks at what the one before has made of it.
 * 2. The row runs again, the event and the first frames that go on are one write, and the answer comes behind it.
 * 3. It may go on at a state that somebody has chosen, from what the record says of it; who did so is part of that write.
 * 4. What the end has cut off is over before: a Map Run that still stops its children is waited for.
 */
import type { Instant } from '#base'
import type { Beginning } from '#interpreter'
import type { ExecutionId, ExecutionRecord, NewIntervention } from '#store'
import type { Executions } from '../executions.ts'
import { chooseBeginning, type ChooseOptions } from '../fork/choose-beginning.ts'
import type { ChosenState, NotChosen } from '../fork/port.ts'
import type { MapRuns } from '../map-run/map-runs.ts'
import type { LiveExecution } from '../live-execution.ts'
import { NameLocks } from '../starts/name-locks.ts'
import type { Redriven, RedriveRefused, RedriveRequest } from '../port.ts'
import { redriveStatus, type RedriveStatus, type RedriveStatusOptions } from './redrive-status.ts'
import { readTokens, redrivenBy, writeTokens } from './redrive-tokens.ts'
import type { OpenExecutions } from '../starts/open-executions.ts'
import { shuttingDown } from '../shutting-down.ts'

export interface RedrivesOptions extends RedriveStatusOptions, ChooseOptions {
  readonly executions: Executions
  readonly mapRuns: MapRuns
  readonly open: OpenExecutions
}

/** Where an execution goes on, and who has chosen that. */
interface Chosen {
  readonly beginning: Beginning
  readonly intervention: Omit<NewIntervention, 'at'>
}

const unknown = { refused: 'unknown-execution' } as const

type WantedRedrive = Pick<RedriveRequest, 'clientToken' | 'from'>

export class Redrives {
  readonly #options: RedrivesOptions
  readonly #locks = new NameLocks()

  constructor(options: RedrivesOptions) {
    this.#options = options
  }

  redrive(executionId: ExecutionId, wanted: WantedRedrive): Promise<Redriven | RedriveRefused> {
    return this.#locks.inTurn(String(executionId), () => this.#redrive(executionId, wanted))
  }

  /** Whether the execution can be redriven, in AWS's words. */
  status(execution: ExecutionRecord): Promise<RedriveStatus> {
    return redriveStatus(this.#options, execution)
  }

  async #redrive(executionId: ExecutionId, wanted: WantedRedrive): Promise<Redriven | RedriveRefused> {
    const { store, clock, catalog, mapRuns } = this.#options
    const { deletionsBegun } = catalog
    const closed = await store.execution(executionId)
    if (!closed) return unknown
    const before = redrivenBy(readTokens(closed.redriveTokens), wanted.clientToken, clock.now())
    if (before !== undefined) return { redrivenAt: before }
    const refused = await this.#refusal(closed)
    if (refused) return refused
    await this.#forgotten(executionId)
    await mapRuns.over(executionId)
    // A state machine that is being deleted stops what runs: nothing begins to run behind its back.
    if (catalog.deletionsBegun !== deletionsBegun) return this.#redrive(executionId, wanted)
    return this.#begin(closed, wanted)
  }

  /** It goes on in the definition that it has always run. */
  async #chosen(closed: ExecutionRecord, from: ChosenState): Promise<Chosen | NotChosen> {
    const { catalog } = this.#options
    const revision = await catalog.revision(closed.revision)
    if (!revision)
      return { refused: 'no-such-place', reason: 'What the execution has run is not there any more.' }
    const chosen = await chooseBeginning(this.#options, closed, {
      chosen: from,
      machine: catalog.machineOf(closed, revision),
    })
    if ('refused' in chosen) return chosen
    const { beginning, ...what } = chosen
    return { beginning, intervention: { principal: from.principal, ...what } }
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

  async #begin(closed: ExecutionRecord, wanted: WantedRedrive): Promise<Redriven | RedriveRefused> {
    const { executions, catalog, clock } = this.#options
    const { deletionsBegun } = catalog
    const chosen = wanted.from && (await this.#chosen(closed, wanted.from))
    if (chosen && 'refused' in chosen) return chosen
    const at = Math.max(clock.now(), closed.stoppedAt ?? 0)
    const tokens = writeTokens(readTokens(closed.redriveTokens), wanted.clientToken, at)
    const redriven = { count: (closed.redrive?.count ?? 0) + 1, at, tokens }
    const intervention = chosen && { ...chosen.intervention, at }
    const live = await executions.loadRedriven(closed, { redriven, intervention })
    // It was deleted meanwhile, for its time was over.
    if (!live) return unknown
    if (catalog.deletionsBegun !== deletionsBegun) return this.#redrive(closed.id, wanted)
    const begun = await this.#options.open.begin(() => this.#run(live, { at, chosen }))
    return begun ?? { refused: 'too-many-open', reason: 'As many executions run as may' }
  }

  #run(
    live: LiveExecution,
    { at, chosen }: { readonly at: Instant; readonly chosen: Chosen | undefined },
  ): Promise<Redriven> {
    const { executions } = this.#options
    return new Promise((resolve, reject) => {
      executions.begin(live, {
        event: { type: 'ExecutionRedriven', ...(chosen && { beginning: chosen.beginning }) },
        done: () => resolve({ redrivenAt: at }),
        failed: (reason) => reject(reason === 'closed' ? shuttingDown() : reason),
      })
    })
  }
}
