import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { CreateStateMachineAliasCommand, SFNClient } from '@aws-sdk/client-sfn'
import { EngineUnderTest } from '../../test/support/engine-under-test.ts'
import { definition, machineArn, outcome, role, send, testServer } from './test-server.ts'

const versionArn = (number: number) => `${machineArn}:${number}`
const aliasArn = `${machineArn}:prod`
const otherArn = `${machineArn}2`
const route = (stateMachineVersionArn: string, weight: number) => ({ stateMachineVersionArn, weight })
const routing = (...routes: readonly ReturnType<typeof route>[]) => ({ routingConfiguration: routes })
const live = { name: 'prod', ...routing(route(versionArn(1), 100)) }
const second = definition.replace('"A":{', '"A":{"Comment":"second",')
const missing = 'ResourceNotFound: Request references a resource that does not exist.'

/** Calls of a server whose engine has `m` with the versions 1 and 2, and `m2` with the version 1. */
async function callsOf(t: TestContext) {
  const { engine } = await EngineUnderTest.open(t)
  const app = testServer({ engine })
  const call = (operation: string, request: object) => outcome(send(app, operation, request))
  const create = { definition, roleArn: role, publish: true }
  await call('CreateStateMachine', { ...create, name: 'm', versionDescription: 'first' })
  await call('UpdateStateMachine', { stateMachineArn: machineArn, definition: second, publish: true })
  await call('CreateStateMachine', { ...create, name: 'm2' })
  return call
}

for (const [operation, request, expected] of [
  [
    'CreateStateMachine',
    { name: 'm3', definition, roleArn: role, versionDescription: 'x' },
    'ValidationException: Version description can only be set when publish is true',
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: machineArn, publish: true },
    'MissingRequiredParameter: Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: machineArn, definition: second, publish: true, versionDescription: 'other' },
    `ConflictException: The current revision of '${machineArn}' is published already, as a version with another description. Leave the description out to get that version, or update the state machine to publish another one.`,
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: versionArn(1), roleArn: role },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${versionArn(1)}'`,
  ],
  [
    'PublishStateMachineVersion',
    { stateMachineArn: versionArn(1) },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${versionArn(1)}'`,
  ],
  [
    'PublishStateMachineVersion',
    { stateMachineArn: `${machineArn}/label` },
    `ValidationException: This operation does not support the labelled state machine ARN '${machineArn}/label'`,
  ],
  ['DeleteStateMachineVersion', { stateMachineVersionArn: versionArn(7) }, {}],
  ['DeleteStateMachineVersion', { stateMachineVersionArn: `${machineArn}9:1` }, {}],
  [
    'DeleteStateMachineVersion',
    { stateMachineVersionArn: machineArn },
    `InvalidArn: Invalid Arn: 'Invalid resource in arn: ${machineArn}'`,
  ],
  ['ListStateMachineVersions', { stateMachineArn: `${machineArn}9` }, { stateMachineVersions: [] }],
  [
    'ListStateMachineVersions',
    { stateMachineArn: versionArn(1) },
    `InvalidArn: Invalid Arn: 'Invalid resource in arn: ${versionArn(1)}'`,
  ],
  [
    'CreateStateMachineAlias',
    { ...live, name: '12' },
    "ValidationException: 1 validation error detected: Value '12' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
  ],
  [
    'CreateStateMachineAlias',
    { name: 'prod', routingConfiguration: [] },
    "ValidationException: 1 validation error detected: Value '[]' at 'routingConfiguration' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    'CreateStateMachineAlias',
    { name: 'prod', routingConfiguration: [{ stateMachineVersionArn: versionArn(1) }] },
    "ValidationException: 1 validation error detected: Value null at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must not be null",
  ],
  [
    'CreateStateMachineAlias',
    { name: 'prod', ...routing(route('nothing', 100)) },
    "InvalidArn: Invalid Arn: 'Invalid ARN prefix: nothing'",
  ],
  [
    'CreateStateMachineAlias',
    { name: 'prod', ...routing(route(versionArn(1), 50), route(`${otherArn}:1`, 50)) },
    `ValidationException: Routing configuration must contain versions of one state machine. Received: [${versionArn(1)}, ${otherArn}:1]`,
  ],
  ['CreateStateMachineAlias', { name: 'prod', ...routing(route(versionArn(3), 100)) }, missing],
  ['CreateStateMachineAlias', { name: 'prod', ...routing(route(`${machineArn}9:1`, 100)) }, missing],
  ['UpdateStateMachineAlias', { stateMachineAliasArn: aliasArn, description: 'x' }, missing],
  [
    'UpdateStateMachineAlias',
    { stateMachineAliasArn: aliasArn },
    'ValidationException: Either the description or the routingConfiguration must be specified',
  ],
  [
    'UpdateStateMachineAlias',
    { stateMachineAliasArn: aliasArn, ...routing(route(`${otherArn}:1`, 100)) },
    `ValidationException: Routing configuration must contain versions of the alias's state machine. Received: [${otherArn}:1]`,
  ],
  ['DescribeStateMachineAlias', { stateMachineAliasArn: aliasArn }, missing],
  [
    'DescribeStateMachineAlias',
    { stateMachineAliasArn: versionArn(1) },
    `InvalidArn: Invalid Arn: 'Invalid resource in arn: ${versionArn(1)}'`,
  ],
  ['DeleteStateMachineAlias', { stateMachineAliasArn: aliasArn }, {}],
  ['ListStateMachineAliases', { stateMachineArn: machineArn }, { stateMachineAliases: [] }],
  [
    'ListStateMachineAliases',
    { stateMachineArn: versionArn(3) },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${versionArn(3)}'`,
  ],
  [
    'StartExecution',
    { stateMachineArn: aliasArn },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${aliasArn}'`,
  ],
  [
    'ListExecutions',
    { stateMachineArn: versionArn(3) },
    `StateMachineDoesNotExist: State Machine Does Not Exist: '${versionArn(3)}'`,
  ],
  [
    'TagResource',
    { resourceArn: versionArn(1), tags: [] },
    `ResourceNotFound: Resource not found: '${versionArn(1)}'`,
  ],
] as const)
  test(`${operation} ${JSON.stringify(request)}`, async (t) => {
    const call = await callsOf(t)
    assert.deepEqual(await call(operation, request), expected)
  })

