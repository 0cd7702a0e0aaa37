export * from './codec.ts'
export type * from './commands.ts'
export { type Environment } from './draft.ts'
export type * from './events.ts'
export {
  itemsKey,
  newHeader,
  type Execution,
  type ExecutionStatus,
  type Header,
  type Identity,
  type Need,
} from './execution.ts'
export * from './frame.ts'
export { detailsMember, type HistoryEvent, type HistoryEventType } from './history.ts'
export { step } from './step.ts'
export * from './turn.ts'
