/**
 * The process in which evaluations of JSONata run that took too long on the event loop (`query-elsewhere.ts`).
 *
 * It knows nothing but what a request brings. Requests and answers are JSON texts: raw numbers keep their digits in them.
 * An evaluation may hold the event loop for ever (a regular expression that backtracks), so a thread beside it waits for
 * the end of the server: its standard input ends with the server, by `kill -9`, too.
 */
import { Worker } from 'node:worker_threads'
import { AslError, parseJson, printJson, type Json } from '#base'
import { evaluateRequest, type JsonataRequest } from '#query'
import type { QueryAnswer } from './query-elsewhere.ts'

const watch = `
  require('node:fs').readSync(0, Buffer.alloc(1))
  process.kill(process.pid, 'SIGKILL')
`
const watcher = new Worker(watch, { eval: true, stdin: true })
watcher.unref()

process.on('message', (text: string) => {
  const request = parseJson(text) as unknown as JsonataRequest
  void evaluateRequest(request).then((outcome) => process.send!(answerOf(outcome)))
})

function answerOf(outcome: Json | undefined | AslError): QueryAnswer {
  if (outcome instanceof AslError) return { kind: 'failed', cause: outcome.cause ?? '' }
  return outcome === undefined ? { kind: 'nothing' } : { kind: 'value', text: printJson(outcome) }
}
