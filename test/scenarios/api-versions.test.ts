/** Versions and aliases as a deployment uses them, from the first publish to the last delete. */
import { after, before, test } from 'node:test'
import assert from 'node:assert/strict'
import type { SFN } from '@aws-sdk/client-sfn'
import { startServer, type TestServer } from '../support/server.ts'
import { sdk } from '../support/sdk.ts'

let killed: TestServer
let server: TestServer
let sfn: SFN

before(async () => {
  server = killed = await startServer()
  sfn = sdk(server.endpoint)
})

after(async () => {
  sfn.destroy()
  await server.remove()
  await killed.remove()
})

const roleArn = 'arn:aws:iam::000000000000:role/r'
const pass = (result: string) =>
  JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: result, End: true } } })
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:deployed'
const [one, two, prod] = ['1', '2', 'prod'].map((qualifier) => `${stateMachineArn}:${qualifier}`) as [
  string,
  string,
  string,
]

const split = (first: number, second: number) => [
  { stateMachineVersionArn: one, weight: first },
  { stateMachineVersionArn: two, weight: second },
]

/** Starts by the alias, so many times, and says which versions ran. */
async function versionsOfStarts(count: number): Promise<ReadonlySet<string | undefined>> {
  const starts = Array.from({ length: count }, () => sfn.startExecution({ stateMachineArn: prod }))
  const described = (await Promise.all(starts)).map(({ executionArn }) =>
    sfn.describeExecution({ executionArn }),
  )
  return new Set((await Promise.all(described)).map((execution) => execution.stateMachineVersionArn))
}

test('a first version is published with the state machine, a second one with an update', async () => {
  const created = await sfn.createStateMachine({
    name: 'deployed',
    definition: pass('one'),
    roleArn,
    publish: true,
    versionDescription: 'first',
  })
  assert.equal(created.stateMachineVersionArn, one)
  const updated = await sfn.updateStateMachine({ stateMachineArn, definition: pass('two') })
  const { revisionId } = updated
  const published = await sfn.publishStateMachineVersion({ stateMachineArn, revisionId: revisionId! })
  assert.equal(published.stateMachineVersionArn, two)
  await assert.rejects(sfn.publishStateMachineVersion({ stateMachineArn, revisionId: 'INITIAL' }), {
    name: 'ConflictException',
  })
  const first = await sfn.describeStateMachine({ stateMachineArn: one })
  assert.deepEqual([first.definition, first.description], [pass('one'), 'first'])
  const { stateMachineVersions } = await sfn.listStateMachineVersions({ stateMachineArn })
  assert.deepEqual(
    stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn),
    [two, one],
  )
})

test('an alias splits the starts, and an update sends all of them to one version', async () => {
  const routingConfiguration = split(50, 50)
  const created = await sfn.createStateMachineAlias({ name: 'prod', routingConfiguration })
  assert.equal(created.stateMachineAliasArn, prod)
  assert.deepEqual(await versionsOfStarts(40), new Set([one, two]))
  await sfn.updateStateMachineAlias({ stateMachineAliasArn: prod, routingConfiguration: split(0, 100) })
  const described = await sfn.describeStateMachineAlias({ stateMachineAliasArn: prod })
  assert.deepEqual(described.routingConfiguration, split(0, 100))
  assert.ok(described.updateDate! >= described.creationDate!)
  assert.deepEqual(await versionsOfStarts(10), new Set([two]))
  const { executions } = await sfn.listExecutions({ stateMachineArn: prod })
  assert.equal(executions?.length, 50)
  assert.deepEqual(new Set(executions?.map((item) => item.stateMachineAliasArn)), new Set([prod]))
})

test('versions and aliases are there after the server was killed', async () => {
  await killed.kill()
  server = await startServer({ dataDirectory: killed.dataDirectory })
  sfn.destroy()
  sfn = sdk(server.endpoint)
  assert.deepEqual(await versionsOfStarts(3), new Set([two]))
  const { stateMachineAliases } = await sfn.listStateMachineAliases({ stateMachineArn: one })
  assert.deepEqual(
    stateMachineAliases?.map(({ stateMachineAliasArn }) => stateMachineAliasArn),
    [prod],
  )
})

test('a version goes when no alias leads to it, and its number is not given again', async () => {
  await assert.rejects(sfn.deleteStateMachineVersion({ stateMachineVersionArn: one }), {
    name: 'ConflictException',
    message:
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [prod]',
  })
  await sfn.deleteStateMachineAlias({ stateMachineAliasArn: prod })
  await sfn.deleteStateMachineVersion({ stateMachineVersionArn: one })
  await sfn.deleteStateMachineVersion({ stateMachineVersionArn: two })
  await assert.rejects(sfn.startExecution({ stateMachineArn: two }), { name: 'StateMachineDoesNotExist' })
  const { stateMachineVersionArn } = await sfn.publishStateMachineVersion({ stateMachineArn })
  assert.equal(stateMachineVersionArn, `${stateMachineArn}:3`)
})

test('a deleted state machine takes its versions and aliases along', async () => {
  const routingConfiguration = [{ stateMachineVersionArn: `${stateMachineArn}:3`, weight: 100 }]
  await sfn.createStateMachineAlias({ name: 'prod', routingConfiguration })
  await sfn.deleteStateMachine({ stateMachineArn })
  await assert.rejects(sfn.describeStateMachineAlias({ stateMachineAliasArn: prod }), {
    name: 'ResourceNotFound',
  })
  assert.deepEqual((await sfn.listStateMachineVersions({ stateMachineArn })).stateMachineVersions, [])
})
