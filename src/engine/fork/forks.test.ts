/** Forks and redrives from a chosen state: what they begin with, what they leave alone, and what is refused. */
import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import type { ExecutionArn, Json } from '#base'
import { EngineUnderTest, machineOf, pass } from '../../../test/support/engine-under-test.ts'
import type { ChosenState, Forked, ForkRequest } from './port.ts'

const ada = { principal: 'ada' }

/** Assigns, calls, and gives what it has. */
const line = {
  QueryLanguage: 'JSONata',
  StartAt: 'Keep',
  States: {
    Keep: { Type: 'Pass', Assign: { kept: '{% $states.input.n %}', other: 'other' }, Next: 'Call' },
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:call',
      Arguments: { n: '{% $states.input.n %}', kept: '{% $kept %}' },
      Assign: { called: '{% $states.result %}' },
      Next: 'Tell',
    },
    Tell: {
      Type: 'Pass',
      Output:
        '{% {"kept": $kept, "other": $other, "called": $called, "first": $states.context.Execution.Input.n} %}',
      End: true,
    },
  },
}

async function underTest(t: TestContext, definition: unknown = line): Promise<EngineUnderTest> {
  const under = await EngineUnderTest.open(t)
  await under.create('m', definition)
  return under
}

/** Starts an execution and answers its tasks until it ends. */
async function run(
  under: EngineUnderTest,
  input: Json,
  answers: readonly (Json | Error)[],
): Promise<ExecutionArn> {
  const arn = await under.start('m', { input })
  await answerAll(under, answers)
  await under.ended(arn)
  return arn
}

async function answerAll(under: EngineUnderTest, answers: readonly (Json | Error)[]): Promise<void> {
  for (const answer of answers) {
    await under.time.settled()
    const task = under.sent.at(-1)!
    if (answer instanceof Error) task.fail('Broken', answer.message)
    else task.answer(answer)
  }
}

type Wanted = Omit<ChosenState, 'principal'> & Omit<ForkRequest, 'executionArn' | 'from'>

async function fork(
  under: EngineUnderTest,
  executionArn: ExecutionArn,
  { at, input, variables, ...how }: Wanted,
): Promise<Forked> {
  const from = { ...ada, at, ...(input !== undefined && { input }), ...(variables && { variables }) }
  const forked = await under.until(under.engine.forks.fork({ executionArn, from, ...how }))
  assert.ok(!('refused' in forked), JSON.stringify(forked))
  return forked
}

async function outputOf(under: EngineUnderTest, arn: ExecutionArn): Promise<unknown> {
  const { status, output, cause } = await under.ended(arn)
  assert.equal(status, 'SUCCEEDED', cause)
  return JSON.parse(output!)
}

const enteredNames = async (under: EngineUnderTest, arn: ExecutionArn) =>
  (await under.history(arn)).flatMap(({ type, details }) =>
    type.endsWith('StateEntered') ? [details!['name']] : [],
  )