interface Version {
  readonly creationDate: number
  readonly stateMachineVersionArn: string
}

test('a version is described as it was published, with its own date and description', async (t) => {
  const call = await callsOf(t)
  const { stateMachineVersions: versions } = (await call('ListStateMachineVersions', {
    stateMachineArn: machineArn,
  })) as { stateMachineVersions: readonly Version[] }
  assert.deepEqual(
    versions.map(({ stateMachineVersionArn }) => stateMachineVersionArn),
    [versionArn(2), versionArn(1)],
  )
  assert.deepEqual(await call('DescribeStateMachine', { stateMachineArn: versionArn(1) }), {
    stateMachineArn: versionArn(1),
    name: 'm',
    status: 'ACTIVE',
    definition,
    roleArn: role,
    type: 'STANDARD',
    creationDate: versions[1]!.creationDate,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    description: 'first',
  })
  const current = (await call('DescribeStateMachine', { stateMachineArn: machineArn })) as object
  const published = (await call('DescribeStateMachine', { stateMachineArn: versionArn(2) })) as object
  assert.deepEqual(published, {
    ...current,
    stateMachineArn: versionArn(2),
    creationDate: versions[0]!.creationDate,
  })
})

test('publishing needs the revision id of the current revision', async (t) => {
  const call = await callsOf(t)
  const { revisionId } = (await call('DescribeStateMachine', { stateMachineArn: machineArn })) as {
    revisionId: string
  }
  assert.equal(
    await call('PublishStateMachineVersion', { stateMachineArn: machineArn, revisionId: 'INITIAL' }),
    `ConflictException: The current revision of '${machineArn}' has the revision id ${revisionId}, not the one in the request: the state machine was updated since.`,
  )
  const published = (await call('PublishStateMachineVersion', {
    stateMachineArn: machineArn,
    revisionId,
  })) as Version
  assert.equal(published.stateMachineVersionArn, versionArn(2))
})

