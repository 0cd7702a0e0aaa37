/** What goes on when an execution is redriven, event by event (feature map §5.3). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AslError, awsLimits, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, oneLine, parallelOf, sequenceOf, task } from './test-machine.ts'
import { Later, Player, type Answer, type Played, type PlayedTask, type PlayOptions } from './test-play.ts'

const pass: JsonObject = { Type: 'Pass' }
const broken = new AslError('Broken', 'for now')

/** A function fails until it is mended; others give their names, the slow one after a minute. Counts what was called. */
class Functions {
  readonly calls: string[] = []
  readonly #broken: Set<string>

  constructor(...brokenOnes: readonly string[]) {
    this.#broken = new Set(brokenOnes)
  }

  mend(): void {
    this.#broken.clear()
    this.calls.length = 0
  }

  readonly answer = ({ name, parameters }: PlayedTask): Answer => {
    const call = typeof parameters === 'number' ? `${name}(${parameters})` : name
    this.calls.push(call)
    if (name === 'slow') return new Later(60, call)
    return this.#broken.has(name) || this.#broken.has(call) ? broken : call
  }
}

interface Redriven {
  readonly failed: Played
  readonly redriven: Played
  readonly functions: Functions
  /** What the redrive has written. */
  readonly sequence: string
}

function redrive(
  definition: JsonObject,
  of: { readonly input?: Json; readonly broken: readonly string[] } & PlayOptions,
): Redriven {
  const { input = {}, broken: brokenOnes, ...options } = of
  const functions = new Functions(...brokenOnes)
  const player = new Player(definition, input, { ...options, tasks: functions.answer })
  const failed = { ...player.run(), history: [...player.history] }
  assert.equal(failed.status, 'FAILED')
  functions.mend()
  const redriven = player.redrive()
  return { failed, redriven, functions, sequence: sequenceOf(redriven.history.slice(failed.history.length)) }
}

