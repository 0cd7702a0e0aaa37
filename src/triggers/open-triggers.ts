/** All triggers of a server: opened together, reconciled one after the other at an interval, closed together. */
import { Lanes } from './lanes.ts'
import { ObjectCreatedWatcher, type TriggerServices } from './object-created.ts'
import type { ObjectCreatedTrigger, Triggers, UploadHint } from './port.ts'

export interface TriggerOptions extends TriggerServices {
  readonly triggers: readonly ObjectCreatedTrigger[]
  /** Between the end of one listing of all buckets and the beginning of the next. */
  readonly intervalMs: number
}

/** Starts and looks at objects under way at once, of all triggers together. */
const atOnceMax = 16
/** Hints that may wait; the listing finds what a dropped one told of. */
const hintsWaitingMax = 10_000

/** Resolves once it is durable since when each trigger watches: later uploads are not missed. */
export async function openTriggers(options: TriggerOptions): Promise<Triggers> {
  const lanes = new Lanes(atOnceMax)
  const watchers = options.triggers.map((trigger) => new ObjectCreatedWatcher(trigger, options, lanes))
  await Promise.all(watchers.map((watcher) => watcher.open()))
  return watchers.length === 0 ? noTriggers : new OpenTriggers(watchers, lanes, options)
}

const noTriggers: Triggers = {
  uploaded: () => Promise.resolve(),
  reconcile: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

class OpenTriggers implements Triggers {
  readonly #watchers: readonly ObjectCreatedWatcher[]
  readonly #lanes: Lanes
  readonly #options: TriggerOptions
  #lastPass: Promise<void> = Promise.resolve()
  #cancelTimer: () => void = () => {}
  #closed = false

  constructor(watchers: readonly ObjectCreatedWatcher[], lanes: Lanes, options: TriggerOptions) {
    this.#watchers = watchers
    this.#lanes = lanes
    this.#options = options
    void this.#passThenWait()
  }

  async uploaded({ bucket, key }: UploadHint): Promise<void> {
    if (this.#closed || this.#lanes.waiting > hintsWaitingMax) return
    const interested = this.#watchers.filter((watcher) => watcher.matches(bucket, key))
    await Promise.all(interested.map((watcher) => watcher.uploaded(key)))
  }

  reconcile(): Promise<void> {
    this.#lastPass = this.#lastPass.then(async () => {
      for (const watcher of this.#watchers) if (!this.#closed) await watcher.reconcile()
    })
    return this.#lastPass
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelTimer()
    for (const watcher of this.#watchers) watcher.close()
    // A listing that is under way is not waited for: it starts nothing any more.
    await this.#lanes.idle()
  }

  async #passThenWait(): Promise<void> {
    await this.reconcile()
    if (this.#closed) return
    this.#cancelTimer = this.#options.clock.after(this.#options.intervalMs, () => void this.#passThenWait())
  }
}
