/**
 * The thread in which evaluations of JSONata run that took too long on the event loop (`query-elsewhere.ts`).
 *
 * It knows nothing but what a request brings. Requests and answers are JSON texts: raw numbers keep their digits in them.
 */
import { parentPort } from 'node:worker_threads'
import { AslError, parseJson, printJson, type Json } from '#base'
import { evaluateRequest, type JsonataRequest } from '#query'
import type { QueryAnswer } from './query-elsewhere.ts'

const port = parentPort!

port.on('message', (text: string) => {
  const request = parseJson(text) as unknown as JsonataRequest
  void evaluateRequest(request).then((outcome) => port.postMessage(answerOf(outcome)))
})

function answerOf(outcome: Json | undefined | AslError): QueryAnswer {
  if (outcome instanceof AslError) return { kind: 'failed', cause: outcome.cause ?? '' }
  return outcome === undefined ? { kind: 'nothing' } : { kind: 'value', text: printJson(outcome) }
}
