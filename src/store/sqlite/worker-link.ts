/**
 * The main thread's end of a worker.
 *
 * Owns: the numbers of requests, who waits for which, and that all requests of one turn of the event loop go in one
 * message (a message costs some 10 µs on either side, whatever is in it).
 */
import { Worker } from 'node:worker_threads'
import { StorePoisoned } from '../errors.ts'
import { fromCells } from './wire/error-cells.ts'
import type { Ask, Opened, Request, Response, WorkerSettings } from './wire/messages.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

export class WorkerLink {
  readonly #worker: Worker
  readonly #onPoison: (error: StorePoisoned) => void
  readonly #waiting = new Map<number, Waiting>()
  #batch: Request[] = []
  #last = 0
  #exited: Error | undefined

  private constructor(worker: Worker, onPoison: (error: StorePoisoned) => void) {
    this.#worker = worker
    this.#onPoison = onPoison
    worker.on('message', this.#settle)
    worker.on('error', (error) => this.#fail(error))
    worker.on('exit', () => this.#fail(new Error('it has ended')))
  }

  /** Starts a worker, which loads its code; several may do so at once. */
  static start(settings: WorkerSettings, onPoison: (error: StorePoisoned) => void): WorkerLink {
    return new WorkerLink(new Worker(workerFile(), { workerData: settings }), onPoison)
  }

  /** Has the worker open its connection. Rejects with what went wrong there; then the worker ends. */
  open(): Promise<Opened> {
    return this.ask({ kind: 'open' }) as Promise<Opened>
  }

  /** Ends a worker that was not opened. */
  async discard(): Promise<void> {
    await this.#worker.terminate()
  }

  ask(request: Ask): Promise<unknown> {
    if (this.#exited !== undefined) return Promise.reject(this.#exited)
    return new Promise((resolve, reject) => {
      const id = ++this.#last
      this.#waiting.set(id, { resolve, reject })
      if (this.#batch.length === 0) setImmediate(this.#flush)
      this.#batch.push({ id, ...request } as Request)
    })
  }

  /** Closes the connection after all that was asked, and waits until the thread is gone. */
  async close(): Promise<void> {
    if (this.#exited !== undefined) return
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve))
    await this.ask({ kind: 'close' })
    await exited
  }

  readonly #flush = (): void => {
    const batch = this.#batch
    this.#batch = []
    this.#worker.postMessage(batch)
  }

  readonly #settle = (responses: readonly Response[]): void => {
    for (const response of responses) {
      const error = 'error' in response ? fromCells(response.error) : undefined
      if (error instanceof StorePoisoned) this.#onPoison(error)
      const waiting = this.#waiting.get(response.id)
      this.#waiting.delete(response.id)
      if (error !== undefined) waiting?.reject(error)
      else waiting?.resolve((response as { value: unknown }).value)
    }
  }

  #fail(cause: unknown): void {
    if (this.#exited !== undefined) return
    const found = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    const error = new StorePoisoned(`A worker thread of the store has stopped: ${found}`)
    this.#exited = error
    if (this.#waiting.size > 0) this.#onPoison(error)
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

// The source runs as .ts, a build as .js; a URL is not rewritten by the build as an import is.
function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./worker.${extension}`, import.meta.url)
}
