import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, awsLimits, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, oneLine, parallelOf, task } from '../test-machine.ts'
import { answerEvent, Later, play, Player, startedAt } from '../test-play.ts'

const pass = { A: { Type: 'Pass' } }
const fails = { F: { Type: 'Fail', Error: 'E' } }
const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }
const done = { Done: { Type: 'Pass' } }
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

suite('the events of a Map', () => {
  test('one item after the other', () => {
    const { sequence, history } = play(chain({ M: mapOf(pass, { MaxConcurrency: 1 }) }), ['a', 'b'])
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted
        4<3:MapIterationStarted 5<4:PassStateEntered 6<5:PassStateExited 7<6:MapIterationSucceeded
        8<6:MapIterationStarted 9<8:PassStateEntered 10<9:PassStateExited 11<10:MapIterationSucceeded
        12<11:MapStateSucceeded 13<11:MapStateExited 14<13:ExecutionSucceeded`),
    )
    assert.deepEqual(detailsOf(history, 'MapStateStarted'), [{ length: 2 }])
    assert.deepEqual(detailsOf(history, 'MapIterationStarted'), [
      { name: 'M', index: 0 },
      { name: 'M', index: 1 },
    ])
  })

  test('all items at once', () => {
    const { sequence, history } = play(chain({ M: mapOf(pass) }), ['a', 'b'])
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted
        4<3:MapIterationStarted 5<4:PassStateEntered 6<3:MapIterationStarted 7<6:PassStateEntered
        8<5:PassStateExited 9<8:MapIterationSucceeded 10<7:PassStateExited 11<10:MapIterationSucceeded
        12<11:MapStateSucceeded 13<11:MapStateExited 14<13:ExecutionSucceeded`),
    )
    assert.deepEqual(detailsOf(history, 'MapIterationSucceeded'), [
      { name: 'M', index: 0 },
      { name: 'M', index: 1 },
    ])
  })

  test('no item at all', () => {
    const { sequence, output, history } = play(chain({ M: mapOf(pass) }), [])
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted
        4<3:MapStateSucceeded 5<3:MapStateExited 6<5:ExecutionSucceeded`),
    )
    assert.deepEqual(output, [])
    assert.deepEqual(detailsOf(history, 'MapStateStarted'), [{ length: 0 }])
  })

  test('an item that fails, in the shape that was recorded for a timeout of the first of four', () => {
    const { sequence } = play(chain({ M: mapOf({ T: task('t', { TimeoutSeconds: 5 }) }) }), [1, 2, 3, 4])
    assert.equal(
      sequence.slice(sequence.indexOf('LambdaFunctionTimedOut') - 6),
      oneLine(`20<13:LambdaFunctionTimedOut 21<20:MapIterationFailed
        22<20:TaskStateAborted 23<20:MapIterationAborted 24<20:TaskStateAborted 25<20:MapIterationAborted
        26<20:TaskStateAborted 27<20:MapIterationAborted 28<20:TaskStateAborted
        29<20:MapStateFailed 30<29:ExecutionFailed`),
    )
  })

  test('an item that fails while others are still to begin: those are not spoken of', () => {
    const map = mapOf({ T: task('t') }, { MaxConcurrency: 2, ...catchAll })
    const { sequence, output, history } = play(chain({ M: map, ...done }), [0, 1, 2, 3, 4], {
      tasks: ({ parameters }) => (parameters === 1 ? new Later(1, new AslError('E', '')) : new Later(2, 1)),
    })
    assert.match(
      sequence,
      /12<11:LambdaFunctionFailed 13<12:MapIterationFailed 14<12:TaskStateAborted 15<12:MapIterationAborted 16<12:TaskStateAborted 17<12:MapStateFailed 18<17:MapStateExited/,
    )
    assert.deepEqual(detailsOf(history, 'MapIterationFailed'), [{ name: 'M', index: 1 }])
    assert.deepEqual(detailsOf(history, 'MapIterationAborted'), [{ name: 'M', index: 0 }])
    assert.deepEqual(output, { Error: 'E', Cause: '' })
  })

  test('a block within an iteration is aborted with it', () => {
    const block = parallelOf([{ T: task('t') }, { W: { Type: 'Wait', Seconds: 9 } }])
    const player = new Player(chain({ M: mapOf({ P: block }) }), [1, 2], { forgetful: true })
    player.run(startedAt)
    const { history } = player.send(answerEvent(player.taskIn('T'), new AslError('E', '')))
    assert.deepEqual(
      history.map(({ type }) => type),
      oneLine(`LambdaFunctionFailed TaskStateAborted WaitStateAborted ParallelStateFailed MapIterationFailed
        TaskStateAborted WaitStateAborted ParallelStateAborted MapIterationAborted ParallelStateAborted
        MapStateFailed ExecutionFailed`).split(' '),
    )
  })

  test('a Map within a Map fails the outer one, and each event comes once', () => {
    const { sequence, error } = play(chain({ M: mapOf({ N: mapOf(fails) }) }), [[1], [2]])
    assert.equal(error, 'E')
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted
        4<3:MapIterationStarted 5<4:MapStateEntered 6<3:MapIterationStarted 7<6:MapStateEntered
        8<5:MapStateStarted 9<8:MapIterationStarted 10<9:FailStateEntered
        11<7:MapStateStarted 12<11:MapIterationStarted 13<12:FailStateEntered
        14<10:MapIterationFailed 15<10:MapStateFailed
        16<15:MapIterationFailed 17<15:MapIterationAborted 18<15:MapStateAborted 19<15:MapIterationAborted
        20<15:MapStateAborted 21<15:MapStateFailed 22<21:ExecutionFailed`),
    )
  })
})

