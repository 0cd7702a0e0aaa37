/**
 * What this writer knows of the rows of frames that it has written, so that they need not be read before they are
 * written over, nor their places in the indexes made again (together half of what a turn of a task took).
 *
 * A frame that is not known is read first.
 */

export interface KnownFrame {
  /** Its rows name no shared payload: there are no references to give back. */
  readonly isPlain: boolean
  /** What it waits for, as one text: where that stays the same, no index changes. */
  readonly waits: string
}

/** Beyond this all are forgotten at once: those in use are soon known again. */
const framesMax = 20_000

export class KnownFrames {
  readonly #known = new Map<string, KnownFrame>()

  get(executionId: number, frameId: number): KnownFrame | undefined {
    return this.#known.get(`${executionId}:${frameId}`)
  }

  set(executionId: number, frameId: number, known: KnownFrame): void {
    if (this.#known.size >= framesMax) this.#known.clear()
    this.#known.set(`${executionId}:${frameId}`, known)
  }

  /** After a rollback the rows are again what they were before. */
  forget(): void {
    this.#known.clear()
  }
}
