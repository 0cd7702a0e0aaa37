/** What spans read of the details of history events. */
import type { HistoryEvent } from '#interpreter'
import type { SpanFailure } from './span-node.ts'

type Details = NonNullable<HistoryEvent['details']>

/** The name of the state that the event is about. */
export function nameOf({ details }: HistoryEvent): string {
  return String(details?.['name'])
}

/** What went wrong; `otherwise` stands for an error without a name. */
export function failureOf({ error, cause }: Details, otherwise?: string): SpanFailure {
  return {
    ...(typeof error === 'string' ? { error } : otherwise !== undefined && { error: otherwise }),
    ...(typeof cause === 'string' && { cause }),
  }
}
