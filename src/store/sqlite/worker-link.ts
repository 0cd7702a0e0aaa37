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
  #isClosing = false
  #ended: StorePoisoned | undefined

  private constructor(worker: Worker, onPoison: (error: StorePoisoned) => void) {
    this.#worker = worker
    this.#onPoison = onPoison
    worker.on('message', this.#settle)
    worker.on('error', (error: Error) => this.#end(error.stack))
    worker.on('exit', () => this.#end('its thread has ended'))
  }

  /** Starts a worker, which loads its code; several may do so at once. */
  static start(settings: WorkerSettings, onPoison: (error: StorePoisoned) => void): WorkerLink {
    // Flags of the process are not for the worker; some (--input-type) would stop it.
    return new WorkerLink(new Worker(workerFile(), { workerData: settings, execArgv: [] }), onPoison)
  }

  /** Has the worker open its connection. Rejects with what went wrong there; then the worker ends. */
  async open(): Promise<Opened> {
    try {
      return (await this.ask({ kind: 'open' })) as Opened
    } catch (error) {
      this.#isClosing = true
      throw error
    }
  }

  /** Ends a worker that was not opened. */
  async discard(): Promise<void> {
    this.#isClosing = true
    await this.#worker.terminate()
  }

  ask(request: Ask): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      const id = ++this.#last
      this.#waiting.set(id, { resolve, reject })
      if (this.#batch.length === 0) setImmediate(this.#flush)
      this.#batch.push({ id, ...request })
    })
  }

  /** Closes the connection after all that was asked, and waits until the thread is gone. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return
    this.#isClosing = true
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

  // A thread that ends by itself takes what it was doing along: nobody knows what of it is durable.
  #end(found: string | undefined): void {
    if (this.#ended !== undefined) return
    this.#ended = new StorePoisoned(`A worker thread of the store has stopped: ${found}`)
    if (!this.#isClosing) this.#onPoison(this.#ended)
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}

// The source runs as .ts, a build as .js; a URL is not rewritten by the build as an import is.
function workerFile(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./worker.${extension}`, import.meta.url)
}
