/** What has to be true of every run, and of an interrupted one beside the one that was not interrupted. */
import assert from 'node:assert/strict'
import type { HistoryEntry } from '#engine'
import type { RunResult } from './simulated-run.ts'

export function checkHistory({ record, history }: RunResult): void {
  history.forEach((event, index) => {
    assert.equal(event.id, index + 1, 'event ids have no gap')
    assert.ok(event.previousEventId < event.id, 'an event follows an earlier one')
    assert.ok(index === 0 || event.timestamp >= history[index - 1]!.timestamp, 'times never go backwards')
  })
  history.forEach((event) => checkExit(event, history))
  for (const type of ['Task', 'Wait', 'Parallel', 'Map']) checkEnds(type, history)
  const ends = history.filter(({ type }) => /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type))
  const redrives = history.filter(({ type }) => type === 'ExecutionRedriven')
  assert.equal(ends.length, redrives.length + 1, 'an execution ends once, and once more after each redrive')
  assert.equal(redrives.length, record.redrive?.count ?? 0, 'each redrive is in the history')
  for (const { previousEventId } of redrives)
    assert.ok(ends.includes(history[previousEventId - 1]!), 'a redrive follows an end')
  assert.equal(ends.at(-1), history.at(-1), 'an end is the last event')
  assert.equal(record.status, ends.at(-1)!.type.slice('Execution'.length).toUpperCase())
}

/** Every item has one child; a Map Run that went well has left none out. */
export function checkMapRuns({ mapRuns }: RunResult): void {
  for (const { status, running, started, indexes, itemCounts } of mapRuns) {
    assert.notEqual(status, 'RUNNING', 'a Map Run does not outlive its execution for long')
    assert.deepEqual(
      indexes.toSorted((a, b) => a - b),
      [...indexes.keys()],
      'each item has one child, in order',
    )
    assert.equal(running, 0, 'no child outlives its Map Run')
    assert.equal(started, indexes.length, 'the store counts the children as they are')
    if (status === 'SUCCEEDED') assert.ok(itemCounts.includes(indexes.length), 'no item was skipped')
  }
}

/** A state that was cut off does not go on. */
function checkEnds(type: string, history: readonly HistoryEntry[]): void {
  const count = (event: string) => history.filter((entry) => entry.type === `${type}State${event}`).length
  // What was cut off goes on after a redrive.
  const isRedriven = history.some((entry) => entry.type === 'ExecutionRedriven')
  const ends = count('Exited') + (isRedriven ? 0 : count('Aborted'))
  assert.ok(
    ends <= count('Entered'),
    `${ends} ${type} states were left or cut off, but ${count('Entered')} entered`,
  )
}

/** The exit of a state leads back to its entry. */
function checkExit(event: HistoryEntry, history: readonly HistoryEntry[]): void {
  if (!event.type.endsWith('StateExited')) return
  const name = event.details?.['name']
  let at: HistoryEntry | undefined = event
  // A state that goes on follows the redrive.
  while (
    at &&
    at.type !== 'ExecutionRedriven' &&
    !(at.type.endsWith('StateEntered') && at.details?.['name'] === name)
  )
    at = history[at.previousEventId - 1]
  assert.ok(at, `event ${event.id} leads back to where ${String(name)} was entered`)
}

/** How tasks and Distributed Maps fail here: where there are both, which branch is first to fail depends on the moment. */
const failures = new Set(['SimulatedError', 'States.ExceedToleratedFailureThreshold'])

export function compareRuns(resumed: RunResult, uninterrupted: RunResult): void {
  // What was cut off when something failed may have failed otherwise, and been caught, had it gone on in time.
  if (isRedrivenInHaste(resumed) || isRedrivenInHaste(uninterrupted)) return
  const haveMapRuns = [resumed, uninterrupted].some(({ history }) =>
    history.some(({ type }) => type === 'MapRunStarted'),
  )
  const ended = ({ record: { status, output, error, cause } }: RunResult) => ({
    status,
    output,
    ...(haveMapRuns && error !== undefined && failures.has(error) ? {} : { error, cause }),
  })
  assert.deepEqual(ended(resumed), ended(uninterrupted), 'the resumed run ends as the uninterrupted one')
  // Where something failed, which siblings were cut off depends on the moment.
  if (uninterrupted.history.some(({ type }) => type.endsWith('Aborted'))) return
  if (resumed.history.some(({ type }) => type.endsWith('Aborted'))) return
  assert.deepEqual(visits(resumed.history), visits(uninterrupted.history), 'the same states were visited')
}

/** It was redriven, after its failure had cut something off. */
function isRedrivenInHaste({ history }: RunResult): boolean {
  return (
    history.some(({ type }) => type === 'ExecutionRedriven') &&
    history.some(({ type }) => type.endsWith('Aborted'))
  )
}

/** A Map Run has a name of its own in every run. */
const mapRunName = /:mapRun:[^"]*/g

/** The events without their order, ids and times. */
function visits(history: readonly HistoryEntry[]): string[] {
  return history
    .map(({ type, details }) => `${type} ${JSON.stringify(details ?? {}).replace(mapRunName, '')}`)
    .toSorted()
}
