/**
 * Tracing: which executions are traced, and by which ids.
 *
 * Owns: what a state machine's tracing configuration asks for, and the trace that an execution belongs to: its caller's
 * where the trace header names one, else one of its own. Neighbours: `execution-trace`, `traced-ends`, the sink.
 *
 * 1. Where nothing is traced, an execution has no trace object, and no turn knows of tracing.
 */
import { parseArn, parseTraceHeader, type TraceHeader } from '#base'
import type { Identity, Turn } from '#interpreter'
import type { RevisionRecord } from '#store'
import { ExecutionTrace, PassedOnTrace, type TaskTrace } from './execution-trace.ts'
import type { SpanSink } from './span-fact.ts'
import { executionSpanId, traceIdOf } from './span-ids.ts'
import type { TracedRun } from './span-teller.ts'
import { TracedEnds, type TracedEndsOptions } from './traced-ends.ts'

/** Where spans go, and whose. */
export interface TracingOptions {
  readonly sink: SpanSink
  /** Executions of all state machines, also of those that do not ask for it. */
  readonly all: boolean
}

/** It goes into headers and variables as it is. */
const isText = /^[\x20-\x7e]{1,256}$/

/** An execution's row. */
interface Traced {
  readonly traceHeader?: string
}

export class Tracing {
  readonly #options: TracingOptions | undefined
  readonly #ends: TracedEnds
  readonly #asking = new WeakMap<RevisionRecord, boolean>()

  constructor(options: TracingOptions | undefined, surroundings: TracedEndsOptions) {
    this.#options = options
    this.#ends = new TracedEnds(surroundings)
  }

  /** Whether any execution may be traced. */
  get isOn(): boolean {
    return this.#options !== undefined
  }

  /** The trace of the run that an execution begins or goes on with; undefined where there is nothing to pass on. */
  of(identity: Identity, revision: RevisionRecord, traceHeader: string | undefined): TaskTrace | undefined {
    const options = this.#options
    if (!options && traceHeader === undefined) return undefined
    const header = traceHeader === undefined ? {} : parseTraceHeader(traceHeader)
    const isTraced = options && header.sampled !== false && (options.all || this.#isAsked(revision))
    if (isTraced) return new ExecutionTrace(runOf(identity, header), options.sink)
    return traceHeader === undefined || header.traceId === undefined || !isText.test(traceHeader)
      ? undefined
      : new PassedOnTrace(traceHeader)
  }

  /** For the children of a Map Run of that execution, whose trace they belong to; undefined where it has none. */
  mapRunHeader(
    identity: Identity,
    of: { readonly revision: RevisionRecord; readonly parent: Traced; readonly mapRunArn: string },
  ): string | undefined {
    const trace = this.of(identity, of.revision, of.parent.traceHeader)
    return trace instanceof ExecutionTrace ? trace.mapRunHeader(of.mapRunArn) : undefined
  }

  /** A turn that ended a Standard execution is durable. */
  ended(executionId: number, trace: TaskTrace | undefined, turn: Turn): void {
    if (!(trace instanceof ExecutionTrace)) return
    this.#ends.add({ executionId, lastEventId: turn.header.lastEventId, trace })
  }

  /** Executions that have ended and are not told yet. */
  get waiting(): number {
    return this.#ends.waiting
  }

  close(): Promise<void> {
    return this.#ends.close()
  }

  #isAsked(revision: RevisionRecord): boolean {
    const known = this.#asking.get(revision)
    if (known !== undefined) return known
    const configuration = JSON.parse(revision.configuration || '{}') as Configuration
    const isAsked = configuration.tracingConfiguration?.enabled === true
    this.#asking.set(revision, isAsked)
    return isAsked
  }
}

/** The part of a configuration that matters here; its text was checked when it was set. */
interface Configuration {
  readonly tracingConfiguration?: { readonly enabled?: boolean }
}

function runOf(identity: Identity, header: TraceHeader): TracedRun {
  const { executionArn, redrive, startedAt } = identity
  const isExpress = parseArn(executionArn)?.resource.startsWith('express:') === true
  const place = {
    executionArn,
    redriveCount: redrive?.count ?? 0,
    beginsAnew: redrive !== undefined && isExpress,
  }
  const traceId = header.traceId ?? traceIdOf(executionArn, startedAt)
  const { parentId } = header
  return {
    ...place,
    traceId,
    // A parent without its trace is none.
    ...(header.traceId !== undefined && parentId !== undefined && { parentId }),
    ...(redrive && { follows: { traceId, spanId: executionSpanId({ executionArn, redriveCount: 0 }) } }),
    name: identity.stateMachineName,
    startedAt: redrive?.at ?? startedAt,
    attributes: {
      'aws.step_functions.state_machine.arn': identity.stateMachineArn,
      'stepwell.execution.arn': executionArn,
      'stepwell.execution.name': identity.name,
      'cloud.account.id': identity.account,
      'cloud.region': identity.region,
      ...(redrive && { 'stepwell.execution.redrive_count': redrive.count }),
    },
  }
}
