/** Redriving executions: who may be, what is durable of it, and that a request which is sent again redrives nothing. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { awsLimits, type ExecutionArn } from '#base'
import { EngineUnderTest, pass, task, wait } from '../../../test/support/engine-under-test.ts'
import type { EngineOptions } from '../engine-parts.ts'
import type { Redriven } from '../port.ts'

interface Failed {
  readonly under: EngineUnderTest
  readonly arn: ExecutionArn
}

/** An execution whose only task has failed. */
async function failed(t: TestContext, options: Partial<EngineOptions> = {}): Promise<Failed> {
  const under = await EngineUnderTest.open(t, options)
  await under.create('m', task())
  const arn = await under.start('m')
  await failTask({ under, arn })
  return { under, arn }
}

async function failTask({ under, arn }: Failed): Promise<void> {
  await under.time.settled()
  under.sent.at(-1)!.fail('Broken', 'for now')
  await under.ended(arn)
}

async function redrive({ under, arn }: Failed, clientToken?: string): Promise<Redriven> {
  const redriven = await under.engine.redrive({ executionArn: arn, ...(clientToken && { clientToken }) })
  assert.ok(!('refused' in redriven), JSON.stringify(redriven))
  return redriven
}

/** What a redrive is refused with, and what the status of the execution says. */
async function refusal({ under, arn }: Failed): Promise<unknown> {
  const answer = await under.engine.redrive({ executionArn: arn })
  const status = await under.engine.redriveStatus(await under.record(arn))
  assert.equal(status.redriveStatus, 'NOT_REDRIVABLE')
  assert.deepEqual(answer, { refused: 'not-redrivable', reason: status.redriveStatusReason })
  return status.redriveStatusReason
}

test('a redriven execution runs again under its ARN, without its error, and succeeds', async (t) => {
  const of = await failed(t)
  const { under, arn } = of
  const before = await under.record(arn)
  assert.deepEqual([before.status, before.error, before.redrive], ['FAILED', 'Broken', undefined])
  const { redrivenAt } = await redrive(of)
  const running = await under.record(arn)
  const { status, error, cause, stoppedAt, redrive: redriven } = running
  assert.deepEqual([status, error, cause, stoppedAt], ['RUNNING', undefined, undefined, undefined])
  assert.deepEqual(redriven, { count: 1, at: redrivenAt })
  await under.time.settled()
  under.sent.at(-1)!.answer({ ok: true })
  const ended = await under.ended(arn)
  assert.deepEqual([ended.status, ended.output, ended.redrive], ['SUCCEEDED', '{"ok":true}', redriven])
  assert.deepEqual((await under.historyTypes(arn)).slice(5, 8), [
    'ExecutionFailed',
    'ExecutionRedriven',
    'LambdaFunctionScheduled',
  ])
})

test('a redrive that was answered is there after a crash, and its task is sent again with its key', async (t) => {
  const of = await failed(t)
  const { under, arn } = of
  await redrive(of)
  await under.time.settled()
  const { idempotencyKey } = under.sent.at(-1)!
  await under.restart()
  await under.time.settled()
  assert.equal(under.sent.at(-1)!.idempotencyKey, idempotencyKey)
  assert.notEqual(under.sent[0]!.idempotencyKey, idempotencyKey)
  under.sent.at(-1)!.answer(1)
  assert.equal((await under.ended(arn)).status, 'SUCCEEDED')
})

test('what has failed keeps what a redrive needs over a restart', async (t) => {
  const of = await failed(t)
  await of.under.restart()
  await redrive(of)
  await of.under.time.settled()
  of.under.sent.at(-1)!.answer(1)
  assert.equal((await of.under.ended(of.arn)).status, 'SUCCEEDED')
})

test('a request that is sent again with its token redrives nothing, also after a crash', async (t) => {
  const of = await failed(t)
  const first = await redrive(of, 'token')
  assert.deepEqual(await redrive(of, 'token'), first)
  await of.under.restart()
  assert.deepEqual(await redrive(of, 'token'), first)
  assert.equal((await of.under.record(of.arn)).redrive?.count, 1)
})

test('a token is forgotten behind ten others, and after a quarter of an hour', async (t) => {
  const of = await failed(t)
  const redriveCount = async () => (await of.under.record(of.arn)).redrive?.count
  await redrive(of, 'token')
  for (let i = 0; i < 10; i++) {
    await failTask(of)
    await redrive(of, `other ${i}`)
  }
  await failTask(of)
  await redrive(of, 'other 0')
  assert.equal(await redriveCount(), 11)
  await redrive(of, 'token')
  assert.equal(await redriveCount(), 12)
  await failTask(of)
  of.under.time.setWallClock(15 * 60_000 + 1)
  await redrive(of, 'token')
  assert.equal(await redriveCount(), 13)
})

