import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { detailsMember, type HistoryEventType } from './history.ts'
import { tableOf } from './test-machine.ts'

/** From AWS's service model (HistoryEvent). */
const table = tableOf(`
  ExecutionStarted         => executionStartedEventDetails
  ExecutionSucceeded       => executionSucceededEventDetails
  ExecutionFailed          => executionFailedEventDetails
  ExecutionAborted         => executionAbortedEventDetails
  ExecutionTimedOut        => executionTimedOutEventDetails
  PassStateEntered         => stateEnteredEventDetails
  FailStateEntered         => stateEnteredEventDetails
  MapStateExited           => stateExitedEventDetails
  ChoiceStateExited        => stateExitedEventDetails
  TaskStateAborted         => none
  WaitStateAborted         => none
  ParallelStateAborted     => none
  MapStateAborted          => none
  ParallelStateStarted     => none
  ParallelStateSucceeded   => none
  ParallelStateFailed      => none
  MapStateStarted          => mapStateStartedEventDetails
  MapStateSucceeded        => none
  MapStateFailed           => none
  MapIterationStarted      => mapIterationStartedEventDetails
  MapIterationAborted      => mapIterationAbortedEventDetails
  TaskScheduled            => taskScheduledEventDetails
  TaskStarted              => taskStartedEventDetails
  TaskSubmitted            => taskSubmittedEventDetails
  TaskTimedOut             => taskTimedOutEventDetails
  LambdaFunctionScheduled  => lambdaFunctionScheduledEventDetails
  LambdaFunctionStarted    => none
  LambdaFunctionFailed     => lambdaFunctionFailedEventDetails
  ActivityScheduled        => activityScheduledEventDetails
  ActivityStarted          => activityStartedEventDetails
`)

suite('the details of an event are in the member', () => {
  for (const [type, member] of table) {
    test(`${type}: ${member}`, () => {
      assert.equal(detailsMember(type as HistoryEventType) ?? 'none', member)
    })
  }
})
