/** Runs at most so many jobs at once; the others wait in order. */
export class Lanes {
  readonly #width: number
  readonly #waiting: (() => void)[] = []
  readonly #jobs = new Set<Promise<unknown>>()
  #running = 0

  constructor(width: number) {
    this.#width = width
  }

  get waiting(): number {
    return this.#waiting.length
  }

  run<T>(job: () => Promise<T>): Promise<T> {
    const running = this.#inLane(job)
    this.#jobs.add(running)
    void running.catch(ignore).then(() => this.#jobs.delete(running))
    return running
  }

  /** Resolves once every job that is known now has ended, in whatever way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#jobs)
  }

  async #inLane<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#width) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#waiting.push(resolve)
      await promise
    } else this.#running++
    try {
      return await job()
    } finally {
      // A lane is handed over as it is, so nobody slips in between.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running--
    }
  }
}

// A job's failure is for whoever waits for it.
function ignore(): void {}
