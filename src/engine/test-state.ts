/**
 * Testing a single state (TestState): gives the state time and answers, until it has come out.
 *
 * Owns: where the answers come from (a mock, or the service that the task calls) and how long a test may take. Nothing of
 * it is written, and the test is in no history. Neighbours: the interpreter's `StateTest` (runs the state), `send-attempt`.
 */
import { AslError, Payload, stateMachineArn, type Json, type Limits, type Namespace } from '#base'
import type { Machine } from '#asl'
import type { HttpTrace, SendTask } from '#integrations'
import {
  mockedAnswer,
  StateTest,
  type EventBody,
  type Identity,
  type Inspected,
  type Mock,
  type NotesTaken,
  type Standing,
  type TestResult,
} from '#interpreter'
import type { Clock } from './clock.ts'
import { thresholdExceeded } from './map-run/tolerance.ts'
import { testedItems, type TestedItems } from './map-run/tested-items.ts'
import type { QueryProcesses } from './query-elsewhere.ts'
import { sendAttempt } from './send-attempt.ts'

/** The longest test; then it fails with States.Timeout (feature map §5.5). */
export const testSecondsMax = 300

export interface TestStateOptions {
  readonly clock: Clock
  readonly limits: Limits
  readonly send: SendTask
  readonly queries: QueryProcesses
  /** By how much Wait states are longer than they say. */
  readonly waitTimeScale?: number | undefined
}

export interface TestStateRequest extends Namespace {
  readonly machine: Machine
  /** One of the machine's states, nested ones included. */
  readonly stateName: string
  readonly roleArn?: string
  /** JSON text. */
  readonly input: string
  /** Stands for the context object. */
  readonly context?: Json
  readonly variables: ReadonlyMap<string, Payload>
  /** Without one the state does its work. A state that cannot (Map, Parallel, a task that waits) needs one. */
  readonly mock?: Mock
  /** Retries that the mocked error has had before. */
  readonly retryCount?: number
  /** Of a Map: how many of its iterations have failed. */
  readonly failedIterations?: number
  /** Of a Distributed Map: the document that its reader reads. */
  readonly itemReaderData?: Json
  /** Shows the call of an HTTP Task with what its connection has added. */
  readonly revealSecrets?: true
}

export interface TestedState {
  readonly result: TestResult
  readonly inspected: Inspected & TestedItems
  /** The call of an HTTP Task: what was sent, and what came back if anything did. */
  readonly http?: HttpInspection
}

export interface HttpInspection {
  readonly request: HttpTrace['request']
  readonly response?: NonNullable<HttpTrace['response']>
}

/** Resolves with how the state came out; never rejects for what it or a service does. */
export async function testState(
  options: TestStateOptions,
  request: TestStateRequest,
  over?: AbortSignal,
): Promise<TestedState> {
  const { clock, limits, queries } = options
  const identity = identityFor(clock, request)
  const { waitTimeScale = 1 } = options
  const environment = { limits, elsewhere: queries.evaluate.bind(queries), waitTimeScale }
  const test = new StateTest({ ...request, identity, environment }, clock.uuid())
  const timeout = new AbortController()
  const cancel = clock.after(testSecondsMax * 1000, () => timeout.abort())
  const signal = over ? AbortSignal.any([over, timeout.signal]) : timeout.signal
  let items: TestedItems = {}
  let http: HttpInspection | undefined
  const inspectHttp = (trace: HttpTrace): void => {
    http = inspectionOf(trace, request.revealSecrets === true)
  }
  try {
    let event: EventBody | undefined = { type: 'TurnContinued' }
    while (event) {
      const standing: Standing = await test.step(event, clock.now(), clock.seed())
      if (standing.kind === 'over')
        return {
          result: standing.result,
          inspected: { ...test.inspected, ...items },
          ...(http && { http }),
        }
      if (standing.kind === 'held' && standing.start) {
        const found = await testedItems({ ...options, request, identity, start: standing.start })
        if (found instanceof AslError) {
          event = mockedAnswer(standing, { error: found })
          continue
        }
        items = found
      }
      event = await nextEvent(options, {
        standing,
        request,
        notes: test.notes,
        identity,
        signal,
        inspectHttp,
      })
    }
  } finally {
    cancel()
  }
  return { result: { status: 'FAILED', error: 'States.Timeout' }, inspected: { ...test.inspected, ...items } }
}

