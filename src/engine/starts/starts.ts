/**
 * Starting executions: names, conflicts and the first turn.
 *
 * 1. A name conflict is decided before the execution's turn is taken (invariant 6): a given name is reserved in
 *    memory, then looked up among the committed ones. A name that the server makes needs no look-up.
 *    No start begins on a machine that was found before a deletion began: it is looked up again (`machine-deletion`).
 * 2. The answer comes after the commit of the first turn, which may already have ended the execution.
 */
import { executionArn, type ExecutionArn, type Instant, type Namespace } from '#base'
import { beginningHeader, type Beginning, type EventBody } from '#interpreter'
import {
  partitionOf,
  type ExecutionId,
  type ExecutionRecord,
  type MachineRecord,
  type NewIntervention,
  type Store,
} from '#store'
import type { EngineCatalog } from '../catalog/catalog.ts'
import type { Clock } from '../clock.ts'
import type { ExecutionLogs } from '../logs/execution-logs.ts'
import type { Executions } from '../executions.ts'
import type { ExpressStarts } from '../express/starts.ts'
import { identityOf } from '../identity.ts'
import { LiveExecution } from '../live-execution.ts'
import type { NameLookup } from './name-lookup.ts'
import type { StartRefused, StartRequest, Started, SyncExecution, SyncStartRefused } from '../port.ts'
import { shuttingDown } from '../shutting-down.ts'
import type { Tracing } from '../tracing/tracing.ts'
import type { OpenExecutions } from './open-executions.ts'
import { qualifiedTarget, startedByOf, type StartTarget } from './start-target.ts'

/** The test cases of the mock configuration. */
export interface TestCases {
  has(stateMachineName: string, testCase: string): boolean
}

/** An execution that begins where somebody has chosen. */
export interface ForkStart {
  readonly input: string
  readonly name: string | undefined
  readonly testCase: string | undefined
  readonly beginning: Beginning
  readonly intervention: NewIntervention
}

/** A start, of a fork or as any other. */
export type AnyStart = StartRequest & { readonly fork?: Pick<ForkStart, 'beginning' | 'intervention'> }

export interface StartsOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly executions: Executions
  readonly names: NameLookup
  readonly clock: Clock
  readonly counters: { executionId: ExecutionId }
  readonly logs: ExecutionLogs
  readonly tracing: Tracing
  readonly express: ExpressStarts
  readonly testCases: TestCases
  readonly open: OpenExecutions
}

export class Starts {
  readonly #options: StartsOptions
  /** Names that are being started, with what will come of it. */
  readonly #reserved = new Map<string, Promise<unknown>>()

  constructor(options: StartsOptions) {
    this.#options = options
  }

