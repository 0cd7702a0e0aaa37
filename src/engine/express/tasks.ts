/** Sends the tasks of Express executions, so many at once; the others wait in the order of their turns. */
import type { SendTask } from '#integrations'
import type { TaskPlace } from '#interpreter'
import type { ExpressRun } from './run.ts'
import { Queue } from '../queue.ts'
import { sendAttempt } from '../send-attempt.ts'

/** Tasks of Express executions that are under way at once. */
export const expressTasksInFlightMax = 2000

interface Waiting {
  readonly run: ExpressRun
  readonly place: TaskPlace
}

export class ExpressTasks {
  readonly #send: SendTask
  readonly #waiting = new Queue<Waiting>()
  #inFlight = 0

  constructor(send: SendTask) {
    this.#send = send
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get waiting(): number {
    return this.#waiting.length
  }

  schedule(run: ExpressRun, place: TaskPlace): void {
    this.#waiting.push({ run, place })
    this.#pump()
  }

  clear(): void {
    this.#waiting.clear()
  }

  #pump(): void {
    while (this.#inFlight < expressTasksInFlightMax && this.#waiting.length > 0)
      void this.#attempt(this.#waiting.shift()!)
  }

  async #attempt({ run, place }: Waiting): Promise<void> {
    const attempt = run.attempt(place)
    if (!attempt) return
    this.#inFlight++
    const outcome = await sendAttempt(this.#send, run.execution.identity, attempt)
    this.#inFlight--
    run.answered(place, outcome)
    this.#pump()
  }
}
