/**
 * The deduplication id that a task sends where it gives none and the queue or topic is a FIFO one (invariant 10): a task
 * that is sent again after a crash has the same id, so the message is there once.
 */
import { createHash } from 'node:crypto'
import type { JsonObject } from '#base'
import type { TaskCall } from './port.ts'

/** `{ MessageDeduplicationId }` for a FIFO target whose parameters have none, else nothing. */
export function deduplication(
  call: TaskCall,
  parameters: JsonObject,
  target: unknown,
): { readonly MessageDeduplicationId?: string } {
  const isFifo = typeof target === 'string' && target.endsWith('.fifo')
  if (!isFifo || Object.hasOwn(parameters, 'MessageDeduplicationId')) return {}
  return { MessageDeduplicationId: createHash('sha256').update(call.idempotencyKey).digest('hex') }
}
