/**
 * Starting executions: names, conflicts and the first turn.
 *
 * 1. A name conflict is decided before the execution's turn is taken (invariant 6): a given name is reserved in
 *    memory, then looked up among the committed ones. A name that the server makes needs no look-up.
 *    No start begins on a machine that was found before a deletion began: it is looked up again (`machine-deletion`).
 * 2. The answer comes after the commit of the first turn, which may already have ended the execution.
 */
import { executionArn, type ExecutionArn, type Instant, type Namespace } from '#base'
import { beginningHeader } from '#interpreter'
import { partitionOf, type ExecutionId, type ExecutionRecord, type MachineRecord, type Store } from '#store'
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
import { qualifiedTarget, startedByOf, type StartTarget } from './start-target.ts'

/** The test cases of the mock configuration. */
export interface TestCases {
  has(stateMachineName: string, testCase: string): boolean
}

export interface StartsOptions {
  readonly store: Store
  readonly catalog: EngineCatalog
  readonly executions: Executions
  readonly names: NameLookup
  readonly clock: Clock
  readonly counters: { executionId: ExecutionId }
  readonly logs: ExecutionLogs
  readonly express: ExpressStarts
  readonly testCases: TestCases
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
    request: StartRequest,
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
    request: StartRequest,
    name: string,
  ): Promise<Started | StartRefused | undefined> {
    const taken = await this.#options.names.find(machine.id, name)
    const existing = taken === undefined ? undefined : await this.#options.store.execution(taken)
    if (!existing) return undefined
    // The same start, sent again, gives the same answer while the execution runs (feature map §1.8).
    const repeated = existing.status === 'RUNNING' && existing.input === request.input
    return repeated ? started(existing) : { refused: 'execution-exists' }
  }

  #begin(target: StartTarget, request: StartRequest, name: string): Promise<Started> {
    const { executions, clock, counters } = this.#options
    const live = this.#newExecution(target, request, { name, id: ++counters.executionId, at: clock.now() })
    return new Promise((resolve, reject) => {
      executions.begin(live, {
        event: { type: 'ExecutionStarted' },
        done: () => resolve(startedAs(live.identity.executionArn, live.identity.startedAt)),
        failed: (reason) => reject(reason === 'closed' ? shuttingDown() : reason),
      })
    })
  }

  #newExecution(
    target: StartTarget,
    request: StartRequest,
    as: { name: string; id: ExecutionId; at: Instant },
  ): LiveExecution {
    const { machine } = target
    const { account, region, name: machineName, id: machineId, revision } = machine
    const { input, traceHeader } = request
    const { catalog, logs } = this.#options
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
      },
      { created: row },
    )
  }
}

function started(record: ExecutionRecord & Namespace): Started {
  return startedAs(executionArn(record, record.machineName, record.name), record.startedAt)
}

function startedAs(arn: ExecutionArn, startedAt: Instant): Started {
  return { executionArn: arn, startedAt }
}
