import { test } from 'node:test'
import assert from 'node:assert/strict'
import { answerOf, sdk, serverOfFile } from '../support/sdk.ts'

const on = serverOfFile()

const roleArn = 'arn:aws:iam::000000000000:role/r'
const pass = (result: string) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: result, End: true } } })

test('a state machine is created once, described, and not created again with another definition', async () => {
  const created = await on.sfn.createStateMachine({ name: 'once', definition: pass('a'), roleArn })
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:once'
  assert.equal(created.stateMachineArn, arn)
  assert.ok(created.creationDate instanceof Date)
  const again = await on.sfn.createStateMachine({
    name: 'once',
    definition: pass('a'),
    roleArn: `${roleArn}2`,
  })
  assert.deepEqual(again.creationDate, created.creationDate)
  const described = answerOf(await on.sfn.describeStateMachine({ stateMachineArn: arn }))
  assert.deepEqual(described, {
    stateMachineArn: arn,
    name: 'once',
    status: 'ACTIVE',
    definition: pass('a'),
    roleArn,
    type: 'STANDARD',
    creationDate: created.creationDate,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  })
  await assert.rejects(on.sfn.createStateMachine({ name: 'once', definition: pass('b'), roleArn }), {
    name: 'StateMachineAlreadyExists',
    message: `State Machine Already Exists: '${arn}'`,
  })
})

test('an update makes a revision, and one with equal values does not', async () => {
  const { stateMachineArn } = await on.sfn.createStateMachine({
    name: 'updated',
    definition: pass('a'),
    roleArn,
  })
  const { executionArn } = await on.sfn.startExecution({ stateMachineArn: stateMachineArn! })
  const first = await on.sfn.updateStateMachine({ stateMachineArn: stateMachineArn!, definition: pass('b') })
  assert.match(first.revisionId!, /^[0-9a-f-]{36}$/)
  const second = await on.sfn.updateStateMachine({ stateMachineArn: stateMachineArn!, definition: pass('b') })
  assert.equal(second.revisionId, first.revisionId)
  const current = await on.sfn.describeStateMachine({ stateMachineArn: stateMachineArn! })
  assert.equal(current.definition, pass('b'))
  assert.equal(current.revisionId, first.revisionId)
  const ran = await on.sfn.describeStateMachineForExecution({ executionArn: executionArn! })
  assert.equal(ran.definition, pass('a'))
  assert.equal(ran.revisionId, undefined)
})

test('state machines are listed by name, page by page', async () => {
  const region = sdk(on.server.endpoint, { region: 'eu-north-1' })
  for (const name of ['c', 'a', 'b'])
    await region.createStateMachine({ name, definition: pass(name), roleArn })
  const names: (string | undefined)[] = []
  let nextToken: string | undefined
  do {
    const page = await region.listStateMachines({ maxResults: 2, nextToken })
    names.push(...page.stateMachines!.map(({ name }) => name))
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  region.destroy()
  assert.deepEqual(names, ['a', 'b', 'c'])
})

test('a deleted state machine is gone, and can be created anew', async () => {
  const { stateMachineArn } = await on.sfn.createStateMachine({
    name: 'gone',
    definition: pass('a'),
    roleArn,
  })
  await on.sfn.deleteStateMachine({ stateMachineArn: stateMachineArn! })
  await assert.rejects(on.sfn.startExecution({ stateMachineArn: stateMachineArn! }), {
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${stateMachineArn}'`,
  })
  await on.sfn.deleteStateMachine({ stateMachineArn: stateMachineArn! })
  await on.sfn.createStateMachine({ name: 'gone', definition: pass('b'), roleArn })
  const { definition } = await on.sfn.describeStateMachine({ stateMachineArn: stateMachineArn! })
  assert.equal(definition, pass('b'))
})

test('an invalid definition is refused with the place of its fault', async () => {
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Wait","Timestamp":"tomorrow","End":true}}}'
  await assert.rejects(on.sfn.createStateMachine({ name: 'invalid', definition, roleArn }), {
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp'",
  })
  const judged = await on.sfn.validateStateMachineDefinition({ definition })
  assert.equal(judged.result, 'FAIL')
  assert.equal(judged.diagnostics?.[0]?.location, '/States/A/Timestamp')
})

test('tags of state machines and activities are kept', async () => {
  const tags = [{ key: 'team', value: 'blue' }]
  const machine = await on.sfn.createStateMachine({ name: 'tagged', definition: pass('a'), roleArn, tags })
  const activity = await on.sfn.createActivity({ name: 'tagged', tags })
  for (const resourceArn of [machine.stateMachineArn!, activity.activityArn!]) {
    assert.deepEqual((await on.sfn.listTagsForResource({ resourceArn })).tags, tags)
    await on.sfn.tagResource({ resourceArn, tags: [{ key: 'cost', value: '7' }] })
    await on.sfn.untagResource({ resourceArn, tagKeys: ['team'] })
    assert.deepEqual((await on.sfn.listTagsForResource({ resourceArn })).tags, [{ key: 'cost', value: '7' }])
  }
})

test('accounts and regions are apart', async () => {
  const other = sdk(on.server.endpoint, {
    region: 'eu-west-1',
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'any' },
  })
  const { stateMachineArn } = await other.createStateMachine({
    name: 'apart',
    definition: pass('a'),
    roleArn,
  })
  assert.equal(stateMachineArn, 'arn:aws:states:eu-west-1:123456789012:stateMachine:apart')
  assert.deepEqual(
    (await other.listStateMachines()).stateMachines!.map(({ name }) => name),
    ['apart'],
  )
  other.destroy()
  const here = (await on.sfn.listStateMachines()).stateMachines!
  assert.ok(!here.some(({ name }) => name === 'apart'))
})
