/** Entering a state: the Entered event and the frame's new visit. What the state does comes with the next step. */
import { assert, type Payload } from '#base'
import type { Draft } from './draft.ts'
import type { Frame, Place, Visit } from './frame.ts'

/** Moves a frame into a state; the event follows `frame.lastEventId`. */
export function enterState(draft: Draft, frame: Frame, to: { stateName: string; input: Payload }): void {
  const visit = recordEntry(draft, { ...to, place: frame.visit.place, previousEventId: frame.lastEventId })
  const { id, variableBytes } = frame
  const entered: Frame = { id, visit, progress: { kind: 'ready' }, lastEventId: visit.enteredEventId }
  draft.put(variableBytes === undefined ? entered : { ...entered, variableBytes })
  draft.makeReady(frame.id)
}

/** Makes a frame that begins in a state. It is among those that go on. */
export function addFrame(
  draft: Draft,
  id: number,
  begin: { stateName: string; input: Payload; place: Place; previousEventId: number },
): void {
  const visit = recordEntry(draft, begin)
  draft.add({ id, visit, progress: { kind: 'ready' }, lastEventId: visit.enteredEventId })
}

function recordEntry(
  draft: Draft,
  entry: { stateName: string; input: Payload; place: Place; previousEventId: number },
): Visit {
  const { stateName, input, place, previousEventId } = entry
  const state = draft.machine.states.get(stateName)
  assert(state, `the definition has no state ${stateName}`)
  draft.budget.countState()
  const enteredEventId = draft.record(`${state.type}StateEntered`, previousEventId, {
    name: stateName,
    input,
  })
  const visit = { place, stateName, enteredAt: draft.at, enteredEventId, input }
  return previousEventId === enteredEventId - 1 ? visit : { ...visit, followedEventId: previousEventId }
}
