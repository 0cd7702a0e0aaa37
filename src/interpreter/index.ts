export type { Beginning, InnerBeginning } from './beginning.ts'
export * from './codec.ts'
export type * from './commands.ts'
export { type Environment } from './draft.ts'
export { enclosingStates, type EnclosingState } from './enclosing-states.ts'
export type * from './events.ts'
export {
  beginningHeader,
  itemsKey,
  newHeader,
  type Execution,
  type ExecutionStatus,
  type Header,
  type Identity,
  type Need,
} from './execution.ts'
export * from './frame.ts'
export { mapLabels } from './map-labels.ts'
export * from './map-run-codec.ts'
export * from './map-run-job.ts'
export * from './map-run-items.ts'
export { detailsMember, type HistoryEvent, type HistoryEventType } from './history.ts'
export { step } from './step.ts'
export type { ErrorDetails, Inspected, NotesTaken } from './test-state/inspected.ts'
export * from './test-state/state-test.ts'
export { dataLimitCause } from './uncaught.ts'
export * from './turn.ts'
export { variablePayloadsMax } from './variables.ts'
