/**
 * The suite that every integration passes, against a real server of its service.
 *
 *     integrationContract('lambda', async () => ({ integration, succeeds: {...}, fails: {...}, error: /^Lambda\./ }))
 */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { AslError, isObject, parseJson, Payload, type Json, type Outcome } from '#base'
import type { ServiceResource } from '#asl'
import type { Integration, TaskCall, TaskResult } from './port.ts'
import { taskSender } from './task-sender.ts'

export interface ContractSubject {
  readonly integration: Integration
  readonly action: string
  /** Parameters of a call that the service takes. */
  readonly succeeds: Json
  /** Parameters of a call that the service refuses, and the name of the error that it gives. */
  readonly fails: Json
  readonly error: RegExp
  /** Parameters of a call that does not end by itself, where the service has one. */
  readonly hangs?: Json
  /** Parameters of a call whose server goes away before it has answered, and the name of the error. */
  readonly breaks?: Json
  readonly broken?: RegExp
  /** Where the service knows a call that is made again by its key: how often it has done what `succeeds` asks. */
  readonly effects?: () => Promise<number>
  close?(): Promise<void>
}

/** A call is given up when its answer takes longer; nothing is concluded from how fast it is. */
const giveUpMs = 30_000

/** A call of an action with the rest filled in. */
export function taskCall(
  resource: Pick<ServiceResource, 'service' | 'action'> & Partial<ServiceResource>,
  parameters: Json,
  more: Partial<Omit<TaskCall, 'submission'>> = {},
): Omit<TaskCall, 'submission'> {
  return {
    account: '000000000000',
    region: 'us-east-1',
    resource: { kind: 'service', sdk: false, pattern: 'request-response', ...resource },
    parameters,
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:execution',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    roleArn: 'arn:aws:iam::000000000000:role/role',
    idempotencyKey: 'task-1/0',
    signal: new AbortController().signal,
    ...more,
  }
}

export function integrationContract(name: string, open: () => Promise<ContractSubject>): void {
  suite(`the integration ${name}`, { timeout: giveUpMs }, () => {
    let subject: ContractSubject
    before(async () => void (subject = await open()))
    after(() => subject.close?.())

    const send = (parameters: Json, more: Partial<ServiceResource> = {}, signal?: AbortSignal) => {
      const { service } = subject.integration
      const { resource, ...call } = taskCall({ service, action: subject.action, ...more }, parameters)
      const noFunctions = {
        invoke: () => assert.fail('a service is no function'),
        close: async () => undefined,
      }
      return taskSender(
        new Map([[service, subject.integration]]),
        noFunctions,
      )({
        ...call,
        target: resource,
        parameters: Payload.fromValue(parameters),
        signal: signal ?? call.signal,
      })
    }

    contractOfAnswers(() => subject, send)
    contractOfCalls(() => subject, send)
  })
}

type Send = (
  parameters: Json,
  more?: Partial<ServiceResource>,
  signal?: AbortSignal,
) => Promise<Outcome<TaskResult>>

/** What is answered and refused. */
function contractOfAnswers(of: () => ContractSubject, send: Send): void {
  test('names its service as ARNs do and gives each action its patterns', () => checkActions(of()))

  test('answers with a JSON object', async () => {
    const answer = await send(of().succeeds)
    assert(!(answer instanceof AslError), errorText(answer))
    assert(isObject(answer.output.value))
    assert.deepEqual(parseJson(answer.output.text), answer.output.value)
  })

  test("gives an error of the service AWS's name and a cause", async () => {
    const error = expectError(await send(of().fails))
    assert.match(error.error ?? '', of().error)
    assert.notEqual(error.cause ?? '', '')
  })

  test('refuses a field that the action lacks before anything is sent', async () => {
    const error = expectError(await send({ ...(of().succeeds as object), NoSuchField: 1 }))
    assert.equal(error.error, 'States.Runtime')
    assert.match(error.cause ?? '', /The field 'NoSuchField' is not supported by Step Functions/)
  })

  test('is not called for an action or a pattern that it does not offer', async () => {
    const unknown = expectError(await send(of().succeeds, { action: 'noSuchAction' }))
    assert.match(unknown.cause ?? '', /the action 'noSuchAction'/)
    const sdk = expectError(await send(of().succeeds, { sdk: true }))
    assert.match(sdk.cause ?? '', /the service 'aws-sdk:/)
  })
}

/** What becomes of a call that is stopped, broken off or sent again. */
function contractOfCalls(of: () => ContractSubject, send: Send): void {
  test('stops when its signal is aborted', async (t) => {
    const { hangs } = of()
    if (hangs === undefined) return t.skip('no call of this service takes long')
    const controller = new AbortController()
    const sent = send(hangs, {}, controller.signal)
    setImmediate(() => controller.abort(new Error('the execution was stopped')))
    expectError(await sent)
  })

  test('says so when its service goes away in flight', async (t) => {
    const { breaks } = of()
    if (breaks === undefined) return t.skip('its server cannot be made to go away')
    const error = expectError(await send(breaks))
    assert.match(error.error ?? '', of().broken!)
  })

  test('has one effect when it is sent again with the key of the first time', async (t) => {
    const { effects } = of()
    if (!effects) return t.skip('the service takes no key: sent again after a crash, it happens again')
    const earlier = await effects()
    for (const _ of ['first', 'again']) assert(!((await send(of().succeeds)) instanceof AslError))
    assert.equal((await effects()) - earlier, 1)
  })

  test('sends nothing when its signal is aborted already', async () => {
    expectError(await send(of().succeeds, {}, AbortSignal.abort(new Error('stopped before'))))
  })
}

function checkActions({ integration, action }: ContractSubject): void {
  assert.match(integration.service, /^[a-z0-9-]+$/)
  assert(Object.hasOwn(integration.actions, action))
  for (const [one, patterns] of Object.entries(integration.actions)) {
    assert.match(one, /^[a-z][A-Za-z0-9]+$/)
    assert(patterns.length > 0, `${one} has no pattern`)
    assert.equal(new Set(patterns).size, patterns.length)
  }
}

function expectError(answer: Outcome<TaskResult>): AslError {
  assert(answer instanceof AslError, 'expected an error')
  return answer
}

function errorText(answer: Outcome<TaskResult>): string {
  return answer instanceof AslError ? `${answer.error}: ${answer.cause}` : ''
}
