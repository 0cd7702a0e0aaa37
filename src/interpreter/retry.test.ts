import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, type Json, type JsonObject } from '#base'
import { chain, mapOf, oneLine, parallelOf, task } from './test-machine.ts'
import { Later, play, startedAt, type PlayOptions } from './test-play.ts'

/** When each attempt of a task that fails with these errors, one after the other, was sent: in seconds. */
function attempts(retry: readonly JsonObject[], errors: readonly string[], options: PlayOptions = {}) {
  const sent: number[] = []
  const played = play(
    chain({ S: task('work', { Retry: retry }) }),
    {},
    {
      ...options,
      tasks: ({ at }) => {
        sent.push((at - startedAt) / 1000)
        const error = errors[sent.length - 1]
        return error === undefined ? 'done' : new AslError(error, 'cause')
      },
    },
  )
  return { ...played, sent }
}

const always = Array.from({ length: 20 }, () => 'E')

suite('the delays of a retrier', () => {
  const table: readonly [fields: JsonObject, sent: readonly number[]][] = [
    [{}, [0, 1, 3, 7]],
    [{ IntervalSeconds: 2 }, [0, 2, 6, 14]],
    [{ IntervalSeconds: 3, BackoffRate: 1 }, [0, 3, 6, 9]],
    [{ BackoffRate: 1.5 }, [0, 1, 2.5, 4.75]],
    [{ MaxAttempts: 1 }, [0, 1]],
    [{ MaxAttempts: 0 }, [0]],
    [{ IntervalSeconds: 1, MaxAttempts: 5, MaxDelaySeconds: 3 }, [0, 1, 3, 6, 9, 12]],
    [{ IntervalSeconds: 99_999_999, MaxAttempts: 1 }, [0, 31_622_400]],
  ]
  for (const [fields, expected] of table) {
    test(`with ${JSON.stringify(fields)}`, () => {
      const { sent, error } = attempts([{ ErrorEquals: ['States.ALL'], ...fields }], always)
      assert.deepEqual(sent, expected)
      assert.equal(error, 'E')
    })
  }

  test('with full jitter lie between nothing and the delay, follow from the seed and differ between seeds', () => {
    const retry = [{ ErrorEquals: ['E'], IntervalSeconds: 8, MaxAttempts: 4, JitterStrategy: 'FULL' }]
    const delays = (seed: string) => {
      const { sent } = attempts(retry, always, { seed })
      return sent.slice(1).map((at, i) => at - sent[i]!)
    }
    const seen = new Set<number>()
    for (let seed = 0; seed < 50; seed++) {
      delays(String(seed)).forEach((delay, i) => {
        assert.ok(delay >= 0 && delay <= 8 * 2 ** i, `${delay} s before attempt ${i + 2}`)
        seen.add(delay)
      })
    }
    assert.deepEqual(delays('one'), delays('one'))
    assert.ok(seen.size > 150, 'the delays are spread')
    const firsts = Array.from({ length: 50 }, (_, seed) => delays(String(seed))[0]!)
    assert.ok(Math.min(...firsts) < 2 && Math.max(...firsts) > 6, 'over the whole of the delay')
  })
})