describe('A fork', () => {
  test('begins at a state with its input and the variables of that moment, and the execution stays as it was', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const before = await under.history(arn)
    const forked = await fork(under, arn, { at: { stateName: 'Call' } })
    await answerAll(under, ['two'])
    assert.deepEqual(await outputOf(under, forked.executionArn), {
      kept: 1,
      other: 'other',
      called: 'two',
      first: 1,
    })
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 1, kept: 1 })
    assert.deepEqual(await enteredNames(under, forked.executionArn), ['Call', 'Tell'])
    assert.deepEqual(await under.history(arn), before)
    assert.equal((await under.record(forked.executionArn)).input, '{"n":1}')
  })

  test('takes an edited input and edited variables, and says so with who did it', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const from = { at: { stateName: 'Call' }, input: '{"n":7}', variables: { kept: '"edited"' } }
    const forked = await fork(under, arn, { ...from, name: 'by-hand' })
    assert.match(forked.executionArn, /:m:by-hand$/)
    await answerAll(under, ['two'])
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 7, kept: 'edited' })
    assert.deepEqual(await outputOf(under, forked.executionArn), {
      kept: 'edited',
      other: 'other',
      called: 'two',
      first: 1,
    })
    const record = await under.record(forked.executionArn)
    assert.deepEqual(await under.engine.forks.interventions(record), [
      {
        eventId: 1,
        at: record.startedAt,
        principal: 'ada',
        stateName: 'Call',
        source: { executionArn: arn, eventId: 4 },
        edited: ['input', 'variable kept'],
      },
    ])
    const [listed] = await under.engine.forks.forksOf(arn)
    assert.equal(listed?.id, record.id)
  })

  test('is forked itself, with the variables that it began with', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const first = await fork(under, arn, { at: { stateName: 'Call' }, variables: { kept: '"edited"' } })
    await answerAll(under, ['two'])
    await under.ended(first.executionArn)
    const second = await fork(under, first.executionArn, { at: { stateName: 'Tell' } })
    assert.deepEqual(await outputOf(under, second.executionArn), {
      kept: 'edited',
      other: 'other',
      called: 'two',
      first: 1,
    })
  })

  test('is made of an execution that runs, by any event of the state', async (t) => {
    const under = await underTest(t)
    const arn = await under.start('m', { input: { n: 1 } })
    await under.time.settled()
    const scheduled = (await under.history(arn)).find(({ type }) => type === 'LambdaFunctionScheduled')!
    const forked = await fork(under, arn, { at: { eventId: scheduled.id } })
    assert.equal(forked.intervention.source.eventId, 4)
    await answerAll(under, ['two'])
    assert.equal(((await outputOf(under, forked.executionArn)) as { called: string }).called, 'two')
    assert.equal((await under.record(arn)).status, 'RUNNING')
  })

  test('survives a crash once it is answered', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const forked = await fork(under, arn, { at: { stateName: 'Call' }, input: '{"n":9}' })
    await under.restart()
    await answerAll(under, ['two'])
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 9, kept: 1 })
    assert.equal(((await outputOf(under, forked.executionArn)) as { called: string }).called, 'two')
  })

  test('runs the definition of the execution, the current one, or another text', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const told = (text: string) => ({
      ...line,
      States: { ...line.States, Tell: { Type: 'Pass', Output: text, End: true } },
    })
    const update = { account: '000000000000', region: 'us-east-1', name: 'm' }
    await under.engine.catalog.updateMachine({ ...update, definition: JSON.stringify(told('current')) })
    const at = { stateName: 'Tell' }
    const recorded = await fork(under, arn, { at })
    assert.equal(((await outputOf(under, recorded.executionArn)) as { called: string }).called, 'one')
    const current = await fork(under, arn, { at, definition: 'current' })
    assert.equal(await outputOf(under, current.executionArn), 'current')
    assert.deepEqual(current.intervention.edited, ['definition'])
    const text = JSON.stringify(told('a draft'))
    const drafted = await fork(under, arn, { at, definition: { text } })
    assert.equal(await outputOf(under, drafted.executionArn), 'a draft')
    const { revision } = await under.record(drafted.executionArn)
    assert.equal((await under.engine.catalog.revision(revision))?.definition, text)
    // The state machine is as it was.
    const machine = await under.engine.catalog.machine(update, 'm')
    assert.equal(machine?.revision.definition, JSON.stringify(told('current')))
  })

  test('is refused with a sentence where there is nothing to begin with', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, ['one'])
    const refused = async (from: Omit<ChosenState, 'principal'>, how: Partial<ForkRequest> = {}) => {
      const request = { executionArn: arn, from: { ...ada, ...from }, ...how }
      const answer = await under.until(under.engine.forks.fork(request))
      assert.ok('refused' in answer)
      return 'reason' in answer ? answer.reason : answer.refused
    }
    assert.match(await refused({ at: { stateName: 'Nowhere' } }), /has not entered a state 'Nowhere'/)
    assert.match(
      await refused({ at: { stateName: 'Call', occurrence: 3 } }),
      /entered the state 'Call' 1 time/,
    )
    assert.match(await refused({ at: { eventId: 99 } }), /no event with the id 99/)
    assert.match(await refused({ at: { eventId: 1 } }), /none of a state/)
    const text = JSON.stringify(pass)
    assert.match(
      await refused({ at: { stateName: 'Call' } }, { definition: { text } }),
      /has no state 'Call'/,
    )
    const broken = { definition: { text: '{"StartAt":"A"}' } }
    assert.equal(await refused({ at: { stateName: 'Call' } }, broken), 'invalid-definition')
    assert.equal(
      await refused({ at: { stateName: 'Call' } }, { executionArn: `${arn}x` }),
      'unknown-execution',
    )
    const named = { name: arn.split(':').at(-1)! }
    assert.equal(await refused({ at: { stateName: 'Call' } }, named), 'execution-exists')
  })
})

