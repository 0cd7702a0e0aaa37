/**
 * A worker thread of the store: it owns one SQLite connection and answers requests in their order.
 *
 * Owns: when a connection is opened and closed, when answers leave, and when a checkpoint runs.
 * Neighbours: `worker-link.ts` on the main thread; `connection.ts` has what a connection can do.
 *
 * 1. A commit is answered as soon as it is durable, before a checkpoint runs.
 * 2. Answers of other requests that came in one message go back in one message.
 * 3. After a small commit it polls for a moment instead of sleeping (`docs/decisions/0007`).
 * 4. The first request opens the connection; until then the thread has only loaded its code.
 */
import { availableParallelism } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '#base'
import { StorePoisoned } from '../errors.ts'
import { giveMemoryBackWhenQuiet } from '../quiet-heap.ts'
import { openConnection, type Connection } from './connection.ts'
import { fromSqlite } from './connection/sqlite-error.ts'
import { toCells } from './wire/error-cells.ts'
import type { Request, Response, WorkerSettings } from './wire/messages.ts'

assert(parentPort !== null, 'this file runs as a worker of the store only')
const port = parentPort
let connection: Connection | undefined

function answer(request: Request): unknown {
  if (request.kind === 'open') {
    connection = openConnection(workerData as WorkerSettings)
    return connection.opened
  }
  assert(connection !== undefined, `a worker of the store is asked to ${request.kind} before it is opened`)
  return connection.answer(request)
}

function respond(request: Request): Response {
  try {
    return { id: request.id, value: answer(request) }
  } catch (error) {
    return { id: request.id, error: toCells(fromSqlite(error, `${request.kind} the store`)) }
  }
}

// Nobody waits for a checkpoint. What it fails with fails the next commit as well, but a poisoned store is told at once.
function checkpoint(isIdle: boolean): void {
  try {
    connection?.checkpoint(isIdle)
  } catch (error) {
    if (error instanceof StorePoisoned)
      port.postMessage([{ id: 0, error: toCells(error) }] satisfies Response[])
  }
}

/** A commit with so few operations is one of a quiet server, whose next one often follows within the millisecond. */
const smallGroupOperations = 8
/** So long the thread polls for it: one that sleeps is woken late (0.1 to 0.3 ms where its core has halted). */
const pollMs = availableParallelism() > 1 ? 0.6 : 0

// Messages that have come meanwhile are delivered before an immediate runs.
let messages = 0
function whenIdle(last: Request): void {
  const seen = ++messages
  const isSmall = last.kind === 'commit' && last.group.operations <= smallGroupOperations
  setImmediate(() => {
    if (seen !== messages) return
    checkpoint(true)
    if (isSmall) pollUntil(performance.now() + pollMs, seen)
  })
}

function pollUntil(time: number, seen: number): void {
  if (seen === messages && performance.now() < time) setImmediate(pollUntil, time, seen)
}

port.on('message', (requests: readonly Request[]) => {
  const responses: Response[] = []
  for (const request of requests) {
    const response = respond(request)
    if (request.kind === 'commit') port.postMessage([response])
    else responses.push(response)
  }
  if (responses.length > 0) port.postMessage(responses)
  const last = requests.at(-1)!
  if (last.kind === 'close' || connection === undefined) port.close()
  else {
    checkpoint(false)
    whenIdle(last)
  }
})

giveMemoryBackWhenQuiet(() => connection?.freeCache())
