/** Succeed: ends its block with its input. */
import { AslError, type Json } from '#base'
import type { SucceedState } from '#asl'
import { applyDataPath, scopeOf } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import type { Frame } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

export function runSucceed(draft: Draft, frame: Frame, state: SucceedState): void {
  const scope = (input: Json) => scopeOf(draft, { frame, state }, input)
  const input = applyDataPath(state.inputPath, frame.visit.input, scope)
  if (input instanceof AslError) return failState(draft, frame, input)
  completeState(draft, frame, input)
}
