/** Executions that run a test case: which call of which state each task is, also after a crash. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineUnderTest, namespace, single, task } from '../../test/support/engine-under-test.ts'

const testCases = { has: (machine: string, testCase: string) => machine === 'm' && testCase === 'Busy' }

const work = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work', End: true }
const processor = { StartAt: 'Work', States: { Work: work } }

async function start(under: EngineUnderTest) {
  const request = { ...namespace, stateMachineName: 'm', input: '{}', testCase: 'Busy' }
  const started = await under.engine.start(request)
  assert.ok('executionArn' in started, JSON.stringify(started))
  return started.executionArn
}

test('a test case that the configuration does not have starts nothing', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  await under.create('m', task())
  await under.create('other', task())
  for (const [stateMachineName, testCase] of [
    ['m', 'Idle'],
    ['other', 'Busy'],
  ] as const)
    assert.deepEqual(await under.engine.start({ ...namespace, stateMachineName, input: '{}', testCase }), {
      refused: 'unknown-test-case',
    })
})

test('each call says which call of its state it is, also when it is sent again after a crash', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  await under.create('m', task({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }] }))
  await start(under)
  await under.time.settled()
  under.sent[0]!.fail('Busy')
  await under.time.pass(1000)
  await under.restart()
  await under.time.settled()
  const calls = under.sent.map(({ mock }) => mock)
  const call = (invocation: number) => ({ ...calls[0]!, testCase: 'Busy', stateMachineName: 'm', invocation })
  assert.deepEqual(calls, [call(0), call(1), call(1)])
})

test('calls are counted over the iterations of a Map', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  await under.create(
    'm',
    single({ Type: 'Map', Items: [1, 2, 3], QueryLanguage: 'JSONata', ItemProcessor: processor }),
  )
  await start(under)
  await under.time.settled()
  assert.deepEqual(
    under.sent.map(({ mock }) => mock?.invocation),
    [0, 1, 2],
  )
})

test('the children of a Map Run run the test case, too, and count for themselves', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  const ItemProcessor = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
  await under.create('m', single({ Type: 'Map', ItemsPath: '$.list', ItemProcessor }))
  const request = { ...namespace, stateMachineName: 'm', input: '{"list":[1,2]}', testCase: 'Busy' }
  await under.engine.start(request)
  await under.time.settled()
  assert.deepEqual(
    under.sent.map(({ mock }) => [mock?.testCase, mock?.invocation]),
    [
      ['Busy', 0],
      ['Busy', 0],
    ],
  )
})

test('an Express execution that begins anew after a crash runs its test case again', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  const roleArn = 'arn:aws:iam::000000000000:role/test'
  const definition = JSON.stringify(processor)
  const machine = { ...namespace, name: 'm', definition, roleArn, configuration: '{}' }
  await under.engine.catalog.createMachine({ ...machine, type: 'EXPRESS' })
  const arn = await start(under)
  await under.time.settled()
  await under.restart()
  await under.time.settled()
  const calls = under.sent.map(({ executionArn, mock }) => [executionArn, mock?.testCase, mock?.invocation])
  assert.deepEqual(calls, [
    [arn, 'Busy', 0],
    [arn, 'Busy', 0],
  ])
})

test('an execution without a test case says nothing of calls', async (t) => {
  const under = await EngineUnderTest.open(t, { testCases })
  await under.create('m', task())
  await under.start('m')
  await under.time.settled()
  assert.equal(under.sent[0]!.mock, undefined)
})

test('Wait states are as much longer as the server was told', async (t) => {
  const under = await EngineUnderTest.open(t, { waitTimeScale: 0.1 })
  await under.create('m', single({ Type: 'Wait', Seconds: 100 }))
  const arn = await under.start('m')
  await under.time.pass(9_000)
  assert.equal((await under.engine.execution(arn))?.status, 'RUNNING')
  await under.time.pass(1000)
  assert.equal((await under.engine.execution(arn))?.status, 'SUCCEEDED')
})
