/** Stands before the way out of the house: answers the calls that a test case mocks, and lets the others pass. */
import { AslError, isObject, member, Payload, type Json } from '#base'
import type { MockConfiguration } from './mock-configuration.ts'
import type { OutgoingTask, SendTask, TaskResult } from './port.ts'

/** `mocks` is asked at each call: the configuration may be read again meanwhile. */
export function mockSender(send: SendTask, mocks: () => MockConfiguration): SendTask {
  return (task) => {
    const answer = task.mock && mocks().answer(task.mock)
    if (answer === undefined) return send(task)
    return Promise.resolve(answer instanceof AslError ? answer : mockedResult(task, answer))
  }
}

/** A task that waits for a token or a job has its result at once, behind what it has submitted. */
function mockedResult({ target }: OutgoingTask, answer: Json): TaskResult {
  // The mock is Lambda's answer; a function that a task names itself gives its payload (recorded: local_mocking).
  const payload = target.kind === 'lambda' && isObject(answer) ? member(answer, 'Payload') : undefined
  const output = Payload.fromValue(payload ?? answer)
  const waits = target.kind === 'service' && target.pattern !== 'request-response'
  return waits ? { output, completion: Promise.resolve(output) } : { output }
}