describe('A fork of an Express execution', () => {
  const logged = (includeExecutionData: boolean) => ({
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData,
      destinations: [
        { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:g:*' } },
      ],
    },
  })

  async function express(t: TestContext, includeExecutionData: boolean) {
    const under = await EngineUnderTest.open(t)
    const configuration = JSON.stringify(logged(includeExecutionData))
    const created = await under.engine.catalog.createMachine({
      ...machineOf('m', line),
      type: 'EXPRESS',
      configuration,
    })
    assert.ok('machine' in created)
    const arn = await under.start('m', { input: { n: 1 } })
    await answerAll(under, ['one'])
    await under.time.settled()
    return { under, arn }
  }

  test('begins with what was logged, and again there after a crash', async (t) => {
    const { under, arn } = await express(t, true)
    const forked = await fork(under, arn, { at: { stateName: 'Call' }, input: '{"n":4}' })
    await under.time.settled()
    await under.restart()
    await answerAll(under, ['two'])
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 4, kept: 1 })
    const output = await outputOf(under, forked.executionArn)
    assert.deepEqual(output, { kept: 1, other: 'other', called: 'two', first: 1 })
    const record = await under.record(forked.executionArn)
    const [intervention] = await under.engine.forks.interventions(record)
    assert.deepEqual([intervention?.stateName, intervention?.edited], ['Call', ['input']])
  })

  test('is refused where its data was not logged', async (t) => {
    const { under, arn } = await express(t, false)
    const request = { executionArn: arn, from: { ...ada, at: { stateName: 'Call' } } }
    const refused = await under.engine.forks.fork(request)
    assert.ok('reason' in refused)
    assert.match(refused.reason, /level ALL with includeExecutionData/)
  })
})

const call = (name: string) => ({
  Type: 'Task',
  Resource: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  End: true,
})