describe('A redriven execution', () => {
  test('schedules the task that failed again, and what came before is not run again', () => {
    const { sequence, functions, redriven } = redrive(chain({ A: task('a'), B: task('b'), C: pass }), {
      broken: ['b'],
    })
    assert.equal(
      sequence,
      oneLine(`
        12<11:ExecutionRedriven 13<12:LambdaFunctionScheduled 14<13:LambdaFunctionStarted
        15<14:LambdaFunctionSucceeded 16<15:TaskStateExited 17<16:PassStateEntered 18<17:PassStateExited
        19<18:ExecutionSucceeded`),
    )
    assert.deepEqual(functions.calls, ['b'])
    assert.equal(redriven.output, 'b')
    assert.deepEqual(detailsOf(redriven.history, 'ExecutionRedriven'), [{ redriveCount: 1 }])
  })

  test('counts its redrives, and its context object says so', () => {
    const state = task('b', { Parameters: { 'count.$': '$$.Execution.RedriveCount' } })
    const counts: Json[] = []
    const player = new Player(
      chain({ B: state }),
      {},
      { tasks: ({ parameters }) => (counts.push(parameters), broken) },
    )
    player.run()
    player.redrive()
    const { history } = player.redrive()
    assert.deepEqual(counts, [{ count: 0 }, { count: 1 }, { count: 2 }])
    assert.deepEqual(detailsOf(history, 'ExecutionRedriven'), [{ redriveCount: 1 }, { redriveCount: 2 }])
  })

  test('has the moment of its redrive in its context object, which it had not before', () => {
    const state = task('b', { Parameters: { 'execution.$': '$$.Execution' } })
    const seen: JsonObject[] = []
    const tasks = ({ parameters }: PlayedTask) => (
      seen.push((parameters as { execution: JsonObject }).execution),
      broken
    )
    const player = new Player(chain({ B: state }), {}, { tasks })
    player.run()
    player.redrive()
    assert.deepEqual(
      seen.map(({ RedriveTime }) => RedriveTime),
      [undefined, '2026-01-01T00:00:00Z'],
    )
  })

  test('fails again at once in a Fail state', () => {
    const { sequence, redriven } = redrive(chain({ A: pass, F: { Type: 'Fail', Error: 'E' } }), {
      broken: [],
    })
    assert.equal(sequence, '6<5:ExecutionRedriven 7<6:ExecutionFailed')
    assert.deepEqual([redriven.status, redriven.error], ['FAILED', 'E'])
  })

  test('waits the seconds of a Wait state anew', () => {
    const player = new Player(chain({ W: { Type: 'Wait', Seconds: 60 } }), {})
    const begun = player.run(player.now + 30_000)
    player.now = begun.at + 30_000
    player.send({ type: 'ExecutionStopped' })
    const abortedAt = player.now
    const { status, at, sequence } = player.redrive()
    assert.equal(status, 'SUCCEEDED')
    assert.equal(at - abortedAt, 60_000)
    assert.equal(
      sequence,
      oneLine(`
        1<0:ExecutionStarted 2<0:WaitStateEntered 3<0:ExecutionAborted 4<3:ExecutionRedriven 5<4:WaitStateExited
        6<5:ExecutionSucceeded`),
    )
  })

  test('has all its attempts of a Retry again', () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }]
    const functions = new Functions('b')
    const player = new Player(chain({ B: task('b', { Retry }) }), {}, { tasks: functions.answer })
    player.run()
    assert.equal(functions.calls.length, 3)
    assert.equal(player.redrive().status, 'FAILED')
    assert.equal(functions.calls.length, 6)
  })

  test('has the time of its machine again', () => {
    const player = new Player(chain({ T: task('t', {}) }, { TimeoutSeconds: 10 }), {})
    const timedOut = player.run()
    assert.equal(timedOut.status, 'TIMED_OUT')
    const endedAt = timedOut.at
    const again = player.redrive()
    assert.deepEqual([again.status, again.at - endedAt], ['TIMED_OUT', 10_000])
  })

  test('keeps its variables', () => {
    const definition = chain({
      A: { Type: 'Pass', Assign: { x: 41 } },
      B: task('b', { Parameters: { 'x.$': '$x' } }),
    })
    const seen: Json[] = []
    const player = new Player(
      definition,
      {},
      {
        forgetful: true,
        tasks: ({ parameters }) => (seen.push(parameters), seen.length === 1 ? broken : 1),
      },
    )
    player.run()
    assert.equal(player.redrive().status, 'SUCCEEDED')
    assert.deepEqual(seen, [{ x: 41 }, { x: 41 }])
  })

  test('evaluates the expressions of what failed again', async () => {
    const Arguments = { n: '{% $states.context.Execution.RedriveCount = 0 ? $states.input.none + 1 : $x %}' }
    const branch = { A: { Type: 'Pass', Assign: { x: 7 } }, T: { Type: 'Task', Resource: 't', Arguments } }
    const definition = chain({ P: parallelOf([{ S: pass }, branch]) }, { QueryLanguage: 'JSONata' })
    for (const forgetful of [false, true]) {
      const player = new Player(definition, {}, { forgetful, tasks: ({ parameters }) => parameters })
      const { status, error } = await player.runLater()
      assert.deepEqual([status, error], ['FAILED', 'States.QueryEvaluationError'])
      const redriven = await player.redriveLater()
      assert.deepEqual([redriven.status, redriven.output], ['SUCCEEDED', [{}, { n: 7 }]])
    }
  })

  test('takes no answer that was meant for the task before', () => {
    const player = new Player(chain({ T: task('t') }), {})
    player.run()
    const before = player.taskIn('T')
    player.send({ type: 'ExecutionStopped' })
    player.redrive()
    const late = player.send({ type: 'TaskFailed', ...before })
    assert.equal(late.task, 'unknown')
    assert.notEqual(player.taskIn('T').taskId, before.taskId)
  })

  test('finds no room for a redrive in a full history, and ends', () => {
    const limits = { ...awsLimits, historyEventsMax: 12 }
    const player = new Player(
      chain({ A: task('a'), B: task('b') }),
      {},
      { limits, tasks: new Functions('b').answer },
    )
    assert.equal(player.run().status, 'FAILED')
    assert.equal(player.redrive().status, 'FAILED')
  })
})