  start(request: StartRequest): Promise<Started | StartRefused> {
    const { clock, express } = this.#options
    return this.#on(request, async (target) => {
      if (target.machine.type === 'EXPRESS') return express.start(target, request)
      if (request.name === undefined) return this.#begin(target, request, clock.uuid())
      return (await this.#startNamed(target, request, request.name)) ?? this.start(request)
    })
  }

  /**
   * Starts an execution that begins elsewhere than at its first state, on the revision of the target. One that is sent
   * again is another one, or is refused by its name.
   */
  async startFork(target: StartTarget, { name, ...fork }: ForkStart): Promise<Started | StartRefused> {
    const { account, region, name: stateMachineName, id, revision } = target.machine
    const { input, testCase } = fork
    const request = {
      account,
      region,
      stateMachineName,
      input,
      fork,
      ...(testCase !== undefined && { testCase }),
    }
    return this.#on(request, async ({ machine }) => {
      if (machine.id !== id) return { refused: 'unknown-state-machine' }
      const on = { ...target, machine: { ...machine, revision } }
      if (machine.type === 'EXPRESS')
        return this.#options.express.start(on, { ...request, ...(name !== undefined && { name }) })
      if (name === undefined) return this.#begin(on, request, this.#options.clock.uuid())
      return (await this.#startNamed(on, request, name)) ?? this.startFork(target, { name, ...fork })
    })
  }

  startSync(request: StartRequest, signal?: AbortSignal): Promise<SyncExecution | SyncStartRefused> {
    const { express } = this.#options
    return this.#on({ ...request, type: 'EXPRESS' }, (target) => express.startSync(target, request, signal))
  }

  /** Begins on the state machine that the name means at that moment, where it takes executions. */
  async #on<T>(
    request: StartRequest,
    begin: (target: StartTarget) => Promise<T>,
  ): Promise<T | SyncStartRefused> {
    const { catalog } = this.#options
    const deletionsBegun = catalog.deletionsBegun
    const machine =
      catalog.machineInMemory(request, request.stateMachineName) ??
      (await catalog.machine(request, request.stateMachineName))
    if (catalog.deletionsBegun !== deletionsBegun) return this.#on(request, begin)
    if (!machine) return { refused: 'unknown-state-machine' }
    if (machine.status === 'DELETING') return { refused: 'state-machine-deleting' }
    if (machine.type !== (request.type ?? machine.type)) return { refused: 'type-not-supported' }
    if (this.#lacksTestCase(request)) return { refused: 'unknown-test-case' }
    if (request.qualifier === undefined) return begin({ machine })
    const target = await qualifiedTarget(this.#options, machine, request.qualifier)
    if (catalog.deletionsBegun !== deletionsBegun) return this.#on(request, begin)
    return target ? begin(target) : { refused: 'unknown-state-machine' }
  }

  #lacksTestCase({ stateMachineName, testCase }: StartRequest): boolean {
    return testCase !== undefined && !this.#options.testCases.has(stateMachineName, testCase)
  }

  /** Undefined where the machine may have been deleted while the name was looked up: then all is asked again. */
  async #startNamed(
    target: StartTarget,
    request: AnyStart,
    name: string,
  ): Promise<Started | StartRefused | undefined> {
    const { deletionsBegun } = this.#options.catalog
    const key = `${target.machine.id}/${name}`
    for (let other = this.#reserved.get(key); other; other = this.#reserved.get(key)) await other
    const outcome = this.#findTaken(target.machine, request, name).then((taken) => {
      if (taken) return taken
      if (this.#options.catalog.deletionsBegun !== deletionsBegun) return undefined
      return this.#begin(target, request, name)
    })
    const settled = outcome.then(
      () => undefined,
      () => undefined,
    )
    this.#reserved.set(key, settled)
    try {
      return await outcome
    } finally {
      this.#reserved.delete(key)
    }
  }

  /** The answer where the name is taken already. */
  async #findTaken(
    machine: MachineRecord,
    request: AnyStart,
    name: string,
  ): Promise<Started | StartRefused | undefined> {
    const taken = await this.#options.names.find(machine.id, name)
    const existing = taken === undefined ? undefined : await this.#options.store.execution(taken)
    if (!existing) return undefined
    // The same start, sent again, gives the same answer while the execution runs (feature map §1.8).
    const repeated = existing.status === 'RUNNING' && existing.input === request.input && !request.fork
    return repeated ? started(existing) : { refused: 'execution-exists' }
  }

  async #begin(target: StartTarget, request: AnyStart, name: string): Promise<Started | StartRefused> {
    const begun = await this.#options.open.begin(() => this.#beginNow(target, request, name))
    return begun ?? { refused: 'too-many-open' }
  }

  #beginNow(target: StartTarget, request: AnyStart, name: string): Promise<Started> {
    const { executions, clock, counters } = this.#options
    const live = this.#newExecution(target, request, { name, id: ++counters.executionId, at: clock.now() })
    return new Promise((resolve, reject) => {
      executions.begin(live, {
        event: startedEvent(request),
        done: () => resolve(startedAs(live.identity.executionArn, live.identity.startedAt)),
        failed: (reason) => reject(reason === 'closed' ? shuttingDown() : reason),
      })
    })
  }

  #newExecution(
    target: StartTarget,
    request: AnyStart,
    as: { name: string; id: ExecutionId; at: Instant },
  ): LiveExecution {
    const { machine } = target
    const { account, region, name: machineName, id: machineId, revision } = machine
    const { input, traceHeader } = request
    const { catalog, logs, tracing } = this.#options
    const arn = executionArn(machine, machineName, as.name)
    const row = {
      machineId,
      revision: revision.number,
      partition: partitionOf(arn),
      name: as.name,
      startedAt: as.at,
      input,
      ...(traceHeader !== undefined && { traceHeader }),
      ...startedByOf(target),
    }
    const record = { ...row, id: as.id, account, region, machineName }
    const identity = identityOf(record, revision)
    return new LiveExecution(
      {
        record,
        identity,
        machine: catalog.compiled(revision),
        header: beginningHeader(request.testCase),
        log: logs.of(revision, arn),
        trace: tracing.of(identity, revision, traceHeader),
      },
      { created: row, intervention: request.fork?.intervention },
    )
  }
}

/** The first event of an execution. */
export function startedEvent({ fork }: AnyStart): EventBody {
  return { type: 'ExecutionStarted', ...(fork && { beginning: fork.beginning }) }
}

function started(record: ExecutionRecord & Namespace): Started {
  return startedAs(executionArn(record, record.machineName, record.name), record.startedAt)
}

function startedAs(arn: ExecutionArn, startedAt: Instant): Started {
  return { executionArn: arn, startedAt }
}