suite('the items of a Map', () => {
  test('are found at ItemsPath, in what InputPath has left', () => {
    const fields = { InputPath: '$.in', ItemsPath: '$.list' }
    assert.deepEqual(play(chain({ M: mapOf(pass, fields) }), { in: { list: [1, 2] } }).output, [1, 2])
    const fromContext = { ItemsPath: '$$.Execution.Input.list' }
    assert.deepEqual(play(chain({ M: mapOf(pass, fromContext) }), { list: [3] }).output, [3])
  })

  test('are shaped by ItemSelector, which sees the input and the item', () => {
    const selector = {
      'item.$': '$$.Map.Item.Value',
      'index.$': '$$.Map.Item.Index',
      'k.$': '$.k',
      fixed: true,
    }
    const fields = { InputPath: '$.in', ItemsPath: '$.list', ItemSelector: selector, ResultPath: '$.out' }
    const input = { in: { list: ['a', 'b'], k: 9 } }
    assert.deepEqual(play(chain({ M: mapOf(pass, fields) }), input).output, {
      ...input,
      out: [
        { item: 'a', index: 0, k: 9, fixed: true },
        { item: 'b', index: 1, k: 9, fixed: true },
      ],
    })
  })

  test('are shaped by Parameters in older definitions, with an Iterator', () => {
    const { ItemProcessor, ...map } = mapOf(pass) as { ItemProcessor: JsonObject }
    const old = { ...map, Iterator: ItemProcessor, Parameters: { 'v.$': '$$.Map.Item.Value' } }
    assert.deepEqual(play(chain({ M: old }), [1]).output, [{ v: 1 }])
  })

  test('have to be an array', () => {
    for (const input of [{}, 'text', null, 1]) {
      const { error, cause } = play(chain({ M: mapOf(pass) }), input)
      assert.equal(error, 'States.Runtime')
      assert.match(cause!, /Reference path "\$" must point to array\.$/)
    }
    assert.match(
      play(chain({ M: mapOf(pass, { ItemsPath: '$.x' }) }), {}).cause!,
      /Invalid path '\$\.x' : No results for path: \$\['x'\]$/,
    )
  })

  test('give their outputs in their own order, whatever the order of their ends', () => {
    const { output, at } = play(chain({ M: mapOf({ T: task('t') }) }), [5, 3, 9, 1], {
      tasks: ({ parameters }) => new Later(parameters as number, parameters),
    })
    assert.deepEqual(output, [5, 3, 9, 1])
    assert.equal(at - startedAt, 9000)
  })
})

