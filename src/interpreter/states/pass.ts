/** Pass: gives its Result, or its input as Parameters shape it. */
import { AslError, Payload } from '#base'
import type { PassState } from '#asl'
import { applyDataPath, applyTemplate, scopeOf } from '../data-flow.ts'
import type { Draft } from '../draft.ts'
import type { Frame } from '../frame.ts'
import { completeState, failState } from '../outcome.ts'

export function runPass(draft: Draft, frame: Frame, state: PassState): void {
  const scope = (input: Payload['value']) => scopeOf(draft, { frame, state }, input)
  const input = applyDataPath(state.inputPath, frame.visit.input, scope)
  if (input instanceof AslError) return failState(draft, frame, input)
  if (state.result !== undefined) return completeState(draft, frame, Payload.fromValue(state.result))
  const result = applyTemplate(state.parameters, input, () => scope(input.value))
  if (result instanceof AslError) return failState(draft, frame, result)
  completeState(draft, frame, result)
}
