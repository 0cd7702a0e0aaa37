import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, causeLengthMax, errorLengthMax, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, oneLine, parallelOf, task } from './test-machine.ts'
import { play } from './test-play.ts'

const caught = { Caught: { Type: 'Pass', End: true } }
const toCaught = { Next: 'Caught' }

function catchWith(catchers: readonly JsonObject[], error: AslError, input: Json = { k: 1 }) {
  const states = { S: task('work', { Catch: catchers, ...toCaught }), ...caught }
  return play(chain(states), input, { tasks: () => error })
}

const failure = new AslError('E', 'why')
const output = { Error: 'E', Cause: 'why' }

suite('what a Catch hands on', () => {
  const table: readonly [fields: JsonObject, expected: Json][] = [
    [{}, output],
    [{ ResultPath: '$' }, output],
    [{ ResultPath: '$.error' }, { k: 1, error: output }],
    [{ ResultPath: '$.a.b' }, { k: 1, a: { b: output } }],
    [{ ResultPath: null }, { k: 1 }],
  ]
  for (const [fields, expected] of table) {
    test(`with ${JSON.stringify(fields)}`, () => {
      assert.deepEqual(catchWith([{ ErrorEquals: ['E'], ...toCaught, ...fields }], failure).output, expected)
    })
  }

  test("the state's own ResultPath, ResultSelector and OutputPath have no part in it", () => {
    const fields = { ResultPath: '$.r', ResultSelector: { x: 1 }, OutputPath: '$.k' }
    const catchers = [{ ErrorEquals: ['States.ALL'], ...toCaught }]
    const states = { S: task('work', { ...fields, Catch: catchers, ...toCaught }), ...caught }
    assert.deepEqual(play(chain(states), { k: 1 }, { tasks: () => failure }).output, output)
  })

  test('an error without a name and a cause gives two nulls', () => {
    const all = [{ ErrorEquals: ['States.ALL'], ...toCaught }]
    const nameless = catchWith(all, new AslError(undefined, undefined))
    assert.deepEqual(nameless.output, { Error: null, Cause: null })
    assert.deepEqual(detailsOf(nameless.history, 'LambdaFunctionFailed'), [{}])
  })

  test("names and causes are cut to AWS's lengths, in events and in what is handed on", () => {
    const long = new AslError('e'.repeat(1000), 'c'.repeat(100_000))
    const cut = { error: 'e'.repeat(errorLengthMax), cause: 'c'.repeat(causeLengthMax) }
    const played = catchWith([{ ErrorEquals: ['States.ALL'], ...toCaught }], long)
    assert.deepEqual(played.output, { Error: cut.error, Cause: cut.cause })
    assert.deepEqual(detailsOf(played.history, 'LambdaFunctionFailed'), [cut])
    const uncaught = play(chain({ S: task('work') }), {}, { tasks: () => long })
    assert.deepEqual({ error: uncaught.error, cause: uncaught.cause }, cut)
  })

  test('onto an input that cannot take it, fails with States.ResultPathMatchFailure', () => {
    const played = catchWith([{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', ...toCaught }], failure, [1])
    assert.equal(played.error, 'States.ResultPathMatchFailure')
    assert.match(played.sequence, /5<4:LambdaFunctionFailed 6<5:ExecutionFailed$/)
  })
})

suite('which Catch', () => {
  test('the first one that means the error', () => {
    const states = {
      S: task('work', {
        Catch: [
          { ErrorEquals: ['Other'], Next: 'A' },
          { ErrorEquals: ['F', 'E'], Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'A' },
        ],
        Next: 'A',
      }),
      A: { Type: 'Pass', Result: 'A', End: true },
      B: { Type: 'Pass', Result: 'B', End: true },
    }
    assert.equal(play(chain(states), {}, { tasks: () => failure }).output, 'B')
  })

  test('one comes after all retries', () => {
    let sent = 0
    const fields = {
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['E'], ...toCaught }],
    }
    const states = { S: task('work', { ...fields, ...toCaught }), ...caught }
    assert.deepEqual(play(chain(states), {}, { tasks: () => (sent++, failure) }).output, output)
    assert.equal(sent, 3)
  })

  test('the one of the inner state before that of the block around it', () => {
    const inner = chain({
      T: task('work', { Catch: [{ ErrorEquals: ['E'], Next: 'In' }] }),
      In: { Type: 'Pass' },
    })
    const outer = { Catch: [{ ErrorEquals: ['States.ALL'], ...toCaught }], End: true }
    const branches = play(
      chain({ P: { Type: 'Parallel', Branches: [inner], ...outer }, ...caught }),
      {},
      {
        tasks: () => failure,
      },
    )
    assert.deepEqual(branches.output, [output])
  })

  test('none catches States.Runtime, at no level', () => {
    const all = {
      Catch: [{ ErrorEquals: ['States.ALL'], ...toCaught }],
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    }
    const broken = { Type: 'Pass', InputPath: '$.x' }
    for (const state of [
      task('work', { InputPath: '$.x', ...all }),
      parallelOf([{ A: broken }], all),
      mapOf({ A: broken }, { ...all, ItemsPath: '$.items', ToleratedFailureCount: 5 }),
    ]) {
      const { error, cause, at, turns } = play(chain({ S: state, ...caught }), { items: [{}] })
      assert.equal(error, 'States.Runtime')
      assert.match(
        cause!,
        /^An error occurred while executing the state '[SA]' \(entered at the event id #\d\)\. Inv/,
      )
      assert.equal(at, turns[0]!.header.lastAt, 'without a retry')
    }
  })
})

suite('the events of a Catch', () => {
  const all = { Catch: [{ ErrorEquals: ['States.ALL'], ...toCaught }] }

  test('the state is left as it is after its success', () => {
    const { sequence, history } = catchWith(all.Catch, failure)
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered
        3<2:LambdaFunctionScheduled 4<3:LambdaFunctionStarted 5<4:LambdaFunctionFailed 6<5:TaskStateExited
        7<6:PassStateEntered 8<7:PassStateExited 9<8:ExecutionSucceeded`),
    )
    assert.deepEqual(detailsOf(history, 'TaskStateExited'), [{ name: 'S', output }])
    assert.deepEqual(detailsOf(history, 'LambdaFunctionFailed'), [{ error: 'E', cause: 'why' }])
  })

  test('a Parallel and a Map say that they have failed', () => {
    const branches = play(chain({ S: parallelOf([{ F: { Type: 'Fail', Error: 'E' } }], all), ...caught }))
    assert.equal(
      branches.sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted 4<3:FailStateEntered
        5<4:ParallelStateFailed 6<5:ParallelStateExited
        7<6:PassStateEntered 8<7:PassStateExited 9<8:ExecutionSucceeded`),
    )
    assert.deepEqual(branches.output, { Error: 'E', Cause: null })
    const items = play(chain({ S: mapOf({ F: { Type: 'Fail', Cause: 'why' } }, all), ...caught }), [1])
    assert.equal(
      items.sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted 4<3:MapIterationStarted 5<4:FailStateEntered
        6<5:MapIterationFailed 7<5:MapStateFailed 8<7:MapStateExited
        9<8:PassStateEntered 10<9:PassStateExited 11<10:ExecutionSucceeded`),
    )
    assert.deepEqual(items.output, { Error: null, Cause: 'why' })
  })

  test('a Map that could not start has not failed as a Map: it has no MapStateFailed', () => {
    const map = mapOf({ A: { Type: 'Pass' } }, { ItemsPath: '$.n' })
    const { sequence, cause } = play(chain({ S: map }), { n: 1 })
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:MapStateEntered 3<2:ExecutionFailed')
    assert.match(cause!, /Reference path "\$\.n" must point to array\.$/)
  })
})