suite('how many iterations run at once', () => {
  const table: readonly [fields: JsonObject, aws: number, own: number][] = [
    [{}, 40, 100],
    [{ MaxConcurrency: 0 }, 40, 100],
    [{ MaxConcurrency: 3 }, 3, 3],
    [{ MaxConcurrency: 60 }, 40, 60],
    [{ MaxConcurrencyPath: '$.n' }, 7, 7],
  ]
  for (const [fields, aws, own] of table) {
    for (const [limits, expected] of [
      [awsLimits, aws],
      [{ ...awsLimits, inlineMapConcurrencyMax: 1000 }, own],
    ] as const) {
      test(`with ${JSON.stringify(fields)} and at most ${limits.inlineMapConcurrencyMax}: ${expected}`, () => {
        let most = 0
        let open = 0
        const map = mapOf({ T: task('t') }, { ItemsPath: '$.items', ...fields })
        const player = new Player(
          chain({ M: map }),
          { items: numbers(100), n: 7 },
          {
            limits,
            tasks: () => ((most = Math.max(most, ++open)), new Later(1, 1)),
          },
        )
        for (let second = 1; player.run(startedAt + second * 1000 - 1).status === 'RUNNING'; second++)
          open = 0
        assert.equal(most, expected)
      })
    }
  }

  const wrong: readonly [fields: JsonObject, n: Json, cause: string][] = [
    [
      { MaxConcurrencyPath: '$.n' },
      'NoNumber',
      'The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.n',
    ],
    [
      { MaxConcurrencyPath: '$.n' },
      1.5,
      'The MaxConcurrencyPath field refers to value "1.5" which is not a valid integer: $.n',
    ],
    [{ MaxConcurrencyPath: '$.n' }, -1, 'MaxConcurrency cannot be negative.'],
    [
      { ToleratedFailureCountPath: '$.n' },
      null,
      'The ToleratedFailureCountPath field refers to value "null" which is not a valid integer: $.n',
    ],
    [{ ToleratedFailureCountPath: '$.n' }, -1, 'ToleratedFailureCount cannot be negative.'],
    [
      { ToleratedFailurePercentagePath: '$.n' },
      [],
      'The ToleratedFailurePercentagePath field refers to value "[]" which is not a valid float: $.n',
    ],
    [
      { ToleratedFailurePercentagePath: '$.n' },
      100.5,
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
    [
      { ToleratedFailurePercentagePath: '$.n' },
      -0.5,
      'ToleratedFailurePercentage must be between 0 and 100.',
    ],
  ]
  for (const [fields, n, cause] of wrong) {
    test(`${Object.keys(fields)[0]} may not be ${JSON.stringify(n)}`, () => {
      const played = play(chain({ M: mapOf(pass, { ItemsPath: '$.items', ...fields }) }), { items: [1], n })
      assert.equal(played.error, 'States.Runtime')
      assert.ok(played.cause!.endsWith(cause), played.cause)
      assert.equal(played.sequence, '1<0:ExecutionStarted 2<0:MapStateEntered 3<2:ExecutionFailed')
    })
  }
})

suite('failures that a Map tolerates', () => {
  /** Ten items of which so many fail. */
  const run = (fields: JsonObject, failing: number) =>
    play(chain({ M: mapOf({ T: task('t') }, { MaxConcurrency: 1, ...fields }) }), numbers(10), {
      tasks: ({ parameters }) => ((parameters as number) < failing ? new AslError('E', 'C') : 'ok'),
    })

  const table: readonly [fields: JsonObject, most: number][] = [
    [{}, 0],
    [{ ToleratedFailureCount: 2 }, 2],
    [{ ToleratedFailurePercentage: 25 }, 2],
    [{ ToleratedFailurePercentage: 30 }, 3],
    [{ ToleratedFailurePercentage: 100 }, 10],
    [{ ToleratedFailureCount: 4, ToleratedFailurePercentage: 20 }, 2],
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 50 }, 1],
    [{ ToleratedFailureCount: 0, ToleratedFailurePercentage: 50 }, 0],
  ]
  for (const [fields, most] of table) {
    test(`with ${JSON.stringify(fields)} are ${most} of 10`, () => {
      const { status, output } = run(fields, most)
      assert.equal(status, 'SUCCEEDED')
      assert.deepEqual(
        output,
        numbers(10).map((i) => (i < most ? { Error: 'E', Cause: 'C' } : 'ok')),
      )
      if (most < 10) assert.equal(run(fields, most + 1).error, 'E')
    })
  }

  test('begin the next item behind the failing event, and end the Map behind the last', () => {
    const { sequence } = play(
      chain({ M: mapOf(fails, { MaxConcurrency: 1, ToleratedFailureCount: 2 }) }),
      [1, 2],
    )
    assert.equal(
      sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted
        4<3:MapIterationStarted 5<4:FailStateEntered 6<5:MapIterationFailed
        7<5:MapIterationStarted 8<7:FailStateEntered 9<8:MapIterationFailed
        10<9:MapStateSucceeded 11<9:MapStateExited 12<11:ExecutionSucceeded`),
    )
  })

  test('are none that nobody may catch', () => {
    const tooLarge = { A: { Type: 'Pass', Parameters: { 'a.$': '$', 'b.$': '$' } } }
    const { error } = play(chain({ M: mapOf(tooLarge, { ToleratedFailureCount: 5 }) }), ['x'.repeat(100)], {
      limits: { ...awsLimits, payloadBytesMax: 150 },
    })
    assert.equal(error, 'States.DataLimitExceeded')
  })
})

suite('an ItemSelector that fails', () => {
  const selector = { ItemSelector: { 'x.$': 'States.ArrayGetItem($$.Map.Item.Value, 0)' } }
  const items = (count: number, bad: number) => numbers(count).map((i) => (i === bad ? [] : [i]))

  test('for the first item fails the Map before an iteration began', () => {
    const { sequence, error } = play(chain({ M: mapOf(pass, selector) }), items(3, 0))
    assert.equal(error, 'States.IntrinsicFailure')
    assert.equal(
      sequence,
      oneLine(
        `1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted 4<3:MapStateFailed 5<4:ExecutionFailed`,
      ),
    )
  })

  for (const forgetful of [false, true]) {
    test(`for item 57 cuts off the ones before it${forgetful ? ', wherever they lie' : ''}, and can be caught`, () => {
      const map = mapOf({ T: task('t') }, { ...selector, MaxConcurrency: 56, ...catchAll })
      const { output, history, turns } = play(chain({ M: map, ...done }), items(200, 57), {
        forgetful,
        tasks: ({ parameters }) =>
          (parameters as JsonObject)['x'] === 3 ? new Later(9, 1) : new Later(5, 1),
      })
      assert.equal((output as JsonObject)['Error'], 'States.IntrinsicFailure')
      const count = (type: string) => history.filter((event) => event.type === type).length
      assert.equal(count('MapIterationStarted'), 57)
      assert.equal(count('MapIterationSucceeded'), 2)
      assert.equal(count('MapIterationAborted'), 55)
      assert.equal(turns.at(-1)!.ended!.status, 'SUCCEEDED')
    })
  }

  test('is tried again with the whole Map', () => {
    const retry = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }] }
    const { history, error } = play(
      chain({ M: mapOf({ T: task('t') }, { ...selector, ...retry }) }),
      items(3, 2),
    )
    assert.equal(error, 'States.IntrinsicFailure')
    assert.equal(history.filter(({ type }) => type === 'MapStateStarted').length, 3)
    assert.equal(history.filter(({ type }) => type === 'MapStateFailed').length, 1)
  })

  test('within another Map fails that one, too', () => {
    const { error, sequence } = play(chain({ M: mapOf({ N: mapOf({ T: task('t') }, selector) }) }), [
      [[1], []],
      [[2]],
    ])
    assert.equal(error, 'States.IntrinsicFailure')
    assert.match(sequence, /MapStateFailed \d+<\d+:ExecutionFailed$/)
  })
})

suite('a Map that takes many turns', () => {
  test('of 250 items begins at most 100 in a turn and goes on in the next', () => {
    const { output, turns, history } = play(chain({ M: mapOf(pass) }), numbers(250))
    assert.deepEqual(output, numbers(250))
    assert.ok(turns.length >= 3)
    for (const turn of turns) {
      const begun = turn.history.filter(({ type }) => type === 'MapIterationStarted').length
      assert.ok(begun <= 100, `${begun} iterations in one turn`)
      assert.equal(
        turn.ended === undefined,
        turn.commands.some(({ type }) => type === 'Continue'),
      )
    }
    assert.equal(history.length, 250 * 4 + 6)
  })

  test('one item after the other has the same events as if it took one turn', () => {
    const { history } = play(chain({ M: mapOf(pass, { MaxConcurrency: 1 }) }), numbers(250))
    const started = history.filter(({ type }) => type === 'MapIterationStarted')
    started.forEach(({ previousEventId }, i) => assert.equal(previousEventId, i === 0 ? 3 : 4 * i + 2))
  })

  test('within Maps within a Parallel keeps the budget of each turn and the order of all results', () => {
    const inner = mapOf({ A: { Type: 'Pass' } }, { ItemsPath: '$.list', MaxConcurrency: 3 })
    const middle = parallelOf([{ N: inner }, { B: { Type: 'Pass', InputPath: '$.i' } }])
    const items = numbers(30).map((i) => ({ i, list: numbers(12).map((j) => `${i}.${j}`) }))
    const { output, turns } = play(chain({ M: mapOf({ P: middle }) }), items, { forgetful: true })
    assert.deepEqual(
      output,
      items.map(({ i, list }) => [list, i]),
    )
    for (const { history, frames } of turns) {
      assert.ok(history.filter(({ type }) => type.endsWith('StateEntered')).length <= 500 + 2)
      assert.ok(frames.length <= 300, `${frames.length} frames written in one turn`)
    }
  })

  test('goes on after each answer with one more item, and loads no more than that needs', () => {
    const player = new Player(chain({ M: mapOf({ T: task('t') }, { MaxConcurrency: 10 }) }), numbers(1000), {
      forgetful: true,
    })
    player.run()
    let loads: number[] = []
    for (let i = 0; i < 500; i++) {
      const before = player.memory.needs.length
      const turn = player.send(answerEvent(player.taskIn('T'), i))
      const needs = player.memory.needs.slice(before)
      loads.push(needs.length)
      assert.ok(needs.every((need) => need.kind !== 'frames' || need.from === need.to))
      assert.equal(turn.frames.length, 3, 'the one that ended, the one that began and the Map')
    }
    loads = [...new Set(loads)]
    assert.deepEqual(loads, [3], 'the iteration, the Map and a chunk of items')
  })

  test('fails in one of its last turns without a trace of the others', () => {
    const map = mapOf({ T: task('t') }, { ...catchAll, MaxConcurrency: 20 })
    const { output, status } = play(chain({ M: map, ...done }), numbers(250), {
      forgetful: true,
      tasks: ({ parameters }) => (parameters === 240 ? new AslError('E', '') : 1),
    })
    assert.equal(status, 'SUCCEEDED')
    assert.deepEqual(output, { Error: 'E', Cause: '' })
  })
})
