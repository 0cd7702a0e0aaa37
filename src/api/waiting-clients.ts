import type { ServerResponse } from 'node:http'

/** The clients whose long polls wait: each has a signal that aborts when it is gone or the server drains. */
export class WaitingClients {
  readonly #waiting = new Set<AbortController>()
  #draining = false

  get isDraining(): boolean {
    return this.#draining
  }

  /** The signal of the client that waits for this response. */
  add(response: ServerResponse): AbortSignal {
    const controller = new AbortController()
    // It may have closed its connection while its request was read.
    if (this.#draining || response.destroyed) {
      controller.abort()
      return controller.signal
    }
    this.#waiting.add(controller)
    response.once('close', () => {
      this.#waiting.delete(controller)
      controller.abort()
    })
    return controller.signal
  }

  /** Ends all that wait, and those that come from now on. */
  drain(): void {
    this.#draining = true
    for (const controller of this.#waiting) controller.abort()
  }
}