for (const forgetful of [false, true]) {
  describe(`A redriven execution${forgetful ? ' that is nowhere in memory' : ''}`, () => {
    test('goes on with the branches of a Parallel that failed or were aborted', () => {
      const parallel = parallelOf([{ A: task('a') }, { B1: pass, B2: task('b') }, { C: task('slow') }])
      const { functions, redriven, sequence } = redrive(chain({ P: parallel }), { broken: ['b'], forgetful })
      assert.deepEqual(redriven.output, ['a', 'b', 'slow'])
      assert.deepEqual(functions.calls, ['b', 'slow'])
      assert.match(sequence, /^(\d+)<\d+:ExecutionRedriven \d+<\1:LambdaFunctionScheduled/)
      assert.doesNotMatch(sequence, /Entered|ParallelStateStarted/)
    })

    test('goes on with a branch within a branch only where it did not succeed', () => {
      const inner = parallelOf([{ C: task('c') }, { D: task('d') }])
      const outer = parallelOf([{ A: task('a') }, { I: inner, E: task('e') }])
      const { functions, redriven } = redrive(chain({ P: outer }), { broken: ['d'], forgetful })
      assert.deepEqual(functions.calls, ['d', 'e'])
      assert.deepEqual(redriven.output, ['a', 'e'])
    })

    test('goes on with the iterations that did not succeed, and begins those that had not begun', () => {
      const map = mapOf({ T: task('t') }, { MaxConcurrency: 1 })
      const of = { input: [1, 2, 3, 4], broken: ['t(3)'], forgetful }
      const { functions, redriven, sequence } = redrive(chain({ M: map }), of)
      assert.deepEqual(functions.calls, ['t(3)', 't(4)'])
      assert.deepEqual(redriven.output, ['t(1)', 't(2)', 't(3)', 't(4)'])
      assert.equal(sequence.match(/MapIterationStarted/g)?.length, 1)
      assert.doesNotMatch(sequence, /MapStateStarted/)
    })

    test('goes on with a Map whose input lies aside', () => {
      const map = mapOf({ T: task('t') }, { ItemsPath: '$.items', ResultPath: '$.results' })
      const input = { items: [1, 2, 3], text: 'x'.repeat(20_000) }
      const { redriven } = redrive(chain({ M: map }), { input, broken: ['t(2)'], forgetful })
      assert.deepEqual(redriven.output, { ...input, results: ['t(1)', 't(2)', 't(3)'] })
    })

    test('begins a state anew that failed though all in it succeeded', () => {
      const parallel = parallelOf([{ A: task('a') }, { B: task('b') }], {
        ResultSelector: { 'x.$': '$[?(@.none)].x.y' },
        End: true,
      })
      const selector = { ...parallel, ResultSelector: { 'x.$': 'States.MathAdd($[0], 1)' } }
      const { functions, sequence } = redrive(chain({ P: selector }), { broken: [], forgetful })
      assert.deepEqual(functions.calls, ['a', 'b'])
      assert.match(sequence, /ParallelStateStarted/)
    })

    test('keeps nothing of what a Catch has handled', () => {
      const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'After' }]
      const parallel = parallelOf([{ A: task('a') }, { B: task('b') }], { Catch, Next: 'After' })
      const { functions, redriven } = redrive(chain({ P: parallel, After: task('after') }), {
        broken: ['b', 'after'],
        forgetful,
      })
      assert.deepEqual(functions.calls, ['after'])
      assert.equal(redriven.status, 'SUCCEEDED')
    })

    test('is redriven again where it fails again', () => {
      const map = mapOf({ P: parallelOf([{ A: task('a') }, { T: task('t') }]) }, { MaxConcurrency: 2 })
      const functions = new Functions('t(2)', 't(4)')
      const player = new Player(chain({ M: map }), [1, 2, 3, 4, 5], { tasks: functions.answer, forgetful })
      player.run()
      assert.equal(player.redrive().status, 'FAILED')
      functions.mend()
      const { status, output } = player.redrive()
      assert.equal(status, 'SUCCEEDED')
      assert.deepEqual(
        output,
        [1, 2, 3, 4, 5].map((n) => [`a(${n})`, `t(${n})`]),
      )
    })
  })
}