describe('A fork inside of a Parallel or Map state', () => {
  const both = {
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Pass', Result: 'left', End: true } } },
          {
            StartAt: 'Each',
            States: {
              Each: {
                Type: 'Map',
                MaxConcurrency: 1,
                ItemsPath: '$.items',
                ItemSelector: { 'n.$': '$$.Map.Item.Value' },
                ItemProcessor: {
                  StartAt: 'Before',
                  States: { Before: { Type: 'Pass', Next: 'Work' }, Work: call('work') },
                },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  }

  test('goes on there, and takes what the others have given from the record', async (t) => {
    const under = await underTest(t, both)
    const arn = await run(under, { items: [1, 2, 3] }, ['one', 'two', 'three'])
    const at = { stateName: 'Work', occurrence: 2 }
    const forked = await fork(under, arn, { at, input: '{"n":"edited"}' })
    const sentBefore = under.sent.length
    await answerAll(under, ['forked'])
    assert.deepEqual(await outputOf(under, forked.executionArn), ['left', ['one', 'forked', 'three']])
    assert.equal(under.sent.length - sentBefore, 0)
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 'edited' })
    assert.deepEqual(await enteredNames(under, forked.executionArn), ['Both', 'Each', 'Work'])
  })

  test('lets those that had not ended begin anew', async (t) => {
    const under = await underTest(t, both)
    const arn = await run(under, { items: [1, 2, 3] }, ['one', new Error('for now')])
    const forked = await fork(under, arn, { at: { stateName: 'Work' } })
    await answerAll(under, ['mended', 'three'])
    assert.deepEqual(await outputOf(under, forked.executionArn), ['left', ['one', 'mended', 'three']])
    assert.deepEqual(await enteredNames(under, forked.executionArn), [
      'Both',
      'Each',
      'Work',
      'Before',
      'Work',
    ])
  })

  test('is refused where redriven siblings cannot be told from each other', async (t) => {
    const many = structuredClone(both)
    many.States.Both.Branches[1]!.States.Each!.MaxConcurrency = 3
    const under = await underTest(t, many)
    const arn = await under.start('m', { input: { items: [1, 2, 3] } })
    await under.time.settled()
    under.sent[0]!.fail('Broken')
    await under.ended(arn)
    await under.until(under.engine.redrive({ executionArn: arn }))
    await under.time.settled()
    const scheduled = (await under.history(arn)).findLast(({ type }) => type === 'LambdaFunctionScheduled')!
    const request = { executionArn: arn, from: { ...ada, at: { eventId: scheduled.id } } }
    const refused = await under.engine.forks.fork(request)
    assert.ok('reason' in refused)
    assert.match(refused.reason, /cannot be told from its siblings/)
    // The Map state around it can be begun at.
    const forked = await fork(under, arn, { at: { stateName: 'Each' } })
    assert.deepEqual((await enteredNames(under, forked.executionArn)).slice(0, 3), ['Both', 'Each', 'Before'])
  })
})

describe('A redrive from a chosen state', () => {
  test('goes on there under the same ARN, with what was edited, and the record says who did it', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, [new Error('for now')])
    const from = { ...ada, at: { stateName: 'Call' }, input: '{"n":5}', variables: { other: '"new"' } }
    const redriven = await under.until(under.engine.redrive({ executionArn: arn, from }))
    assert.ok(!('refused' in redriven), JSON.stringify(redriven))
    await under.restart()
    await answerAll(under, ['mended'])
    assert.deepEqual(await outputOf(under, arn), { kept: 1, other: 'new', called: 'mended', first: 1 })
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 5, kept: 1 })
    const record = await under.record(arn)
    assert.equal(record.redrive?.count, 1)
    const history = await under.history(arn)
    const event = history.find(({ type }) => type === 'ExecutionRedriven')!
    assert.equal(history[event.id]?.type, 'TaskStateEntered')
    assert.equal(history[event.id]?.previousEventId, event.id)
    const [intervention] = await under.engine.forks.interventions(record)
    assert.deepEqual(intervention, {
      eventId: event.id,
      at: redriven.redrivenAt,
      principal: 'ada',
      stateName: 'Call',
      source: { executionArn: arn, eventId: 4 },
      edited: ['input', 'variable other'],
    })
  })

  test('may go back to a state that had succeeded', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, [new Error('for now')])
    const from = { ...ada, at: { stateName: 'Keep' }, input: '{"n":2}' }
    await under.until(under.engine.redrive({ executionArn: arn, from }))
    await answerAll(under, ['mended'])
    assert.deepEqual(await outputOf(under, arn), { kept: 2, other: 'other', called: 'mended', first: 1 })
  })

  test('is refused as any redrive is, and where the state was never entered', async (t) => {
    const under = await underTest(t)
    const done = await run(under, { n: 1 }, ['one'])
    const from = { ...ada, at: { stateName: 'Tell' } }
    assert.deepEqual(await under.engine.redrive({ executionArn: done, from }), {
      refused: 'not-redrivable',
      reason: 'Execution is SUCCEEDED and cannot be redriven',
    })
    const failed = await run(under, { n: 1 }, [new Error('for now')])
    const before = await under.history(failed)
    assert.deepEqual(await under.until(under.engine.redrive({ executionArn: failed, from })), {
      refused: 'no-such-place',
      reason: "The execution has not entered a state 'Tell'. Its history shows those that it has.",
    })
    assert.equal((await under.record(failed)).status, 'FAILED')
    assert.deepEqual(await under.history(failed), before)
  })

  test('and a plain redrive after it goes on where that was cut off', async (t) => {
    const under = await underTest(t)
    const arn = await run(under, { n: 1 }, [new Error('for now')])
    const from = { ...ada, at: { stateName: 'Call' }, input: '{"n":5}' }
    await under.until(under.engine.redrive({ executionArn: arn, from }))
    await answerAll(under, [new Error('again')])
    await under.ended(arn)
    await under.until(under.engine.redrive({ executionArn: arn }))
    await answerAll(under, ['mended'])
    assert.deepEqual(under.sent.at(-1)!.parameters.value, { n: 5, kept: 1 })
    assert.equal(((await outputOf(under, arn)) as { called: string }).called, 'mended')
  })
})
