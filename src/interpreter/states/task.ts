/**
 * Task: schedules work, waits for it, and takes what comes of it.
 *
 * Owns: the events of an attempt in the words of its kind (Lambda function, activity, service), the clocks of an
 * attempt, and what a late or repeated answer means.
 *
 * 1. An attempt is named by the id of the event that scheduled it; an answer to another one changes nothing.
 * 2. The clocks begin with the Started event (feature map §2.2).
 */
import {
  AslError,
  isNumber,
  isObject,
  isRawNumber,
  member,
  printJson,
  secondsMax,
  type Instant,
  type Json,
  type Outcome,
  type Payload,
} from '#base'
import { resourceNames, type NumberSource, type TaskState, type ValueTemplate } from '#asl'
import { JsonataError } from '#query'
import { MissedHeartbeat } from '../catch.ts'
import { applyDataPath, applyParameters, applyTemplate, readPath } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { errorDetails } from '../error-details.ts'
import { evaluateNumber } from '../evaluate-number.ts'
import { evaluateTemplate, isJsonata, queryScope } from '../evaluate.ts'
import type { Evaluated } from '../evaluated.ts'
import type { ExecutionEvent } from '../events.ts'
import { NeedSignal } from '../execution.ts'
import type { Frame, TaskProgress, TaskRequest, TaskTarget } from '../frame.ts'
import type { HistoryDetails, HistoryEventType } from '../history.ts'
import { completeState, failState } from '../outcome.ts'
import { dataLimitCause } from '../uncaught.ts'

/** Begins an attempt: the first one, or another after a Retry. */
export function runTask(draft: Draft, frame: Frame, state: TaskState): void {
  // The event that schedules the attempt is the next one, so its id is known before it is written.
  const taskId = draft.nextEventId
  const request = makeRequest(draft, frame, { state, taskId })
  if (request instanceof AslError) return failState(draft, frame, request)
  const mock = draft.countCall(state.name)
  const scheduled = draft.record(
    eventType(request, 'Scheduled'),
    frame.lastEventId,
    scheduledDetails(draft, request),
  )
  const base = { kind: 'task', taskId: scheduled, request: mock ? { ...request, mock } : request } as const
  if (request.target.kind === 'activity') {
    draft.progress(frame, { ...base, queuedAt: draft.at }, scheduled)
    return
  }
  const started = draft.record(eventType(request, 'Started'), scheduled, startedDetails(request))
  draft.progress(frame, { ...base, ...clocks(request, draft.at) }, started)
  draft.command({ type: 'ScheduleTask', frameId: frame.id, taskId: scheduled })
}

/** An answer, a heartbeat or a worker for the attempt. */
export function taskAnswered(
  draft: Draft,
  frame: Frame,
  event: Extract<ExecutionEvent, { taskId: number }>,
): void {
  const { progress } = frame
  if (progress.kind !== 'task' || progress.taskId !== event.taskId) return draft.task('unknown')
  draft.task('done')
  switch (event.type) {
    case 'ActivityTaskStarted':
      return activityTaskStarted(draft, { ...frame, progress }, event.workerName)
    case 'TaskHeartbeatReceived':
      draft.progress(frame, { ...progress, ...heartbeatClock(progress.request, draft.at) })
      return
    case 'TaskSubmitted':
      return taskSubmitted(draft, { ...frame, progress }, event.output)
    case 'TaskSucceeded':
      return taskSucceeded(draft, { ...frame, progress }, event.output)
    case 'TaskFailed':
      return taskFailed(draft, { ...frame, progress }, new AslError(event.error, event.cause))
  }
}

/** One of the attempt's clocks has run out. */
export function taskTimedOut(draft: Draft, frame: Frame): void {
  const { progress } = frame
  if (progress.kind !== 'task') return
  const isMissedHeartbeat = (progress.heartbeatAt ?? Infinity) <= draft.at
  const error = isMissedHeartbeat ? new MissedHeartbeat() : new AslError('States.Timeout', undefined)
  draft.command({ type: 'CancelTask', frameId: frame.id, taskId: progress.taskId })
  const details = { ...serviceNames(progress.request), ...errorDetails(error) }
  const timedOut = draft.record(eventType(progress.request, 'TimedOut'), frame.lastEventId, details)
  failState(draft, { ...frame, lastEventId: timedOut }, error)
}

