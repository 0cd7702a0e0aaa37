export { type Clock, systemClock } from './clock.ts'
export type { CommitObserver } from './commit.ts'
export type { OutgoingTask, SendTask, TaskResult } from '#integrations'
export {
  executionArnOf,
  executionNameOf,
  mapRunArnOf,
  parentMapRunArnOf,
  stateMachineAliasArnOf,
  stateMachineArnOf,
  stateMachineVersionArnOf,
} from './execution-arns.ts'
export { mapLabels } from '#interpreter'
export { readHistory } from './history-entries.ts'
export type { MemoryLimits } from './resident-executions.ts'
export { type LogEntry, logEntryOf } from './logs/log-entry.ts'
export type { EngineOptions } from './engine-parts.ts'
export { openEngine } from './open-engine.ts'
export type { TestCases } from './starts/starts.ts'
export * from './port.ts'
export * from './catalog/versions-port.ts'
export type * from './search/port.ts'
export type { RedriveStatus } from './redrive/redrive-status.ts'
export type { StatusChange, StatusEvents } from './status-events.ts'
export { retentionDaysDefault } from './retention.ts'
export type { SpanFact, SpanSink } from './tracing/span-fact.ts'
export type { TracingOptions } from './tracing/tracing.ts'
