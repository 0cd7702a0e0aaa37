/** Succeed: ends its block with its input. */
import { AslError, type Json } from '#base'
import type { SucceedState } from '#asl'
import { applyDataPath } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { queryScope } from '../evaluate.ts'
import type { Frame } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

export function runSucceed(draft: Draft, frame: Frame, state: SucceedState): void {
  const scopeFor = (input: Json) => queryScope(draft, { frame, state }, input)
  const input = applyDataPath(state.inputPath, frame.visit.input, scopeFor)
  if (input instanceof AslError) return failState(draft, frame, input)
  draft.note('afterInputPath', input)
  completeState(draft, frame, input)
}