type TaskFrame = Frame & { readonly progress: TaskProgress }

function activityTaskStarted(draft: Draft, frame: TaskFrame, workerName: string | undefined): void {
  const { queuedAt, ...progress } = frame.progress
  if (queuedAt === undefined) return draft.task('unknown')
  const details = workerName === undefined ? {} : { workerName }
  const started = draft.record('ActivityStarted', frame.lastEventId, details)
  draft.progress(frame, { ...progress, ...clocks(progress.request, draft.at) }, started)
}

function taskSubmitted(draft: Draft, frame: TaskFrame, output: Payload): void {
  const { progress } = frame
  if (progress.submission) return draft.task('unknown')
  const details = { ...serviceNames(progress.request), output }
  const submitted = draft.record('TaskSubmitted', frame.lastEventId, details)
  draft.progress(frame, { ...progress, submission: output }, submitted)
}

function taskSucceeded(draft: Draft, frame: TaskFrame, output: Payload): void {
  const { request } = frame.progress
  if (output.exceeds(draft.limits.payloadBytesMax)) {
    const cause = dataLimitCause(
      request.target.kind === 'service' ? request.target.service : resourceText(request.target),
    )
    return taskFailed(draft, frame, new AslError('States.DataLimitExceeded', cause))
  }
  const succeeded = draft.record(eventType(request, 'Succeeded'), frame.lastEventId, {
    ...serviceNames(request),
    output,
  })
  draft.note('result', output)
  const done = { ...frame, lastEventId: succeeded }
  const state = draft.stateOf(frame) as TaskState
  const result = applyTemplate(state.resultSelector, output, () =>
    queryScope(draft, { frame: done, state }, output.value),
  )
  if (result instanceof AslError) failState(draft, done, result)
  else completeState(draft, done, result)
}

function taskFailed(draft: Draft, frame: TaskFrame, error: AslError): void {
  const { request } = frame.progress
  const details = { ...serviceNames(request), ...errorDetails(error) }
  const failed = draft.record(eventType(request, 'Failed'), frame.lastEventId, details)
  failState(draft, { ...frame, lastEventId: failed }, error)
}

// -------------------------------------------------------------------------------------------------- the request

function makeRequest(
  draft: Draft,
  frame: Frame,
  { state, taskId }: { state: TaskState; taskId: number },
): Outcome<TaskRequest> {
  const target = targetOf(draft, state)
  if (target instanceof AslError) return target
  const token =
    state.resource.kind === 'service' && state.resource.pattern !== 'request-response'
      ? { taskToken: draft.environment.taskToken(draft.identity, frame.id, taskId) }
      : {}
  const of: Evaluated = { frame, state, ...token }
  const input = applyDataPath(state.inputPath, frame.visit.input, (value) => queryScope(draft, of, value))
  if (input instanceof AslError) return input
  draft.note('afterInputPath', input)
  const template = state.arguments ?? state.parameters
  const parameters = applyParameters(draft, template, { ...of, document: input, field: 'Arguments' })
  if (parameters instanceof AslError) return parameters
  draft.note('afterParameters', parameters)
  const options = requestOptions(draft, state, { ...of, document: input.value })
  return options instanceof AslError ? options : { target, parameters, ...options }
}

type OfTask = Evaluated & { readonly document: Json }

function requestOptions(
  draft: Draft,
  state: TaskState,
  of: OfTask,
): Outcome<Omit<TaskRequest, 'target' | 'parameters'>> {
  const timeoutSeconds = secondsOf(draft, state.timeoutSeconds, { ...of, field: 'TimeoutSeconds' })
  if (timeoutSeconds instanceof AslError) return timeoutSeconds
  const heartbeatSeconds = secondsOf(draft, state.heartbeatSeconds, { ...of, field: 'HeartbeatSeconds' })
  if (heartbeatSeconds instanceof AslError) return heartbeatSeconds
  const roleArn = state.credentials && roleOf(draft, state.credentials, of)
  if (roleArn instanceof AslError) return roleArn
  return {
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatSeconds }),
    ...(roleArn !== undefined && { roleArn }),
  }
}