suite('several retriers', () => {
  const retry = [
    { ErrorEquals: ['A'], IntervalSeconds: 1, MaxAttempts: 1 },
    { ErrorEquals: ['B', 'C'], IntervalSeconds: 10, MaxAttempts: 2 },
  ]

  test('have a counter each', () => {
    const { sent, output } = attempts(retry, ['B', 'A', 'C'])
    assert.deepEqual(sent, [0, 10, 11, 31])
    assert.equal(output, 'done')
  })

  test('the first that means the error decides, also when it is spent', () => {
    const all = [...retry, { ErrorEquals: ['States.ALL'], MaxAttempts: 5 }]
    const { sent, error } = attempts(all, ['A', 'A'])
    assert.deepEqual(sent, [0, 1])
    assert.equal(error, 'A')
  })

  test('none of them means another error', () => {
    assert.deepEqual(attempts(retry, ['D']).sent, [0])
  })

  test('count anew when the state is visited again', () => {
    const sent: number[] = []
    const states = {
      S: task('work', { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }], Next: 'Again' }),
      Again: {
        Type: 'Choice',
        Choices: [{ Variable: '$', NumericLessThan: 3, Next: 'S' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    }
    const { status } = play(
      chain(states),
      {},
      {
        // Every first attempt of a visit fails.
        tasks: ({ taskId }) => (
          sent.push(taskId),
          sent.length % 2 === 1 ? new AslError('E', '') : sent.length
        ),
      },
    )
    assert.equal(status, 'SUCCEEDED')
    assert.equal(sent.length, 4)
  })
})

/** Whether an ErrorEquals means a task's error. */
const meanings: readonly [name: string, error: string, expected: boolean][] = [
  ['States.ALL', 'E', true],
  ['States.ALL', 'States.Timeout', true],
  ['States.ALL', 'States.Runtime', false],
  ['States.Runtime', 'States.Runtime', false],
  ['States.TaskFailed', 'E', true],
  ['States.TaskFailed', 'States.Timeout', false],
  ['States.TaskFailed', 'States.DataLimitExceeded', false],
  ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
  ['E', 'E', true],
  ['E', 'e', false],
  ['E', 'E.F', false],
  ['States.Timeout', 'States.Timeout', true],
  ['States.HeartbeatTimeout', 'States.Timeout', false],
]

suite('an ErrorEquals', () => {
  for (const [name, error, expected] of meanings) {
    test(`${name} ${expected ? 'means' : 'does not mean'} the error ${error}, in Retry and in Catch`, () => {
      const { sent } = attempts([{ ErrorEquals: [name] }], [error])
      assert.equal(sent.length === 2, expected)
      const states = {
        S: task('work', { Catch: [{ ErrorEquals: [name], Next: 'Caught' }], End: true }),
        Caught: { Type: 'Pass' },
      }
      const { status } = play(chain(states), {}, { tasks: () => new AslError(error, '') })
      assert.equal(status === 'SUCCEEDED', expected)
    })
  }

  test('States.ALL means a failure without a name, and no other name does', () => {
    for (const [name, count] of [
      ['States.ALL', 4],
      ['States.TaskFailed', 1],
    ] as const) {
      let sent = 0
      play(
        chain({ S: task('work', { Retry: [{ ErrorEquals: [name] }] }) }),
        {},
        {
          tasks: () => (sent++, new AslError(undefined, undefined)),
        },
      )
      assert.equal(sent, count, name)
    }
  })
})

suite('the events of a retry', () => {
  const retry = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }
  const fails = { tasks: () => new AslError('E', 'C') }

  test('a task is scheduled again behind its failure, without another Entered event', () => {
    const { sequence } = play(chain({ S: task('work', retry) }), {}, fails)
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:TaskStateEntered
        3<2:LambdaFunctionScheduled 4<3:LambdaFunctionStarted 5<4:LambdaFunctionFailed
        6<5:LambdaFunctionScheduled 7<6:LambdaFunctionStarted 8<7:LambdaFunctionFailed 9<8:ExecutionFailed`),
    )
  })

  test('a Parallel starts again behind the failing event, and fails when no retry is left', () => {
    const { sequence } = play(chain({ P: parallelOf([{ F: { Type: 'Fail' } }], retry) }))
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered
        3<2:ParallelStateStarted 4<3:FailStateEntered
        5<4:ParallelStateStarted 6<5:FailStateEntered 7<6:ParallelStateFailed 8<7:ExecutionFailed`),
    )
  })

  test('a Map begins all its items again behind the failing event', () => {
    const { sequence } = play(chain({ M: mapOf({ F: { Type: 'Fail' } }, retry) }), [1])
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered
        3<2:MapStateStarted 4<3:MapIterationStarted 5<4:FailStateEntered 6<5:MapIterationFailed
        7<5:MapStateStarted 8<7:MapIterationStarted 9<8:FailStateEntered 10<9:MapIterationFailed
        11<9:MapStateFailed 12<11:ExecutionFailed`),
    )
  })

  test('a Map whose iterations lie in the store begins them all again, with its whole input', () => {
    const items = Array.from({ length: 120 }, (_, i) => i)
    let failures = 0
    const map = mapOf({ T: task('work') }, { ...retry, ItemsPath: '$.items', ResultPath: '$.out' })
    const { output, turns } = play(
      chain({ M: map }),
      { items, k: 1 },
      {
        forgetful: true,
        tasks: ({ parameters }) =>
          parameters === 110 && failures++ === 0 ? new Later(5, new AslError('E', '')) : parameters,
      },
    )
    assert.deepEqual(output, { items, k: 1, out: items })
    assert.equal(
      turns.flatMap(({ history }) => history).filter(({ type }) => type === 'MapStateStarted').length,
      2,
    )
  })

  test('an error before the task is scheduled is tried again as well', () => {
    const state = task('work', { Parameters: { 'x.$': 'States.ArrayGetItem($, 5)' }, ...retry })
    const { sequence, error, at } = play(chain({ S: state }), [] as Json)
    assert.equal(at - startedAt, 1000)
    assert.equal(error, 'States.IntrinsicFailure')
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:ExecutionFailed')
  })
})
