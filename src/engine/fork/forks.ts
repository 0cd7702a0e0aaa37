/**
 * Forks: a new execution that begins at a state which another one has entered, with what that one had there.
 *
 * Owns: what a fork runs and is called, and why there is none. Neighbours: `choose-beginning` (the record), `starts` (names,
 * conflicts and the first turn), `interpreter/beginning` (how it begins there).
 *
 * 1. The execution that is forked is read, and never written: it may run, or have ended in any way.
 * 2. A fork's own input is that of the execution, which its states may look at; the state's input is that of its visit.
 * 3. Who forked what, and what was edited, is durable with the first turn.
 */
import type { ExecutionArn } from '#base'
import { decodeHeader, headerFrameId } from '#interpreter'
import type { ExecutionRecord, Intervention, MachineRecord, RevisionRecord } from '#store'
import { executionArnOf } from '../execution-arns.ts'
import type { ExecutionLogs } from '../logs/execution-logs.ts'
import type { Starts } from '../starts/starts.ts'
import type { StartTarget } from '../starts/start-target.ts'
import { chooseBeginning, type ChooseOptions } from './choose-beginning.ts'
import type { Forked, ForkRefused, ForkRequest, Forks } from './port.ts'

/** How many forks of an execution are listed. */
const forksListedMax = 100

export interface ForksOptions extends ChooseOptions {
  readonly starts: Starts
  readonly logs: ExecutionLogs
  readonly execution: (arn: ExecutionArn) => Promise<ExecutionRecord | undefined>
}

export class ExecutionForks implements Forks {
  readonly #options: ForksOptions

  constructor(options: ForksOptions) {
    this.#options = options
  }

  async fork(request: ForkRequest): Promise<Forked | ForkRefused> {
    const record = await this.#options.execution(request.executionArn)
    if (!record) return { refused: 'unknown-execution' }
    if (record.mapRun) return inMapRun(record)
    const target = await this.#targetOf(record, request.definition)
    if ('refused' in target) return target
    const definition = target.isOther ? ['definition'] : []
    const chosen = await chooseBeginning(this.#options, record, {
      chosen: request.from,
      machine: this.#options.catalog.compiled(target.machine.revision),
    })
    if ('refused' in chosen) return chosen
    const edited = [...definition, ...chosen.edited]
    const { stateName, source } = chosen
    const { principal } = request.from
    const started = await this.#options.starts.startFork(target, {
      input: record.input,
      name: request.name,
      testCase: request.testCase ?? (await this.#testCaseOf(record)),
      beginning: chosen.beginning,
      intervention: { at: this.#options.clock.now(), principal, stateName, source, edited },
    })
    return 'refused' in started ? started : { ...started, intervention: { stateName, source, edited } }
  }

  interventions({ id }: ExecutionRecord): Promise<readonly Intervention[]> {
    return this.#options.store.interventions(id)
  }

  async forksOf(executionArn: ExecutionArn): Promise<readonly ExecutionRecord[]> {
    const { store } = this.#options
    const ids = await store.forksOf(executionArn, forksListedMax)
    const found = await Promise.all(ids.map((id) => store.execution(id)))
    return found.filter((record) => record !== undefined)
  }

  /** What the fork runs: the revision of the execution, the current one, or one that is made of a text. */
  async #targetOf(
    record: ExecutionRecord,
    definition: ForkRequest['definition'],
  ): Promise<(StartTarget & { readonly isOther: boolean }) | Exclude<ForkRefused, Forked>> {
    const { catalog } = this.#options
    const machine = await catalog.machine(record, record.machineName)
    if (machine?.id !== record.machineId) return { refused: 'unknown-state-machine' }
    if (machine.status !== 'ACTIVE') return { refused: 'state-machine-deleting' }
    const revision = await this.#revisionOf(machine, record, definition)
    if ('refused' in revision) return revision
    const isOther = revision.number !== record.revision
    const on = { machine: { ...machine, revision }, isOther }
    const { version, alias } = record
    // It was started by a version, and runs it.
    if (isOther || version === undefined) return on
    return { ...on, version, ...(alias !== undefined && { alias }) }
  }

  async #revisionOf(
    machine: MachineRecord,
    record: ExecutionRecord,
    definition: ForkRequest['definition'],
  ): Promise<RevisionRecord | Exclude<ForkRefused, Forked>> {
    const { catalog } = this.#options
    if (definition === 'current') return machine.revision
    const recorded = await catalog.revision(record.revision)
    if (definition === undefined || definition.text === recorded?.definition)
      return recorded ?? { refused: 'unknown-state-machine' }
    const added = await catalog.addRevision(machine, definition.text)
    if (!('refused' in added)) return added.revision
    return added.refused === 'invalid-definition' ? added : { refused: 'state-machine-deleting' }
  }

  /** The test case that the execution runs, as long as its header is kept: what has succeeded has none any more. */
  async #testCaseOf({ id }: ExecutionRecord): Promise<string | undefined> {
    const range = { from: headerFrameId, to: headerFrameId }
    const [header] = await this.#options.store.frames({ executionId: id, range, limit: 1 })
    return header && decodeHeader(header.progress).mocks?.testCase
  }
}

function inMapRun(record: ExecutionRecord): ForkRefused {
  const { stateName } = record.mapRun!
  const reason = `${executionArnOf(record)} works on an item of a Distributed Map and has no state machine of its own. Fork the execution that runs the Map, at its state '${stateName}'.`
  return { refused: 'no-such-place', reason }
}