test('of two redrives at once one is refused', async (t) => {
  const of = await failed(t)
  const answers = await Promise.all([1, 2].map(() => of.under.engine.redrive({ executionArn: of.arn })))
  assert.deepEqual(
    answers.map((answer) => ('refused' in answer ? answer : 'redriven')),
    ['redriven', { refused: 'not-redrivable', reason: 'Execution is RUNNING and cannot be redriven' }],
  )
})

test('what runs, what has succeeded and what is not there is not redriven', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', pass)
  await under.create('w', wait(10))
  const succeeded = await under.start('m')
  await under.ended(succeeded)
  const running = await under.start('w')
  assert.equal(await refusal({ under, arn: succeeded }), 'Execution is SUCCEEDED and cannot be redriven')
  assert.equal(await refusal({ under, arn: running }), 'Execution is RUNNING and cannot be redriven')
  const missing = `${running}-not` as ExecutionArn
  assert.deepEqual(await under.engine.redrive({ executionArn: missing }), { refused: 'unknown-execution' })
})

test('what ended before there was a redrive is not redriven', async (t) => {
  const of = await failed(t)
  const { id } = await of.under.record(of.arn)
  await of.under.restart()
  const frames = of.under.tap.store.frames.bind(of.under.tap.store)
  await of.under.kept.commit({ writes: [droppedFrames(id)] })
  assert.deepEqual(await frames({ executionId: id, range: { from: 0, to: 9 }, limit: 9 }), [])
  assert.equal(await refusal(of), 'Execution was started before the launch of RedriveExecution')
})

const droppedFrames = (executionId: number) =>
  ({
    kind: 'turn',
    executionId,
    frames: [],
    droppedFrames: [{ from: 0, to: 1000 }],
    items: [],
    sent: [],
    consumed: [],
  }) as const

test('the limits of AWS are those of its profile', async (t) => {
  const dayMs = 86_400_000
  const old = await failed(t, { limits: awsLimits })
  old.under.time.setWallClock(14 * dayMs + 1)
  assert.equal(await refusal(old), 'Execution redrivable period exceeded')
  const full = await failed(t, { limits: { ...awsLimits, historyEventsMax: 7 } })
  assert.equal(await refusal(full), 'Execution history event limit exceeded')
  const patient = await failed(t)
  patient.under.time.setWallClock(15 * dayMs)
  await redrive(patient)
})

test('an execution of a state machine that is deleted is not redriven', async (t) => {
  const of = await failed(t)
  await of.under.engine.catalog.deleteMachine({ account: '000000000000', region: 'us-east-1' }, 'm')
  const answer = await of.under.engine.redrive({ executionArn: of.arn })
  assert.ok('refused' in answer)
})

test('the time of a machine begins anew, also where it is short', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('m', { ...(wait(100) as object), TimeoutSeconds: 20 })
  const arn = await under.start('m')
  const first = await under.ended(arn)
  assert.deepEqual([first.status, first.stoppedAt! - first.startedAt], ['TIMED_OUT', 20_000])
  const { redrivenAt } = await redrive({ under, arn })
  const second = await under.ended(arn)
  assert.deepEqual([second.status, second.stoppedAt! - redrivenAt], ['TIMED_OUT', 20_000])
})

test('a stopped execution is redriven, though a second stop comes in between', async (t) => {
  const under = await EngineUnderTest.open(t)
  await under.create('p', {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [task(), { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 30, End: true } } }],
        End: true,
      },
    },
  })
  const arn = await under.start('p')
  await under.time.settled()
  await under.engine.stop({ executionArn: arn })
  assert.deepEqual(await under.kept.dueFrames(1e15, 10), [])
  assert.deepEqual(await under.kept.pendingFrames(10), [])
  await redrive({ under, arn })
  await under.engine.stop({ executionArn: arn })
  await redrive({ under, arn })
  await under.time.settled()
  assert.equal(under.sent.length, 3)
  under.sent.at(-1)!.answer('done')
  const { status, output, redrive: redriven } = await under.ended(arn)
  assert.deepEqual([status, output, redriven?.count], ['SUCCEEDED', '["done",{}]', 2])
})