test('a version that aliases lead to is not deleted, and the error names them', async (t) => {
  const call = await callsOf(t)
  await call('CreateStateMachineAlias', live)
  await call('CreateStateMachineAlias', { ...live, name: 'test' })
  const remove = { stateMachineVersionArn: versionArn(1) }
  assert.equal(
    await call('DeleteStateMachineVersion', remove),
    'ConflictException: Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [prod, test]',
  )
})

test('an alias is described with its routes, and lists fit their own tokens only', async (t) => {
  const call = await callsOf(t)
  const routes = [route(versionArn(1), 10), route(versionArn(2), 90)]
  const created = (await call('CreateStateMachineAlias', { name: 'prod', ...routing(...routes) })) as {
    creationDate: number
  }
  assert.deepEqual(await call('DescribeStateMachineAlias', { stateMachineAliasArn: aliasArn }), {
    stateMachineAliasArn: aliasArn,
    name: 'prod',
    ...routing(...routes),
    creationDate: created.creationDate,
    updateDate: created.creationDate,
  })
  await call('CreateStateMachineAlias', { ...live, name: 'test' })
  const list = (request: object) => call('ListStateMachineAliases', { maxResults: 1, ...request })
  const first = (await list({ stateMachineArn: versionArn(1) })) as { nextToken: string }
  const { nextToken } = first
  assert.deepEqual(
    ((await list({ stateMachineArn: versionArn(1), nextToken })) as { stateMachineAliases: object[] })
      .stateMachineAliases.length,
    1,
  )
  assert.equal(
    await list({ stateMachineArn: versionArn(2), nextToken }),
    "InvalidToken: Invalid Token: 'Invalid token'",
  )
})

test('an execution that an alias started shows alias and version where it is shown', async (t) => {
  const call = await callsOf(t)
  await call('CreateStateMachineAlias', live)
  const { executionArn } = (await call('StartExecution', { stateMachineArn: aliasArn, name: 'e' })) as {
    executionArn: string
  }
  await call('StartExecution', { stateMachineArn: machineArn, name: 'f' })
  const startedBy = { stateMachineVersionArn: versionArn(1), stateMachineAliasArn: aliasArn }
  const pick = (from: object) =>
    Object.fromEntries(Object.keys(startedBy).map((key) => [key, (from as Record<string, unknown>)[key]]))
  const described = (await call('DescribeExecution', { executionArn })) as { stateMachineArn: string }
  assert.equal(described.stateMachineArn, machineArn)
  assert.deepEqual(pick(described), startedBy)
  for (const stateMachineArn of Object.values(startedBy)) {
    const { executions } = (await call('ListExecutions', { stateMachineArn })) as { executions: object[] }
    assert.deepEqual(executions.map(pick), [startedBy])
  }
  const { events } = (await call('GetExecutionHistory', { executionArn })) as {
    events: readonly { executionStartedEventDetails?: object }[]
  }
  assert.deepEqual(pick(events[0]!.executionStartedEventDetails!), startedBy)
  const ofExecution = (await call('DescribeStateMachineForExecution', { executionArn })) as object
  assert.ok(!('revisionId' in ofExecution), 'the first revision has no id')
})

test('the ARN of a version or an alias deletes no state machine', async (t) => {
  const call = await callsOf(t)
  await call('CreateStateMachineAlias', live)
  for (const stateMachineArn of [versionArn(1), aliasArn])
    assert.deepEqual(await call('DeleteStateMachine', { stateMachineArn }), {})
  const { status } = (await call('DescribeStateMachine', { stateMachineArn: versionArn(1) })) as {
    status: string
  }
  assert.equal(status, 'ACTIVE')
})

test('a key of another account makes no alias in this one', async (t) => {
  const key = {
    accessKeyId: 'AKIDOTHER',
    secretAccessKey: 'secret',
    account: '444455556666',
    principal: 'other',
    role: 'admin',
  } as const
  const app = testServer({ access: { kind: 'keys', keys: [key] } })
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' })
  const client = new SFNClient({ endpoint, region: 'us-east-1', credentials: key, maxAttempts: 1 })
  t.after(() => client.destroy())
  t.after(() => app.close())
  const routingConfiguration = [route(versionArn(1), 100)]
  await assert.rejects(
    client.send(new CreateStateMachineAliasCommand({ name: 'prod', routingConfiguration })),
    {
      name: 'AccessDeniedException',
    },
  )
})
