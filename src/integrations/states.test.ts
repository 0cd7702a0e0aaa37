import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AslError, isObject, type Json } from '#base'
import type { ServiceResource } from '#asl'
import { integrationContract, taskCall } from './contract.ts'
import { serverStops, type TaskCall } from './port.ts'
import { statesIntegration, type Executions } from './states.ts'

type StartRequest = Parameters<Executions['start']>[0]
type Child = Awaited<ReturnType<Executions['ended']>>
type Ending = Partial<Child>

const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:child'
const startedAt = 1_700_000_000_123

/** Executions as the engine keeps them: idempotent by name and input while running, refused once closed. */
class FakeExecutions implements Executions {
  readonly children = new Map<string, Child>()
  readonly stopped: string[] = []

  async start(request: StartRequest): ReturnType<Executions['start']> {
    if (request.stateMachineName === 'express') return this.startExpress(request)
    if (request.stateMachineName !== 'child') return { refused: 'unknown-state-machine' }
    const executionArn = `arn:aws:states:${request.region}:${request.account}:execution:child:${request.name}`
    const existing = this.children.get(executionArn)
    if (existing && (existing.status !== 'RUNNING' || existing.input !== request.input)) {
      return { refused: 'execution-exists' }
    }
    const { stateMachineName: machineName, ...rest } = request
    if (!existing) this.children.set(executionArn, { ...rest, machineName, status: 'RUNNING', startedAt })
    return { executionArn, startedAt }
  }

  startExpress({ type, name }: StartRequest): Awaited<ReturnType<Executions['start']>> {
    if (type === 'STANDARD') return { refused: 'type-not-supported' }
    return { executionArn: `arn:aws:states:us-east-1:000000000000:express:express:${name}:uuid`, startedAt }
  }

  end(arn: string, ending: Ending): void {
    this.children.set(arn, { ...this.children.get(arn)!, stoppedAt: startedAt + 1000, ...ending })
  }

  async stop({ executionArn }: { readonly executionArn: string }): Promise<void> {
    this.stopped.push(executionArn)
  }

  async execution(arn: string): Promise<Child | undefined> {
    return this.children.get(arn)
  }

  async ended(arn: string, signal?: AbortSignal): Promise<Child> {
    const child = this.children.get(arn)!
    if (child.status !== 'RUNNING') return child
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')))
    })
  }
}

function startCall(
  parameters: Json,
  pattern: ServiceResource['pattern'] = 'request-response',
  more: Partial<TaskCall> = {},
): TaskCall {
  const resource = { service: 'states', action: 'startExecution', pattern }
  return { ...taskCall(resource, parameters), ...more }
}

integrationContract('states', async () => ({
  integration: statesIntegration(() => new FakeExecutions()),
  action: 'startExecution',
  succeeds: { StateMachineArn: machineArn },
  fails: { StateMachineArn: `${machineArn}NoSuch` },
  error: /^StepFunctions\.StateMachineDoesNotExistException$/,
}))

async function start(executions: Executions, call: TaskCall) {
  const outcome = await statesIntegration(() => executions).call(call)
  if (outcome instanceof AslError) assert.fail(`${outcome.error}: ${outcome.cause}`)
  assert(isObject(outcome.output))
  return {
    output: outcome.output,
    finished: outcome.finished,
    arn: outcome.output['ExecutionArn'] as string,
  }
}

async function refuse(executions: Executions, call: TaskCall): Promise<AslError> {
  const outcome = await statesIntegration(() => executions).call(call)
  assert(outcome instanceof AslError, 'expected an error')
  return outcome
}

test('a started child is answered with its ARN, its start in milliseconds and the SDK metadata', async () => {
  const { output } = await start(
    new FakeExecutions(),
    startCall({ StateMachineArn: machineArn, Name: 'one' }),
  )
  assert.equal(output['ExecutionArn'], 'arn:aws:states:us-east-1:000000000000:execution:child:one')
  assert.equal(output['StartDate'], startedAt)
  assert.deepEqual(Object.keys(output), [
    'ExecutionArn',
    'StartDate',
    'SdkHttpMetadata',
    'SdkResponseMetadata',
  ])
})

