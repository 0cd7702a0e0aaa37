/**
 * What is on its way to a service that nobody waits for: gathered, sent in batches, tried again while the service cannot
 * be reached, and dropped when too much has gathered.
 *
 * Owns: the order, the bounds and the counts. Neighbours: `cloudwatch-logs`, and whatever else delivers beside the work.
 *
 * 1. One batch is under way at a time. Entries of one lane are sent in their order, and a batch is of one lane.
 * 2. It never holds up whoever adds: what there is no room for is dropped and counted, and the log says so once until
 *    there is room again.
 * 3. A batch that was refused for good is dropped and counted; one that may yet be taken is sent again, later each time.
 */
export interface OutboxOptions<T> {
  /** What it is for, in messages: `spans`. */
  readonly of: string
  /** All that waits, in the unit of `sizeOf`. */
  readonly sizeMax: number
  readonly batch: { readonly countMax: number; readonly sizeMax: number }
  readonly sizeOf: (entry: T) => number
  /** Resolves when the service has answered, with how many entries it did not take; rejects where it is to be sent again. */
  readonly send: (entries: readonly T[], lane: string) => Promise<Refusal | undefined>
  readonly say: OutboxLog
  readonly times?: Partial<OutboxTimes>
}

/** Entries that a service will not take, and why. */
export interface Refusal {
  readonly count: number
  readonly reason: string
}

export interface OutboxLog {
  warn(details: object, message: string): void
  info(details: object, message: string): void
}

export interface OutboxTimes {
  /** How long the first entry waits for others. */
  readonly gatherMs: number
  /** How long a batch waits that was not taken: at first, and at most. */
  readonly retryMs: number
  readonly retryMsMax: number
  /** How long the end waits for what waits here. */
  readonly closeMs: number
}

const usualTimes: OutboxTimes = { gatherMs: 1000, retryMs: 1000, retryMsMax: 30_000, closeMs: 5000 }

export interface OutboxStatistics {
  readonly sent: number
  readonly dropped: number
  readonly waiting: number
}

export class Outbox<T> {
  readonly #options: OutboxOptions<T>
  readonly #times: OutboxTimes
  readonly #lanes = new Map<string, T[]>()
  /** Of all that waits, with the batch that is under way. */
  #size = 0
  #waiting = 0
  #sent = 0
  #dropped = 0
  #isFull = false
  #isUnreached = false
  #working: Promise<void> | undefined
  /** Ends the wait of the worker, for other entries or for another try. */
  #wake: () => void = () => undefined
  readonly #whenRoom: (() => void)[] = []
  #closing = false
  #hasGivenUp = false

  constructor(options: OutboxOptions<T>) {
    this.#options = options
    this.#times = { ...usualTimes, ...options.times }
  }

  get statistics(): OutboxStatistics {
    return { sent: this.#sent, dropped: this.#dropped, waiting: this.#waiting }
  }

  /** Takes the entry, or drops it where there is no room. */
  add(entry: T, lane = ''): void {
    const size = this.#options.sizeOf(entry)
    if (this.#hasGivenUp || this.#size + size > this.#options.sizeMax) return this.#overflow()
    const entries = this.#lanes.get(lane)
    if (entries) entries.push(entry)
    else this.#lanes.set(lane, [entry])
    this.#size += size
    this.#waiting++
    if (this.#waiting >= this.#options.batch.countMax && !this.#isUnreached) this.#wake()
    this.#working ??= this.#work()
  }

  /** So many were dropped before they came here. */
  drop(count: number): void {
    this.#dropped += count
  }

  /** Resolves when half of it is free: for who can wait. */
  room(): Promise<void> {
    if (this.#size <= this.#options.sizeMax / 2 || this.#hasGivenUp) return Promise.resolve()
    return new Promise((resolve) => this.#whenRoom.push(resolve))
  }

  /** Sends what waits; resolves when that is done or has taken too long. */
  async close(): Promise<void> {
    this.#closing = true
    this.#wake()
    if (!this.#working) return
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, this.#times.closeMs)
    await Promise.race([this.#working, late])
    clearTimeout(timer)
    this.#giveUp()
  }

  // ---------------------------------------------------------------------------------------------------- private

  async #work(): Promise<void> {
    for (let tries = 0; !this.#hasGivenUp;) {
      if (tries === 0 && !this.#closing) await this.#pause(this.#times.gatherMs)
      const lane = this.#lanes.entries().next().value
      if (!lane) break
      if (await this.#try(lane[0], this.#nextBatch(lane[1]))) tries = 0
      else await this.#pause(Math.min(this.#times.retryMs * 2 ** tries++, this.#times.retryMsMax))
    }
    this.#working = undefined
  }

  async #try(lane: string, batch: readonly T[]): Promise<boolean> {
    try {
      const refusal = await this.#options.send(batch, lane)
      this.#done(lane, batch, refusal)
      return true
    } catch (error) {
      if (!this.#isUnreached) {
        const { of, say } = this.#options
        say.warn({ err: error }, `${of} cannot be delivered just now; they wait and are sent again`)
      }
      this.#isUnreached = true
      return false
    }
  }

  /** The first of the lane that fit into a batch; at least one. */
  #nextBatch(entries: readonly T[]): readonly T[] {
    const { batch, sizeOf } = this.#options
    let count = 0
    let size = 0
    for (const entry of entries) {
      size += sizeOf(entry)
      if (count > 0 && (size > batch.sizeMax || count >= batch.countMax)) break
      count++
    }
    return entries.slice(0, count)
  }

  #done(lane: string, batch: readonly T[], refusal: Refusal | undefined): void {
    const { of, say } = this.#options
    const entries = this.#lanes.get(lane)
    entries?.splice(0, batch.length)
    this.#lanes.delete(lane)
    // Behind the others, so that each lane has its turn.
    if (entries && entries.length > 0) this.#lanes.set(lane, entries)
    this.#waiting -= batch.length
    for (const entry of batch) this.#size -= this.#options.sizeOf(entry)
    this.#dropped += refusal?.count ?? 0
    this.#sent += batch.length - (refusal?.count ?? 0)
    if (this.#isUnreached) say.info({}, `${of} are delivered again`)
    this.#isUnreached = false
    if (refusal)
      say.warn({ dropped: refusal.count, lane }, `${of} were not taken and are dropped: ${refusal.reason}`)
    if (this.#size > this.#options.sizeMax / 2) return
    this.#isFull = false
    this.#tellRoom()
  }

  #overflow(): void {
    this.#dropped++
    if (this.#isFull) return
    this.#isFull = true
    const { of, say } = this.#options
    say.warn(
      { waiting: this.#waiting },
      `too many ${of} wait to be delivered: others are dropped until there is room`,
    )
  }

  #giveUp(): void {
    this.#hasGivenUp = true
    this.#dropped += this.#waiting
    if (this.#waiting > 0)
      this.#options.say.warn(
        { dropped: this.#waiting },
        `${this.#options.of} were not delivered before the end`,
      )
    this.#lanes.clear()
    this.#waiting = 0
    this.#size = 0
    this.#wake()
    this.#tellRoom()
  }

  #tellRoom(): void {
    for (const tell of this.#whenRoom.splice(0)) tell()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      timer.unref()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
