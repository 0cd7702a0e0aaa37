/** The event of an evaluation that failed (feature map §3.2). */
import type { AslError } from '#base'
import { JsonataError } from '#query'
import type { Draft } from './draft.ts'
import { errorDetails } from './error-details.ts'
import type { Frame } from './frame.ts'

/**
 * Writes the event; the frame's next one follows it. What fails while a state is entered happens with its entry: the
 * event follows what the Entered event follows, not the Entered event itself. Only a wait's timestamp is read later.
 */
export function recordEvaluationFailed(
  draft: Draft,
  frame: Frame,
  of: { readonly failure: JsonataError; readonly error: AslError },
): Frame {
  const { location } = of.failure
  const lastEventId = draft.record('EvaluationFailed', followed(frame, of.failure), {
    ...errorDetails(of.error),
    // What is wrong with the input is wrong with no field.
    ...(location !== '' && { location }),
    state: frame.visit.stateName,
  })
  draft.teach(of.error)
  return { ...frame, lastEventId }
}

function followed(frame: Frame, failure: JsonataError): number {
  const { enteredEventId, followedEventId = enteredEventId - 1 } = frame.visit
  const isEntering =
    frame.progress.kind === 'ready' &&
    frame.lastEventId === enteredEventId &&
    !(failure instanceof LateJsonataError)
  return isEntering ? followedEventId : frame.lastEventId
}

/** What an expression gives does not fit, which is found out only after the state was entered: a wait's timestamp. */
export class LateJsonataError extends JsonataError {}