function inspectionOf({ request, revealedRequest, response }: HttpTrace, reveal: boolean): HttpInspection {
  return { request: reveal ? revealedRequest : request, ...(response && { response }) }
}

/** The identity of a test: that of an Express execution of a state machine that nobody has made. */
function identityFor(clock: Clock, request: TestStateRequest): Identity {
  const { account, region, roleArn = '', input } = request
  const stateMachineName = clock.uuid()
  const name = clock.uuid()
  return {
    id: 0,
    // Without the third part of other Express executions (recorded: test_state).
    executionArn: `arn:aws:states:${region}:${account}:express:${stateMachineName}:${name}`,
    name,
    stateMachineArn: stateMachineArn(request, stateMachineName),
    stateMachineName,
    account,
    region,
    roleArn,
    startedAt: clock.now(),
    input: Payload.fromText(input),
    synchronous: true,
  }
}

interface Next {
  readonly standing: Exclude<Standing, { kind: 'over' }>
  readonly request: TestStateRequest
  readonly notes: NotesTaken
  readonly identity: Identity
  readonly signal: AbortSignal
  readonly inspectHttp: (trace: HttpTrace) => void
}

/** What happens next; undefined where the test took too long. */
async function nextEvent(options: TestStateOptions, next: Next): Promise<EventBody | undefined> {
  const { standing, request, notes, identity, signal, inspectHttp } = next
  switch (standing.kind) {
    case 'waiting':
      return (await sleep(options.clock, standing.dueAt, signal))
        ? { type: 'TimerFired', frameId: standing.frameId }
        : undefined
    case 'held':
      return mockedAnswer(standing, outcomeOf(request, notes))
    case 'task':
      return request.mock
        ? mockedAnswer(standing, request.mock)
        : callService(options, standing, { identity, signal, inspectHttp })
  }
}

/** The answer of the service that the task calls; its own clocks run meanwhile. */
async function callService(
  { clock, send }: TestStateOptions,
  standing: Extract<Standing, { kind: 'task' }>,
  of: Pick<Next, 'identity' | 'signal' | 'inspectHttp'>,
): Promise<EventBody | undefined> {
  const { frameId, progress } = standing
  const over = new AbortController()
  const signal = AbortSignal.any([of.signal, over.signal])
  const due = Math.min(progress.timeoutAt ?? Infinity, progress.heartbeatAt ?? Infinity)
  const sent = sendAttempt(send, of.identity, { progress, signal, inspectHttp: of.inspectHttp })
  const late = due === Infinity ? [] : [sleep(clock, due, signal)]
  const outcome = await Promise.race([sent, ...late])
  // Whatever is still under way, the call or the clock, is not waited for.
  over.abort()
  if (of.signal.aborted) return undefined
  if (typeof outcome === 'boolean') return { type: 'TimerFired', frameId }
  if (outcome instanceof AslError) return mockedAnswer(standing, { error: outcome })
  return { type: 'TaskSucceeded', frameId, taskId: progress.taskId, output: outcome.output }
}

/** The mock of a Parallel or Map state, or the error of a Map of which too many iterations have failed. */
function outcomeOf({ mock, failedIterations = 0 }: TestStateRequest, notes: NotesTaken): Mock {
  if (!mock) return { error: new AslError('States.Runtime', 'This state is tested with a mock only.') }
  if ('error' in mock || !exceedsTolerance(mock, failedIterations, notes)) return mock
  return { error: new AslError(thresholdExceeded.error, thresholdExceeded.cause) }
}

/** Where no threshold is set, TestState lets iterations fail (recorded: state_configuration). */
function exceedsTolerance(mock: { readonly result: Payload }, failed: number, notes: NotesTaken): boolean {
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage } = notes
  const { value } = mock.result
  const iterations = Array.isArray(value) ? value.length : failed
  if (count !== undefined && failed > count) return true
  return percentage !== undefined && failed * 100 > percentage * iterations
}

/** Whether the moment came before the signal. */
function sleep(clock: Clock, until: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const leave = (): void => resolve(false)
  const cancel = clock.after(Math.max(0, until - clock.now()), () => resolve(true))
  signal.addEventListener('abort', leave)
  if (signal.aborted) leave()
  return promise.finally(() => {
    cancel()
    signal.removeEventListener('abort', leave)
  })
}
