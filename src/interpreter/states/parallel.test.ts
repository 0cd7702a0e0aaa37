import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, oneLine, parallelOf, service, task } from '../test-machine.ts'
import { answerEvent, Later, play, Player, startedAt } from '../test-play.ts'

const pass = (Result: Json) => ({ Type: 'Pass', Result })
const fails = { Type: 'Fail', Error: 'E', Cause: 'why' }
const waits = { Type: 'Wait', Seconds: 60 }
const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }
const done = { Done: { Type: 'Pass' } }

suite('the branches of a Parallel', () => {
  test('run on copies of its input, and their outputs come in the order of the branches', () => {
    const state = parallelOf([
      { A: task('slow') },
      { B: { Type: 'Pass', ResultPath: '$.b' } },
      { C: pass(3), D: { Type: 'Succeed' } },
    ])
    const { output, history } = play(chain({ P: state }), { k: 1 }, { tasks: () => new Later(5, 'late') })
    assert.deepEqual(output, ['late', { k: 1, b: { k: 1 } }, 3])
    assert.deepEqual(detailsOf(history, 'TaskStateEntered'), [{ name: 'A', input: { k: 1 } }])
  })

  test('get what InputPath and Parameters make; ResultPath puts their outputs into the raw input', () => {
    const fields = {
      InputPath: '$.a',
      Parameters: { 'x.$': '$.b', 's.$': '$$.State.Name' },
      ResultPath: '$.r',
    }
    const { output } = play(chain({ P: parallelOf([{ A: { Type: 'Pass' } }], fields) }), { a: { b: 1 } })
    assert.deepEqual(output, { a: { b: 1 }, r: [{ x: 1, s: 'P' }] })
  })

  test('are told in these events', () => {
    const { sequence } = play(chain({ P: parallelOf([{ A: pass(1) }, { B: pass(2), C: pass(3) }]) }))
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted
        4<3:PassStateEntered 5<3:PassStateEntered 6<4:PassStateExited
        7<5:PassStateExited 8<7:PassStateEntered 9<8:PassStateExited
        10<9:ParallelStateSucceeded 11<9:ParallelStateExited 12<11:ExecutionSucceeded`),
    )
  })

  test('that wait are followed by the end of the last of them', () => {
    const state = parallelOf([{ A: { Type: 'Wait', Seconds: 9 } }, { B: { Type: 'Wait', Seconds: 3 } }])
    const { sequence, at } = play(chain({ P: state }))
    assert.equal(at - startedAt, 9000)
    assert.match(
      sequence,
      /6<5:WaitStateExited 7<4:WaitStateExited 8<7:ParallelStateSucceeded 9<7:ParallelStateExited/,
    )
  })
})

suite('a branch that fails', () => {
  test('with its task: that task and those of its siblings are aborted, and all follow the failure', () => {
    const branches = parallelOf([
      { A: service('sns:publish') },
      { B: task('slow') },
      { C: waits },
      { D: pass(1) },
    ])
    const { sequence, error, cause } = play(
      chain({ P: branches }),
      {},
      {
        tasks: ({ name }) => (name === 'slow' ? undefined : new Later(1, new AslError('E', 'why'))),
      },
    )
    assert.deepEqual([error, cause], ['E', 'why'])
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted
        4<3:TaskStateEntered 5<3:TaskStateEntered 6<3:WaitStateEntered 7<3:PassStateEntered
        8<4:TaskScheduled 9<8:TaskStarted 10<5:LambdaFunctionScheduled 11<10:LambdaFunctionStarted 12<7:PassStateExited
        13<9:TaskFailed 14<13:TaskStateAborted 15<13:TaskStateAborted 16<13:WaitStateAborted
        17<13:ParallelStateFailed 18<17:ExecutionFailed`),
    )
  })

  test('cancels every task in flight, also those of blocks within its siblings, and not its own', () => {
    const nested = parallelOf([
      { N: mapOf({ T: task('deep') }, { ItemsPath: '$.items' }) },
      { U: task('side') },
    ])
    const player = new Player(
      chain({ P: parallelOf([{ A: task('a') }, { B: nested }, { C: task('c') }], catchAll), Done: waits }),
      { items: [1, 2] },
      { forgetful: true },
    )
    player.run()
    const inFlight = player.turns.flatMap(({ commands }) => commands)
    const failing = player.taskIn('A')
    const turn = player.send(answerEvent(failing, new AslError('E', '')))
    const cancelled = turn.commands.flatMap((each) => (each.type === 'CancelTask' ? [each.taskId] : []))
    const expected = inFlight.flatMap((each) => (each.type === 'ScheduleTask' ? [each.taskId] : []))
    assert.equal(expected.length, 5)
    assert.deepEqual(
      cancelled.toSorted((a, b) => a - b),
      expected.filter((taskId) => taskId !== failing.taskId).toSorted((a, b) => a - b),
    )
    assert.deepEqual([...player.memory.frames.keys()], [1], 'nothing of the branches is left')
  })

  test('in the turn in which its siblings began: they do not go on', () => {
    const { sequence, turns } = play(
      chain({ P: parallelOf([{ F: fails }, { A: pass(1) }, { T: task('t') }]) }),
    )
    assert.equal(turns.length, 1)
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted
        4<3:FailStateEntered 5<3:PassStateEntered 6<3:TaskStateEntered
        7<4:TaskStateAborted 8<4:ParallelStateFailed 9<8:ExecutionFailed`),
    )
  })

  test('in the turn in which a sibling ended: what that had given is dropped', () => {
    const state = parallelOf([{ A: pass(1) }, { F: fails }], catchAll)
    const { output, sequence } = play(chain({ P: state, ...done }))
    assert.deepEqual(output, { Error: 'E', Cause: 'why' })
    assert.match(sequence, /6<4:PassStateExited 7<5:ParallelStateFailed 8<7:ParallelStateExited/)
  })

  test('within another Parallel fails that one, too, once each', () => {
    const inner = parallelOf([{ F: fails }, { T: task('t') }])
    const { sequence, error } = play(chain({ P: parallelOf([{ Q: inner }, { U: task('u') }]) }))
    assert.equal(error, 'E')
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted
        4<3:ParallelStateEntered 5<3:TaskStateEntered 6<4:ParallelStateStarted 7<6:FailStateEntered 8<6:TaskStateEntered
        9<5:LambdaFunctionScheduled 10<9:LambdaFunctionStarted
        11<7:TaskStateAborted 12<7:ParallelStateFailed
        13<12:ParallelStateAborted 14<12:TaskStateAborted 15<12:ParallelStateFailed 16<15:ExecutionFailed`),
    )
  })

  test('that is caught within another leaves the outer one going', () => {
    const inner = parallelOf([{ F: fails }, { T: task('t') }], {
      Catch: [{ ErrorEquals: ['E'], ResultPath: '$.e', Next: 'In' }],
      Next: 'In',
    })
    const state = parallelOf([
      { Q: inner, In: { Type: 'Pass', InputPath: '$.e.Error', End: true } },
      { U: task('u') },
    ])
    const { output } = play(chain({ P: state }), {}, { tasks: () => new Later(2, 'u') })
    assert.deepEqual(output, ['E', 'u'])
  })

  test('and is retried: all branches begin again in new frames', () => {
    const sent: string[] = []
    const retry = { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }
    const { output, sequence } = play(
      chain({ P: parallelOf([{ A: task('a') }, { B: task('b') }], retry) }),
      {},
      {
        tasks: ({ name }) => {
          sent.push(name)
          return sent.length === 1 ? new AslError('E', '') : sent.length === 2 ? undefined : name
        },
      },
    )
    assert.deepEqual(sent, ['a', 'b', 'a', 'b'])
    assert.deepEqual(output, ['a', 'b'])
    assert.match(
      sequence,
      /10<7:LambdaFunctionFailed 11<10:TaskStateAborted 12<10:TaskStateAborted 13<10:ParallelStateStarted/,
    )
  })
})

suite('a Parallel that cannot begin', () => {
  for (const fields of [{ InputPath: '$.x' }, { Parameters: { 'x.$': '$.x' } }] as readonly JsonObject[]) {
    test(`by ${JSON.stringify(fields)} has neither Started nor Failed`, () => {
      const { sequence, error } = play(chain({ P: parallelOf([{ A: pass(1) }], fields) }))
      assert.equal(sequence, '1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ExecutionFailed')
      assert.equal(error, 'States.Runtime')
    })
  }

  test('or whose ResultSelector fails has succeeded, and can be retried', () => {
    const selector = { ResultSelector: { 'x.$': 'States.ArrayGetItem($, 5)' } }
    const retry = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }
    const { sequence, error } = play(chain({ P: parallelOf([{ A: pass(1) }], { ...selector, ...retry }) }))
    assert.equal(error, 'States.IntrinsicFailure')
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered
        3<2:ParallelStateStarted 4<3:PassStateEntered 5<4:PassStateExited 6<5:ParallelStateSucceeded
        7<5:ParallelStateStarted 8<7:PassStateEntered 9<8:PassStateExited 10<9:ParallelStateSucceeded
        11<9:ExecutionFailed`),
    )
  })
})
