/** All operations that this release offers, and the names of AWS's others. */
import type { Operation } from './operation.ts'
import { createActivity } from './operations/create-activity.ts'
import { createStateMachine } from './operations/create-state-machine.ts'
import { deleteActivity } from './operations/delete-activity.ts'
import { deleteStateMachine } from './operations/delete-state-machine.ts'
import { describeActivity } from './operations/describe-activity.ts'
import { describeExecution } from './operations/describe-execution.ts'
import { describeMapRun } from './operations/describe-map-run.ts'
import { describeStateMachineForExecution } from './operations/describe-state-machine-for-execution.ts'
import { describeStateMachine } from './operations/describe-state-machine.ts'
import { getActivityTask } from './operations/get-activity-task.ts'
import { getExecutionHistory } from './operations/get-execution-history.ts'
import { listActivities } from './operations/list-activities.ts'
import { listExecutions } from './operations/list-executions.ts'
import { listMapRuns } from './operations/list-map-runs.ts'
import { listStateMachines } from './operations/list-state-machines.ts'
import { listTagsForResource } from './operations/list-tags-for-resource.ts'
import { sendTaskFailure } from './operations/send-task-failure.ts'
import { sendTaskHeartbeat } from './operations/send-task-heartbeat.ts'
import { sendTaskSuccess } from './operations/send-task-success.ts'
import { startExecution } from './operations/start-execution.ts'
import { startSyncExecution } from './operations/start-sync-execution.ts'
import { stopExecution } from './operations/stop-execution.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateMapRun } from './operations/update-map-run.ts'
import { updateStateMachine } from './operations/update-state-machine.ts'
import { validateStateMachineDefinition } from './operations/validate-state-machine-definition.ts'

const offered: readonly Operation[] = [
  createActivity,
  createStateMachine,
  deleteActivity,
  deleteStateMachine,
  describeActivity,
  describeExecution,
  describeMapRun,
  describeStateMachine,
  describeStateMachineForExecution,
  getActivityTask,
  getExecutionHistory,
  listActivities,
  listExecutions,
  listMapRuns,
  listStateMachines,
  listTagsForResource,
  sendTaskFailure,
  sendTaskHeartbeat,
  sendTaskSuccess,
  startExecution,
  startSyncExecution,
  stopExecution,
  tagResource,
  untagResource,
  updateMapRun,
  updateStateMachine,
  validateStateMachineDefinition,
]

export const operations: ReadonlyMap<string, Operation> = new Map(
  offered.map((operation) => [operation.name, operation]),
)

/** Operations of AWS's API that this release does not offer. */
export const operationsNotOffered: ReadonlySet<string> = new Set([
  'CreateStateMachineAlias',
  'DeleteStateMachineAlias',
  'DeleteStateMachineVersion',
  'DescribeStateMachineAlias',
  'ListStateMachineAliases',
  'ListStateMachineVersions',
  'PublishStateMachineVersion',
  'RedriveExecution',
  'TestState',
  'UpdateStateMachineAlias',
])
