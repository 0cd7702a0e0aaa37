/** Pass: gives its Result, or its input as Parameters shape it. */
import { AslError, Payload, type Json } from '#base'
import type { PassState } from '#asl'
import { applyDataPath, applyTemplate } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import { queryScope } from '../evaluate.ts'
import type { Frame } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

export function runPass(draft: Draft, frame: Frame, state: PassState): void {
  const scopeFor = (input: Json) => queryScope(draft, { frame, state }, input)
  const input = applyDataPath(state.inputPath, frame.visit.input, scopeFor)
  if (input instanceof AslError) return failState(draft, frame, input)
  if (state.result !== undefined) {
    const fixed = Payload.fromValue(state.result)
    draft.note('result', fixed)
    return completeState(draft, frame, fixed)
  }
  draft.note('afterInputPath', input)
  const result = applyTemplate(state.parameters, input, () => scopeFor(input.value))
  if (result instanceof AslError) return failState(draft, frame, result)
  draft.note('afterParameters', result)
  completeState(draft, frame, result)
}
