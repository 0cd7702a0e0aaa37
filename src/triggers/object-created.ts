/**
 * One object-created trigger: an execution for each upload to a bucket, once.
 *
 * The listing of the bucket is the truth: what lies in it and has no execution yet is started. A hint of an upload only
 * makes it sooner. Neighbours: the engine (starts, and keeps since when the trigger watches), the object store.
 *
 * 1. An upload's execution has a name that follows from the upload, so listing, hints and restarts start it once.
 * 2. Objects of before the trigger's beginning are left alone, unless it says `existing`. The beginning is durable before
 *    the trigger is open: what is uploaded after that is never missed, whatever crashes.
 * 3. An object whose execution retention may have deleted is not started again. An execution is kept for the retention
 *    time after its end, which is after its object's upload; so an object younger than the retention time still has its
 *    execution, and an older one is left alone. The bound is kept, for a longer retention brings nothing back.
 */
import { createHash } from 'node:crypto'
import type { Instant } from '#base'
import type { Engine } from '#engine'
import { executionName } from './execution-name.ts'
import type { Lanes } from './lanes.ts'
import { objectInput } from './object-input.ts'
import type { ObjectCreatedTrigger, ObjectStore, StoredObject } from './port.ts'

export interface TriggerServices {
  readonly engine: Pick<Engine, 'start' | 'setting' | 'putSetting'>
  readonly objects: ObjectStore
  readonly clock: { now(): Instant; after(ms: number, callback: () => void): () => void }
  readonly log: TriggerLog
  /** How long ended executions are kept; undefined for ever. */
  readonly retentionMs: number | undefined
}

export interface TriggerLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** The clocks of the object store and of this server may differ so much. */
const clockSkewMs = 60_000
/** Before retention can have deleted an execution, its object is left alone by so much: clock skew, and slow passes. */
const retentionMarginMs = 3_600_000
/** The bound of invariant 3 is written when it has moved so far. */
const boundStepMs = 3_600_000
/** Uploads remembered as started; one that is forgotten is asked for again, and the engine knows it. */
const rememberedMax = 100_000

export class ObjectCreatedWatcher {
  readonly trigger: ObjectCreatedTrigger
  readonly #services: TriggerServices
  readonly #lanes: Lanes
  readonly #started = new Set<string>()
  #watchesSince = 0
  #complaint: string | undefined
  #closed = false

  constructor(trigger: ObjectCreatedTrigger, services: TriggerServices, lanes: Lanes) {
    this.trigger = trigger
    this.#services = services
    this.#lanes = lanes
  }

  /** Resolves once it is durable since when the trigger watches. */
  async open(): Promise<void> {
    const { engine, clock } = this.#services
    const known = await engine.setting(this.#settingKey())
    this.#watchesSince = Number(known ?? (this.trigger.existing ? 0 : clock.now() - clockSkewMs))
    if (known === undefined) await this.#keepBound()
  }

  matches(bucket: string, key: string): boolean {
    const { prefix = '', suffix = '' } = this.trigger
    return bucket === this.trigger.bucket && key.startsWith(prefix) && key.endsWith(suffix)
  }

  /** Starts what a hint tells of, whatever time its upload was begun at: it ended just now. */
  async uploaded(key: string): Promise<void> {
    const { region, bucket } = this.trigger
    await this.#attempt('start an execution for an upload', async () => {
      const object = await this.#lanes.run(async () =>
        this.#closed ? undefined : this.#services.objects.head({ region, bucket, key }),
      )
      if (object) await this.#start(object)
    })
  }

  /** Lists the bucket and starts everything in it that has no execution. */
  async reconcile(): Promise<void> {
    await this.#attempt('list its bucket and start executions', async () => {
      const since = this.#bound()
      let from: string | undefined
      do {
        const page = await this.#list(from)
        const due = page.objects.filter((object) => this.#isDue(object, since))
        await Promise.all(due.map((object) => this.#start(object)))
        from = page.next
      } while (from !== undefined && !this.#closed)
      if (since - this.#watchesSince >= boundStepMs) {
        this.#watchesSince = since
        await this.#keepBound()
      }
      this.#complaint = undefined
    })
  }

  close(): void {
    this.#closed = true
  }

  #list(from: string | undefined) {
    const { region, bucket, prefix } = this.trigger
    return this.#services.objects.list({
      region,
      bucket,
      ...(prefix === undefined ? {} : { prefix }),
      ...(from === undefined ? {} : { from }),
    })
  }

  #isDue(object: StoredObject, since: Instant): boolean {
    return (
      this.matches(this.trigger.bucket, object.key) &&
      object.modifiedAt >= Math.floor(since / 1000) * 1000 &&
      !this.#started.has(uploadOf(object))
    )
  }

  async #start(object: StoredObject): Promise<void> {
    const { account, region, stateMachineName, bucket } = this.trigger
    const name = executionName(bucket, object)
    const input = objectInput(this.trigger, object)
    await this.#lanes.run(async () => {
      if (this.#closed) return
      // Executions of an Express state machine may share a name, so each listing would start them all again.
      const type = 'STANDARD'
      const started = await this.#services.engine.start({
        account,
        region,
        stateMachineName,
        name,
        input,
        type,
      })
      if ('refused' in started && started.refused !== 'execution-exists')
        throw new Error(refusal(stateMachineName, started.refused))
      this.#remember(object)
      if ('refused' in started) return
      this.#services.log.info({ bucket, key: object.key, execution: name }, 'an upload started an execution')
    })
  }

  #remember(object: StoredObject): void {
    if (this.#started.size >= rememberedMax) this.#started.clear()
    this.#started.add(uploadOf(object))
  }

  #bound(): Instant {
    const { clock, retentionMs } = this.#services
    if (retentionMs === undefined) return this.#watchesSince
    const margin = Math.min(retentionMarginMs, retentionMs / 2)
    return Math.max(this.#watchesSince, clock.now() - retentionMs + margin)
  }

  #keepBound(): Promise<void> {
    return this.#services.engine.putSetting(this.#settingKey(), String(this.#watchesSince))
  }

  #settingKey(): string {
    const { account, region, stateMachineName, bucket, prefix = '', suffix = '' } = this.trigger
    const identity = JSON.stringify([account, region, stateMachineName, bucket, prefix, suffix])
    return `trigger.objectCreated.${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`
  }

  // A bucket or a state machine that is not there yet, a service that does not answer: said once, tried again by the
  // next pass.
  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#closed) return
      const { bucket, stateMachineName } = this.trigger
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      const complaint = `the trigger could not ${what}: ${reason}; it is tried again`
      if (complaint !== this.#complaint) this.#services.log.warn({ bucket, stateMachineName }, complaint)
      this.#complaint = complaint
    }
  }
}

function refusal(stateMachineName: string, refused: string): string {
  return refused === 'type-not-supported'
    ? `the state machine ${stateMachineName} is of the type EXPRESS, which cannot tell a repeated start; a trigger needs one of the type STANDARD`
    : `the state machine ${stateMachineName} is not there (${refused})`
}

function uploadOf(object: StoredObject): string {
  return `${object.key}\n${object.eTag}\n${object.modifiedAt}`
}
