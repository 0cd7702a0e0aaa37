/**
 * A turn as a row of pieces: the event first, then each frame that goes on.
 *
 * A piece is done as a whole. Where it needs an evaluation that has to be awaited, the draft goes back to where the
 * piece began, and the piece is begun again when the answer is there. Where that takes long and the turn has something to
 * commit already, the piece is left to the next turn: nobody waits for an expression to learn that an execution has begun.
 */
import type { Draft } from './draft.ts'
import { EvaluationSignal } from './evaluations.ts'
import { headerFrameId, type FrameId } from './frame.ts'

/** The pieces of a turn. */
export interface Pieces {
  /** The next frame that goes on; undefined where the turn is over. */
  readonly next: () => FrameId | undefined
  /** Takes the piece of a frame; that of the event is the header's. */
  readonly take: (frameId: FrameId) => void
}

/** Takes the pieces one after the other; a promise only where an answer had to be awaited. */
export function takeTurn(draft: Draft, pieces: Pieces): void | Promise<void> {
  let piece: FrameId | undefined = headerFrameId
  while (piece !== undefined) {
    if (!isDone(draft, pieces, piece)) return goOnLater(draft, pieces, piece)
    piece = pieces.next()
  }
}

async function goOnLater(draft: Draft, pieces: Pieces, begun: FrameId): Promise<void> {
  let piece: FrameId | undefined = begun
  while (piece !== undefined) {
    if (!(await draft.evaluations.learn())) return draft.goOnFirst(piece)
    while (piece !== undefined && isDone(draft, pieces, piece)) piece = pieces.next()
  }
}

/** Whether the piece was done; else it waits for an answer, and the draft is as it was before. */
function isDone(draft: Draft, pieces: Pieces, piece: FrameId): boolean {
  draft.mark()
  draft.evaluations.begin(draft.hasHistory)
  try {
    pieces.take(piece)
  } catch (error) {
    if (!(error instanceof EvaluationSignal)) throw error
    draft.restore()
    return false
  }
  draft.evaluations.forget()
  return true
}