test('an Input is an object or JSON text, and null is none', async () => {
  const executions = new FakeExecutions()
  const inputOf = async (parameters: Record<string, Json>) => {
    const { arn } = await start(executions, startCall({ StateMachineArn: machineArn, ...parameters }))
    return executions.children.get(arn)!.input
  }
  assert.equal(await inputOf({ Name: 'object', Input: { a: 1 } }), '{"a":1}')
  assert.equal(await inputOf({ Name: 'text', Input: '"hello"' }), '"hello"')
  assert.equal(await inputOf({ Name: 'null', Input: null }), '{}')
  assert.equal(await inputOf({ Name: 'absent' }), '{}')
  const error = await refuse(executions, startCall({ StateMachineArn: machineArn, Input: 'hello' }))
  assert.equal(error.error, 'StepFunctions.InvalidExecutionInputException')
})

test('a task that is sent again starts its unnamed child once', async () => {
  const executions = new FakeExecutions()
  const call = startCall({ StateMachineArn: machineArn })
  const first = await start(executions, call)
  executions.end(first.arn, { status: 'SUCCEEDED', output: '{}' })
  const again = await start(executions, call)
  assert.equal(again.arn, first.arn)
  const retry = await start(
    executions,
    startCall({ StateMachineArn: machineArn }, 'sync', { idempotencyKey: 'b' }),
  )
  assert.notEqual(retry.arn, first.arn)
})

test('a task that is sent again finds its named child, also when that has ended meanwhile', async () => {
  const executions = new FakeExecutions()
  const call = startCall({ StateMachineArn: machineArn, Name: 'one' }, 'sync')
  const first = await start(executions, call)
  executions.end(first.arn, { status: 'SUCCEEDED', output: '"done"' })
  const again = await start(executions, call)
  assert.equal(again.output['StartDate'], startedAt)
  assert.equal(((await again.finished) as Record<string, Json>)['Output'], '"done"')
})