/** Credentials name a role, and that is all they do. */
function roleOf(draft: Draft, credentials: ValueTemplate, of: OfTask): Outcome<string | undefined> {
  const field = 'Credentials'
  const value = evaluateTemplate(draft, credentials, { ...of, field })
  if (value instanceof AslError) return value
  const roleArn = isObject(value) ? member(value, 'RoleArn') : undefined
  if (roleArn === undefined || typeof roleArn === 'string') return roleArn
  const found = `The RoleArn of the Credentials has to be a text, but was: ${printJson(roleArn)}`
  const teaching = { met: value }
  return isJsonata(credentials)
    ? new JsonataError(found, { location: `${field}/RoleArn`, teaching })
    : new AslError('States.Runtime', found, teaching)
}

/** A literal is checked when the definition is read; a path has to give a whole number above zero. */
function secondsOf(
  draft: Draft,
  seconds: NumberSource | undefined,
  of: OfTask & { readonly field: string },
): Outcome<number | undefined> {
  if (seconds === undefined || typeof seconds === 'number') return seconds
  if (isJsonata(seconds))
    return evaluateNumber(draft, seconds, { ...of, kind: 'integer', min: 1, max: secondsMax })
  const scope = queryScope(draft, of, of.document)
  const found = readPath(seconds, scope)
  if (found instanceof AslError) return found
  const text = isRawNumber(found) ? found.rawJSON : isNumber(found) ? String(found) : ''
  if (/^\d{1,10}$/.test(text) && Number(text) > 0) return Number(text)
  return new AslError(
    'States.Runtime',
    `The ${of.field}Path parameter does not reference a positive integer value: ${seconds.text} == ${printJson(found)}`,
    { expression: seconds.text, met: scope.input },
  )
}

function targetOf(draft: Draft, state: TaskState): Outcome<TaskTarget> {
  const { resource } = state
  if (resource.kind !== 'activity') return resource
  const activityId = draft.execution.activities.get(resource.arn)
  if (activityId === undefined) throw new NeedSignal({ kind: 'activity', arn: resource.arn })
  if (activityId === null)
    return new AslError('States.Runtime', `The activity ${resource.arn} does not exist.`)
  return { ...resource, activityId }
}

// --------------------------------------------------------------------------------------------- clocks and events

function clocks(request: TaskRequest, at: Instant): { timeoutAt?: Instant; heartbeatAt?: Instant } {
  const { timeoutSeconds } = request
  return {
    ...(timeoutSeconds !== undefined && { timeoutAt: at + timeoutSeconds * 1000 }),
    ...heartbeatClock(request, at),
  }
}

function heartbeatClock({ heartbeatSeconds }: TaskRequest, at: Instant): { heartbeatAt?: Instant } {
  return heartbeatSeconds === undefined ? {} : { heartbeatAt: at + heartbeatSeconds * 1000 }
}

type AttemptEvent = 'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'

function eventType({ target }: TaskRequest, event: AttemptEvent): HistoryEventType {
  const kind = target.kind === 'lambda' ? 'LambdaFunction' : target.kind === 'activity' ? 'Activity' : 'Task'
  return `${kind}${event}`
}

function serviceNames({ target }: TaskRequest): HistoryDetails {
  return target.kind === 'service' ? resourceNames(target) : {}
}

function startedDetails(request: TaskRequest): HistoryDetails | undefined {
  return request.target.kind === 'service' ? serviceNames(request) : undefined
}

function scheduledDetails(draft: Draft, request: TaskRequest): HistoryDetails {
  const { target, parameters, timeoutSeconds, heartbeatSeconds, roleArn } = request
  const clock = {
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined &&
      target.kind !== 'lambda' && { heartbeatInSeconds: heartbeatSeconds }),
    ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
  }
  if (target.kind !== 'service') return { resource: resourceText(target), input: parameters, ...clock }
  return { ...serviceNames(request), region: draft.identity.region, parameters, ...clock }
}

function resourceText(target: Exclude<TaskTarget, { kind: 'service' }>): string {
  return target.kind === 'lambda' ? target.functionName : target.arn
}
