/**
 * Watches the job of a `.sync` task by describing it until it has ended.
 *
 * 1. Nothing is submitted here: a job is known by its submission, which is in the frame, so a restart goes on watching.
 * 2. A look that fails is taken again; only a row of failures ends the task, for services are away at times and some know
 *    a new job only after a moment.
 * 3. A task that is over stops its job, best effort; a server that stops does not (`serverStops`).
 */
import { setTimeout as delay } from 'node:timers/promises'
import { AslError, printJson, type Json, type Outcome } from '#base'
import { serverStops, type TaskCall } from '../port.ts'
import type { JobDescription, JobStatus, ServiceClient, Submitted } from './service-description.ts'

export interface LookTimes {
  readonly firstMs: number
  readonly mostMs: number
}

/** AWS is asked less and less often, for its APIs count. */
export const lookTimes: LookTimes = { firstMs: 1000, mostMs: 30_000 }
/** A process of this machine is looked at for nothing. */
export const localLookTimes: LookTimes = { firstMs: 20, mostMs: 500 }

const slower = 1.5
const failedLooksMax = 10
/** How long stopping a job may take. */
const stopMsMax = 10_000

export interface WatchedJob {
  readonly call: TaskCall
  readonly client: ServiceClient
  readonly job: JobDescription
  readonly submitted: Submitted
  readonly times: LookTimes
}

/** The task's result once the job has ended. Never rejects. */
export async function watchJob(watched: WatchedJob): Promise<Outcome<Json>> {
  const { signal } = watched.call
  let failures = 0
  for (let waitMs = 0; ; waitMs = nextWait(waitMs, watched.times)) {
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return letGo(watched)
    const status = await look(watched)
    if (signal.aborted) return letGo(watched)
    if (status instanceof AslError) {
      if (++failures === failedLooksMax) return status
      continue
    }
    failures = 0
    if (status.kind === 'succeeded') return status.output
    if (status.kind === 'failed')
      return new AslError(status.error ?? 'States.TaskFailed', causeText(status.cause))
  }
}

function nextWait(waitMs: number, { firstMs, mostMs }: LookTimes): number {
  return waitMs === 0 ? firstMs : Math.min(waitMs * slower, mostMs)
}

async function look({ call, client, job, submitted }: WatchedJob): Promise<Outcome<JobStatus>> {
  const reply = await client({ call, ...job.describe(submitted) })
  if (!(reply instanceof AslError)) return job.status(reply.output, submitted)
  return job.goneWhen?.test(`${reply.error}: ${reply.cause}`)
    ? { kind: 'succeeded', output: submitted.output }
    : reply
}

async function letGo({ call, client, job, submitted }: WatchedJob): Promise<AslError> {
  if (job.stop && call.signal.reason !== serverStops) {
    const stopping = { ...call, signal: AbortSignal.timeout(stopMsMax) }
    await client({ call: stopping, ...job.stop(submitted) }).catch(() => undefined)
  }
  return new AslError('States.TaskFailed', undefined)
}

function causeText(cause: Json): string {
  return typeof cause === 'string' ? cause : printJson(cause)
}
