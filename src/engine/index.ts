export { type Clock, systemClock } from './clock.ts'
export type { CommitObserver } from './commit.ts'
export type { OutgoingTask, SendTask, TaskResult } from '#integrations'
export {
  executionArnOf,
  executionNameOf,
  mapRunArnOf,
  parentMapRunArnOf,
  stateMachineArnOf,
} from './execution-arns.ts'
export { mapLabels } from '#interpreter'
export { childRedrive } from './map-run/results.ts'
export { readHistory } from './history-entries.ts'
export type { MemoryLimits } from './resident-executions.ts'
export { type LogEntry, logEntryOf } from './log-entry.ts'
export { openEngine, type EngineOptions } from './open-engine.ts'
export * from './port.ts'
export { retentionDaysDefault } from './retention.ts'
