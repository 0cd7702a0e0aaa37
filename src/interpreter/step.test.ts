import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, awsLimits, defaultLimits, type JsonObject } from '#base'
import { newHeader, type Execution } from './execution.ts'
import { step } from './step.ts'
import { chain, detailsOf, mapOf, oneLine, parallelOf, sequenceOf, service, task } from './test-machine.ts'
import { answerEvent, machineOf, play, Player, startedAt } from './test-play.ts'

const waits = { Type: 'Wait', Seconds: 60 }
const pass = { Type: 'Pass' }
/** Counts for ever. */
const endless = chain({
  Count: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' } },
  Loop: {
    Type: 'Choice',
    Choices: [{ Variable: '$.n', NumericLessThan: 0, Next: 'Done' }],
    Default: 'Count',
  },
  Done: { Type: 'Succeed' },
})

suite('a chain of states', () => {
  test('is one turn, and its first event follows nothing', () => {
    const { sequence, turns, history } = play(chain({ A: pass, B: { Type: 'Succeed' } }), { k: 1 })
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:PassStateEntered 3<2:PassStateExited
        4<3:SucceedStateEntered 5<4:SucceedStateExited 6<5:ExecutionSucceeded`),
    )
    assert.equal(turns.length, 1)
    assert.deepEqual(detailsOf(history, 'ExecutionStarted'), [
      { input: { k: 1 }, roleArn: 'arn:aws:iam::000000000000:role/test' },
    ])
    assert.deepEqual(detailsOf(history, 'ExecutionSucceeded'), [{ output: { k: 1 } }])
  })

  test('hands on one payload, which is printed once however many events show it', () => {
    const { turns } = play(chain({ A: pass, B: pass }), { k: 1 })
    const payloads = turns[0]!.history
      .flatMap(({ details = {} }) => Object.values(details))
      .filter((value) => typeof value === 'object')
    assert.equal(new Set(payloads).size, 1)
    assert.equal(turns[0]!.ended!.output, payloads[0])
  })

  test('that has succeeded writes no frames and asks for nothing more', () => {
    const { turns } = play(chain({ P: parallelOf([{ A: pass }, { B: pass }]) }))
    const { frames, dropped, items, commands, header } = turns[0]!
    assert.deepEqual([frames, dropped, items, commands, header.ready], [[], [], [], [], []])
    assert.equal(header.status, 'SUCCEEDED')
  })

  test('that has failed leaves its frames as they were, and asks for nothing more', () => {
    const { turns } = play(chain({ P: parallelOf([{ T: task('t') }, { F: { Type: 'Fail' } }]) }))
    const { frames, dropped, commands, header } = turns[0]!
    assert.deepEqual(
      frames.map(({ visit, progress }) => [visit.stateName, progress.kind]),
      [
        ['P', 'branches'],
        ['T', 'task'],
        ['F', 'ready'],
      ],
    )
    assert.deepEqual([dropped, commands, header.ready], [[], [], []])
    assert.equal(header.status, 'FAILED')
  })

  test('is not gone on with once it is closed', () => {
    const { turns } = play(chain({ A: pass }))
    const execution = { header: turns[0]!.header } as Execution
    const event = { type: 'TurnContinued', at: 1, seed: '' } as const
    const environment = { limits: defaultLimits, taskToken: () => '' }
    assert.throws(
      () => step(machineOf(chain({ A: pass })), execution, { event, environment }),
      /closed execution/,
    )
  })
})

suite('the budget of a turn', () => {
  test('is 500 states: a longer chain commits on the way and goes on', () => {
    const names = Array.from({ length: 1201 }, (_, i) => [`S${i}`, pass] as const)
    const { turns, status } = play(chain(Object.fromEntries(names)))
    assert.equal(status, 'SUCCEEDED')
    const entered = turns.map(
      ({ history }) => history.filter(({ type }) => type === 'PassStateEntered').length,
    )
    assert.deepEqual(entered, [500, 500, 201])
    assert.deepEqual(
      turns.map(({ commands }) => commands.map(({ type }) => type)),
      [['Continue'], ['Continue'], []],
    )
  })

  test('makes an endless loop of Pass and Choice commit as it goes, and wait for its turn behind others', () => {
    const player = new Player(endless, { n: 0 })
    player.send({ type: 'ExecutionStarted' })
    for (let i = 0; i < 5; i++) {
      const { history, commands, header, frames, ended } = player.send({ type: 'TurnContinued' })
      assert.equal(history.length, 1000)
      assert.deepEqual(commands, [{ type: 'Continue' }])
      assert.deepEqual(header.ready, [1])
      assert.deepEqual([frames.length, ended], [1, undefined])
    }
  })

  test('is 1 MiB of history, in which a payload that is handed on counts once', () => {
    const big = 'x'.repeat(300_000)
    const states = (state: JsonObject) =>
      chain(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`S${i}`, state] as const)))
    assert.equal(play(states(pass), { big }).turns.length, 1)
    const changing = { Type: 'Pass', Parameters: { 'big.$': '$.big', 's.$': '$$.State.Name' } }
    const { turns, status } = play(states(changing), { big })
    assert.equal(status, 'SUCCEEDED')
    assert.ok(turns.length >= 5, `${turns.length} turns`)
  })

  test('may be spent in the midst of a Parallel, whose other branches go on in the next turn', () => {
    const long = () =>
      chain(Object.fromEntries(Array.from({ length: 400 }, () => [`S${++names}`, pass] as const)))
    let names = 0
    const { turns, output } = play(chain({ P: { Type: 'Parallel', Branches: [long(), long(), long()] } }), 7)
    assert.deepEqual(output, [7, 7, 7])
    assert.equal(turns.length, 3)
    assert.deepEqual(turns[0]!.header.ready.length, 3)
  })

  test('that is spent by the step in which a branch fails: its sibling is not among what goes on', () => {
    const passes = (name: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, pass] as const))
    // P is the first state of the turn, A and B take turns, and W is the 500th.
    const branches = [{ ...passes('A', 248), F: { Type: 'Fail' } }, passes('B', 400)]
    const state = parallelOf(branches, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }] })
    const { turns, status } = play(chain({ P: state, W: waits }))
    assert.deepEqual(turns[0]!.header.ready, [1])
    assert.equal(turns[0]!.history.at(-1)!.type, 'WaitStateEntered')
    assert.equal(status, 'SUCCEEDED')
  })

  test('that a Map has spent before it failed leaves nothing to go on with', () => {
    const items = Array.from({ length: 150 }, (_, i) => i)
    const map = mapOf({ F: { Type: 'Fail' } }, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }] })
    const { turns } = play(chain({ M: map, W: waits }), items)
    assert.deepEqual(turns[0]!.commands, [])
    assert.deepEqual(turns[0]!.header.ready, [])
    assert.equal(turns.length, 2)
  })

  test('makes Maps that wait for room not be written again in every turn', () => {
    const outer = mapOf({ N: mapOf({ T: task('t') }) })
    const items = Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => 0))
    const player = new Player(chain({ M: outer }), items, { forgetful: true })
    player.run()
    // Each turn writes the frames that it makes and the few Maps that it makes them for, of all forty that wait.
    for (const { frames } of player.turns.slice(1)) assert.ok(frames.length <= 105, `${frames.length} frames`)
    assert.equal(player.memory.frames.size, 1 + 40 + 40 * 40)
  })
})

suite('time', () => {
  test('never goes backwards within an execution when the clock does', () => {
    const player = new Player(chain({ A: task('a'), W: { Type: 'Wait', Seconds: 2 }, B: task('b') }), {})
    player.send({ type: 'ExecutionStarted' })
    player.now -= 3_600_000
    player.send(answerEvent(player.taskIn('A'), 1))
    assert.equal(player.lastTurn.header.lastAt, startedAt)
    assert.equal(player.lastTurn.history[0]!.at, startedAt)
    assert.deepEqual(player.frameIn('W').progress, { kind: 'waiting', dueAt: startedAt + 2000 })
    player.now = startedAt + 2000
    player.send({ type: 'TimerFired', frameId: 1 })
    player.now -= 1
    const { ended, header } = player.send(answerEvent(player.taskIn('B'), 2))
    assert.deepEqual([ended!.at, header.lastAt], [startedAt + 2000, startedAt + 2000])
  })

  test("ends an execution at the machine's TimeoutSeconds, which nothing catches", () => {
    const player = new Player(
      chain({ T: task('t', { Retry: [{ ErrorEquals: ['States.ALL'] }] }) }, { TimeoutSeconds: 30 }),
      {},
    )
    const { status, at, sequence, history, error } = player.run()
    assert.deepEqual([status, at - startedAt, error], ['TIMED_OUT', 30_000, undefined])
    assert.match(sequence, /4<3:LambdaFunctionStarted 5<4:ExecutionTimedOut$/)
    assert.deepEqual(detailsOf(history, 'ExecutionTimedOut'), [{ error: 'States.Timeout' }])
  })

  test('ends it after the longest time that the limits allow', () => {
    const { status, at } = play(chain({ T: task('t') }), {}, { limits: awsLimits })
    assert.deepEqual([status, at - startedAt], ['TIMED_OUT', awsLimits.executionSecondsMax * 1000])
    assert.equal(play(chain({ T: task('t') })).status, 'RUNNING', 'without an end where there is no limit')
  })

  test('that is up for the execution is not taken from an early timer, or where there is no deadline', () => {
    const player = new Player(chain({ W: waits }, { TimeoutSeconds: 30 }), {})
    player.run(startedAt)
    player.now += 29_999
    assert.deepEqual(player.send({ type: 'TimerFired', frameId: 0 }).history, [])
    const free = new Player(chain({ W: waits }), {})
    free.run(startedAt)
    assert.deepEqual(free.send({ type: 'TimerFired', frameId: 0 }).history, [])
  })
})

suite('an execution that is stopped', () => {
  const stop = (details: { error?: string; cause?: string }) => {
    const player = new Player(
      chain({ P: parallelOf([{ T: task('t') }, { W: waits }]) }),
      {},
      { forgetful: true },
    )
    player.run(startedAt)
    player.send({ type: 'ExecutionStopped', ...details })
    return player
  }

  test('ends with one event that follows nothing, without Aborted events of its states', () => {
    const { lastTurn } = stop({ error: 'E', cause: 'why' })
    assert.equal(sequenceOf(lastTurn.history), '8<0:ExecutionAborted')
    assert.deepEqual(detailsOf(lastTurn.history, 'ExecutionAborted'), [{ error: 'E', cause: 'why' }])
    const { status, error, cause, at } = lastTurn.ended!
    assert.deepEqual(
      { status, error, cause, at },
      { status: 'ABORTED', error: 'E', cause: 'why', at: startedAt },
    )
  })

  test('without a reason has none', () => {
    const { lastTurn } = stop({})
    assert.deepEqual(lastTurn.ended, { status: 'ABORTED', at: startedAt })
    assert.deepEqual(detailsOf(lastTurn.history, 'ExecutionAborted'), [{}])
  })
})

suite('a history that is full', () => {
  const limits = { ...awsLimits, historyEventsMax: 25 }

  test('fails the execution with exactly the last event that there is room for', () => {
    const { error, cause, history, status } = play(endless, { n: 0 }, { limits })
    assert.equal(status, 'FAILED')
    assert.equal(history.length, 25)
    assert.equal(history.at(-1)!.type, 'ExecutionFailed')
    assert.equal(error, 'States.Runtime')
    assert.equal(cause, 'The execution reached the maximum number of history events (25).')
  })

  test('may end well with its last event', () => {
    const eleven = chain(Object.fromEntries('ABCDEFGHIJK'.split('').map((name) => [name, pass])))
    const { status, history } = play(eleven, {}, { limits: { ...limits, historyEventsMax: 24 } })
    assert.deepEqual([status, history.length], ['SUCCEEDED', 24])
    assert.equal(play(eleven, {}, { limits: { ...limits, historyEventsMax: 23 } }).history.length, 23)
  })

  test('is no longer where one step writes many events, or cuts many states off', () => {
    const items = Array.from({ length: 40 }, (_, i) => i)
    for (const [state, events] of [
      [mapOf({ A: pass }), 25],
      [mapOf({ F: { Type: 'Fail' } }, { Retry: [{ ErrorEquals: ['States.ALL'] }] }), 110],
      [mapOf({ T: task('t') }), 180],
    ] as const) {
      const { error, history } = play(chain({ M: state }), items, {
        limits: { ...limits, historyEventsMax: events },
        tasks: ({ parameters }) => (parameters === 39 ? new AslError('E', '') : undefined),
      })
      assert.equal(error, 'States.Runtime')
      assert.equal(history.length, events)
    }
  })

  test('has 25,000 events on AWS', () => {
    const { history, turns } = play(endless, { n: 0 }, { limits: awsLimits })
    assert.equal(history.length, 25_000)
    assert.equal(turns.length, 25)
  })
})

suite('what a turn needs', () => {
  const execution = (more: Partial<Execution>): Execution => ({
    identity: new Player(chain({ A: pass }), {}).memory.identity,
    header: { ...newHeader, lastEventId: 5, nextFrameId: 9 },
    frames: new Map(),
    complete: false,
    absent: new Set(),
    items: new Map(),
    activities: new Map(),
    ...more,
  })
  const timer = (frameId: number) => ({ type: 'TimerFired', frameId, at: startedAt, seed: '' }) as const
  const take = (of: Execution, frameId: number) =>
    step(machineOf(chain({ A: pass })), of, {
      event: timer(frameId),
      environment: { limits: defaultLimits, taskToken: () => '' },
    })

  test('is named when it is not in memory', () => {
    assert.deepEqual(take(execution({}), 4), { needs: [{ kind: 'frames', from: 4, to: 4 }] })
  })

  test('is nothing when the frame is known not to exist', () => {
    for (const known of [execution({ absent: new Set([4]) }), execution({ complete: true })]) {
      assert.equal('needs' in take(known, 4), false)
    }
    assert.equal('needs' in take(execution({}), 9), false, 'an id that was never given away')
  })

  test('is asked for late in a turn without any trace of what the turn had done', () => {
    const states = {
      S: service('sns:publish', { ResultPath: '$.r' }),
      A: { Type: 'Task', Resource: activity },
      End: pass,
    }
    const player = new Player(chain(states), { k: 1 }, { activities: { [activity]: 3 } })
    player.run()
    const before = JSON.stringify([...player.memory.frames], (_, value: unknown) => value)
    const event = { ...answerEvent(player.taskIn('S'), 1), at: startedAt, seed: '' }
    const frozen = deepFreeze(player.memory.execution)
    const result = step(machineOf(chain(states)), frozen, {
      event,
      environment: { limits: defaultLimits, taskToken: () => '' },
    })
    assert.deepEqual(result, { needs: [{ kind: 'activity', arn: activity }] })
    assert.equal(JSON.stringify([...player.memory.frames]), before)
    player.send(answerEvent(player.taskIn('S'), 1))
    assert.equal(player.history.filter(({ type }) => type === 'TaskSucceeded').length, 1)
  })
})

const activity = 'arn:aws:states:us-east-1:000000000000:activity:press'

/** Every object of an execution as one that cannot be changed; payloads make their text and value when asked. */
function deepFreeze(execution: Execution): Execution {
  for (const frame of execution.frames.values()) {
    for (const part of [frame, frame.visit, frame.visit.place, frame.progress]) Object.freeze(part)
  }
  Object.freeze(execution.header.ready)
  Object.freeze(execution.header)
  return Object.freeze(execution)
}