test("somebody else's execution of that name is ExecutionAlreadyExists", async () => {
  const executions = new FakeExecutions()
  const parameters = { StateMachineArn: machineArn, Name: 'one' }
  const { arn } = await start(executions, startCall(parameters))
  executions.end(arn, { status: 'SUCCEEDED', output: '{}' })
  const error = await refuse(executions, startCall(parameters, 'sync', { idempotencyKey: 'another' }))
  assert.equal(error.error, 'StepFunctions.ExecutionAlreadyExistsException')
  assert.match(
    error.cause!,
    /^Execution Already Exists: 'arn:aws:states:.*:one' \(Service: AWSStepFunctions; /,
  )
})

test('an unknown state machine is refused in the words recorded on AWS', async () => {
  const error = await refuse(new FakeExecutions(), startCall({ StateMachineArn: `${machineArn}NoSuch` }))
  assert.equal(error.error, 'StepFunctions.StateMachineDoesNotExistException')
  assert.match(
    error.cause!,
    /^State Machine Does Not Exist: 'arn:aws:states:us-east-1:000000000000:stateMachine:childNoSuch' \(Service: AWSStepFunctions; Status Code: 400; Error Code: StateMachineDoesNotExist; Request ID: \S+; Proxy: null\)$/,
  )
})

test('names and ARNs that are none are refused', async () => {
  const executions = new FakeExecutions()
  const name = await refuse(executions, startCall({ StateMachineArn: machineArn, Name: 'a b' }))
  assert.equal(name.error, 'StepFunctions.InvalidNameException')
  const long = await refuse(executions, startCall({ StateMachineArn: machineArn, Name: 'x'.repeat(81) }))
  assert.equal(long.error, 'StepFunctions.InvalidNameException')
  const arn = await refuse(executions, startCall({ StateMachineArn: 'child' }))
  assert.equal(arn.error, 'StepFunctions.InvalidArnException')
})

async function finish(pattern: 'sync' | 'sync:2', ending: Ending): Promise<Json | AslError> {
  const executions = new FakeExecutions()
  const parameters = { StateMachineArn: machineArn, Name: 'one' }
  const { arn } = await start(executions, startCall(parameters, pattern))
  executions.end(arn, ending)
  const { finished } = await start(executions, startCall(parameters, pattern))
  return (await finished)!
}

test('.sync gives the description of the child with both documents as text, .sync:2 parsed', async () => {
  const common = {
    ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:one',
    InputDetails: { Included: true },
    Name: 'one',
    OutputDetails: { Included: true },
    StartDate: startedAt,
    StateMachineArn: machineArn,
    Status: 'SUCCEEDED',
    StopDate: startedAt + 1000,
  }
  const ending: Ending = { status: 'SUCCEEDED', output: '{"Arg1":"argument1"}' }
  assert.deepEqual(await finish('sync', ending), { ...common, Input: '{}', Output: '{"Arg1":"argument1"}' })
  assert.deepEqual(await finish('sync:2', ending), { ...common, Input: {}, Output: { Arg1: 'argument1' } })
})

test('a child is started by a version or an alias, and what is not there is named as it was given', async () => {
  const executions = new FakeExecutions()
  const qualifiers: (string | undefined)[] = []
  const { start: begin } = executions
  executions.start = (request) => {
    qualifiers.push(request.qualifier)
    return begin.call(executions, request)
  }
  for (const qualifier of ['', ':7', ':prod'])
    await start(executions, startCall({ StateMachineArn: `${machineArn}${qualifier}`, Name: 'one' }))
  assert.deepEqual(qualifiers, [undefined, '7', 'prod'])
  const { cause } = await refuse(executions, startCall({ StateMachineArn: `${machineArn}NoSuch:prod` }))
  assert.match(cause!, /^State Machine Does Not Exist: '[^']+:stateMachine:childNoSuch:prod'/)
})

test('the description of a child has the version and the alias that started it', async () => {
  const described = await finish('sync', { status: 'SUCCEEDED', output: '{}', version: 7, alias: 'prod' })
  const { StateMachineAliasArn, StateMachineArn, StateMachineVersionArn } = described as Record<string, Json>
  assert.deepEqual(
    [StateMachineAliasArn, StateMachineArn, StateMachineVersionArn],
    [`${machineArn}:prod`, machineArn, `${machineArn}:7`],
  )
})

test('a child that fails is States.TaskFailed with its description as the cause', async () => {
  const outcome = await finish('sync:2', { status: 'FAILED', error: 'SomeFailure', cause: 'why' })
  assert(outcome instanceof AslError)
  assert.equal(outcome.error, 'States.TaskFailed')
  assert.deepEqual(JSON.parse(outcome.cause!), {
    Cause: 'why',
    Error: 'SomeFailure',
    ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:one',
    Input: '{}',
    InputDetails: { Included: true },
    Name: 'one',
    StartDate: startedAt,
    StateMachineArn: machineArn,
    Status: 'FAILED',
    StopDate: startedAt + 1000,
  })
})

test('a parent that ends takes the child of its .sync task along', async () => {
  const executions = new FakeExecutions()
  const controller = new AbortController()
  const call = startCall({ StateMachineArn: machineArn, Name: 'one' }, 'sync', { signal: controller.signal })
  const { arn, finished } = await start(executions, call)
  controller.abort()
  assert(finished)
  await finished
  assert.deepEqual(executions.stopped, [arn])
})

test('a child goes on when the server stops, and is watched again by what was noted of it', async () => {
  const executions = new FakeExecutions()
  const controller = new AbortController()
  const parameters = { StateMachineArn: machineArn, Name: 'one' }
  const call = startCall(parameters, 'sync', { signal: controller.signal })
  const { arn, output, finished } = await start(executions, call)
  controller.abort(serverStops)
  await finished
  assert.deepEqual(executions.stopped, [])
  executions.end(arn, { status: 'SUCCEEDED', output: '7' })
  const again = startCall(parameters, 'sync', { submission: output, idempotencyKey: 'not needed any more' })
  const result = await (await start(executions, again)).finished
  assert.equal((result as Record<string, Json>)['Output'], '7')
})

test('an Express child is started, but nobody can wait for its end as for a job', async () => {
  const executions = new FakeExecutions()
  const express = { StateMachineArn: machineArn.replace('child', 'express'), Name: 'one' }
  const { output } = await start(executions, startCall(express))
  assert.match(String(output['ExecutionArn']), /:express:express:one:uuid$/)
  for (const pattern of ['sync', 'sync:2'] as const) {
    const { error, cause } = await refuse(executions, startCall(express, pattern))
    assert.equal(error, 'StepFunctions.StateMachineTypeNotSupportedException')
    assert.match(cause!, /^This operation is not supported by this type of state machine \(/)
  }
})
