import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { awsLimits, type Json, type JsonObject } from '#base'
import { chain, detailsOf, mapOf, parallelOf, task } from './test-machine.ts'
import { play } from './test-play.ts'

const input: Json = { a: { b: 1 }, list: [1, 2] }

/** The fields of a state, and what becomes of `input` in a Pass state, and of the result 7 in a Task state. */
const table: readonly [fields: JsonObject, pass: Json, task: Json][] = [
  [{}, input, 7],
  [{ InputPath: '$.a' }, { b: 1 }, 7],
  [{ InputPath: null }, {}, 7],
  [{ InputPath: '$$.Execution.Name' }, 'run', 7],
  [{ OutputPath: '$' }, input, 7],
  [{ OutputPath: null }, {}, {}],
  [{ OutputPath: '$$.State.Name' }, 'S', 'S'],
  [{ ResultPath: null }, input, input],
  [{ ResultPath: null, OutputPath: '$.a.b' }, 1, 1],
  [{ ResultPath: '$' }, input, 7],
  [{ ResultPath: '$.r' }, { ...input, r: input }, { ...input, r: 7 }],
  [{ ResultPath: '$.a' }, { a: input, list: [1, 2] }, { a: 7, list: [1, 2] }],
  [{ ResultPath: '$.x.y.z' }, { ...input, x: { y: { z: input } } }, { ...input, x: { y: { z: 7 } } }],
  [{ ResultPath: '$.list[1]' }, { a: { b: 1 }, list: [1, input] }, { a: { b: 1 }, list: [1, 7] }],
  // The result goes into the raw input, not into what InputPath has left of it.
  [
    { InputPath: '$.a', ResultPath: '$.r' },
    { ...input, r: { b: 1 } },
    { ...input, r: 7 },
  ],
  [{ ResultPath: '$.r', OutputPath: '$.r' }, input, 7],
  [{ Parameters: { 'x.$': '$.a.b', y: 2 } }, { x: 1, y: 2 }, 7],
  [{ InputPath: '$.a', Parameters: { 'x.$': '$.b' } }, { x: 1 }, 7],
]

suite('the paths of a state', () => {
  for (const [fields, passed, worked] of table) {
    test(`with ${JSON.stringify(fields)}`, () => {
      const pass = play(chain({ S: { Type: 'Pass', ...fields } }), input)
      assert.deepEqual(pass.output, passed)
      const worker = play(chain({ S: task('work', fields) }), input, { tasks: () => 7 })
      assert.deepEqual(worker.output, worked)
    })
  }

  test('a Result takes the place of the input, and Parameters do not touch it', () => {
    const pass = { Type: 'Pass', Result: { 'r.$': '$.a' }, Parameters: { x: 1 }, ResultPath: '$.r' }
    assert.deepEqual(play(chain({ S: pass }), { a: 1 }).output, { a: 1, r: { 'r.$': '$.a' } })
  })

  test('a task gets what InputPath and Parameters make, and its events have it', () => {
    const fields = { InputPath: '$.a', Parameters: { 'x.$': '$.b', 'name.$': '$$.State.Name' } }
    const sent: Json[] = []
    const { history } = play(chain({ S: task('work', fields) }), input, {
      tasks: ({ parameters }) => (sent.push(parameters), 7),
    })
    assert.deepEqual(sent, [{ x: 1, name: 'S' }])
    assert.deepEqual(detailsOf(history, 'LambdaFunctionScheduled'), [{ resource: 'work', input: sent[0] }])
    assert.deepEqual(detailsOf(history, 'TaskStateEntered'), [{ name: 'S', input }])
    assert.deepEqual(detailsOf(history, 'LambdaFunctionSucceeded'), [{ output: 7 }])
    assert.deepEqual(detailsOf(history, 'TaskStateExited'), [{ name: 'S', output: 7 }])
  })

  test('ResultSelector shapes the result before ResultPath puts it away', () => {
    const fields = { ResultSelector: { 'x.$': '$.n', 'run.$': '$$.Execution.Name' }, ResultPath: '$.r' }
    const { output } = play(chain({ S: task('work', fields) }), { k: 1 }, { tasks: () => ({ n: 5, m: 6 }) })
    assert.deepEqual(output, { k: 1, r: { x: 5, run: 'run' } })
  })

  test('ResultSelector shapes the results of a Parallel and of a Map', () => {
    const fields = { ResultSelector: { 'first.$': '$[0]', 'all.$': '$' } }
    const branches = parallelOf([{ A: { Type: 'Pass' } }, { B: { Type: 'Pass', Result: 2 } }], fields)
    assert.deepEqual(play(chain({ S: branches }), 1).output, { first: 1, all: [1, 2] })
    assert.deepEqual(play(chain({ S: mapOf({ A: { Type: 'Pass' } }, fields) }), [3, 4]).output, {
      first: 3,
      all: [3, 4],
    })
  })

  test('InputPath and OutputPath of Choice, Wait and Succeed', () => {
    const paths = { InputPath: '$.a', OutputPath: '$.b' }
    const choice = {
      Type: 'Choice',
      ...paths,
      Choices: [{ Variable: '$.b', NumericEquals: 1, Next: 'Done' }],
      Default: 'Other',
    }
    const states = { C: choice, Other: { Type: 'Fail' }, Done: { Type: 'Pass', End: true } }
    assert.equal(play(chain(states), input).output, 1)
    assert.equal(play(chain({ W: { Type: 'Wait', Seconds: 1, ...paths } }), input).output, 1)
    assert.equal(play(chain({ W: { Type: 'Wait', Seconds: 0, ...paths } }), input).output, 1)
    assert.equal(play(chain({ S: { Type: 'Succeed', ...paths } }), input).output, 1)
    assert.deepEqual(play(chain({ S: { Type: 'Succeed', InputPath: null } }), input).output, {})
  })

  test('numbers that only pass through keep their digits', () => {
    const digits = JSON.parse('[1]') as Json
    const state = { Type: 'Pass', ResultPath: '$.copy' }
    const raw = { n: JSON.rawJSON('12345678901234567890'), m: JSON.rawJSON('1.0'), digits }
    const { turns } = play(chain({ S: state, T: { Type: 'Pass', InputPath: '$.copy' } }), raw)
    assert.equal(turns[0]!.ended!.output!.text, '{"n":12345678901234567890,"m":1.0,"digits":[1]}')
  })
})

/** States that fail before or after their work, and the error that the execution ends with. */
const failures: readonly [what: string, state: JsonObject, error: string, cause: string][] = [
  [
    'InputPath that finds nothing',
    { Type: 'Pass', InputPath: '$.x' },
    'States.Runtime',
    "Invalid path '$.x' : No results for path: $['x']",
  ],
  [
    'OutputPath that finds nothing',
    { Type: 'Pass', OutputPath: '$.no.such' },
    'States.Runtime',
    "Invalid path '$.no.such' : Missing property in path $['no']",
  ],
  [
    'a path in Parameters that finds nothing',
    { Type: 'Pass', Parameters: { 'p.$': '$.x' } },
    'States.Runtime',
    `The JSONPath '$.x' specified for the field 'p.$' could not be found in the input '{"a":{"b":1},"list":[1,2]}'`,
  ],
  [
    'an intrinsic function that fails',
    { Type: 'Pass', Parameters: { 'p.$': 'States.ArrayGetItem($.list, 9)' } },
    'States.IntrinsicFailure',
    "The function 'States.ArrayGetItem($.list, 9)' had the following error: The index 9 is out of bounds of a list of 2",
  ],
]

suite('a state that fails', () => {
  for (const [what, state, error, cause] of failures) {
    test(`by ${what}`, () => {
      const played = play(chain({ S: state }), input)
      assert.equal(played.error, error)
      assert.equal(
        played.cause,
        `An error occurred while executing the state 'S' (entered at the event id #2). ${cause}`,
      )
      assert.equal(played.sequence, '1<0:ExecutionStarted 2<0:PassStateEntered 3<2:ExecutionFailed')
    })
  }

  for (const [resultPath, document] of [
    ['$.a.b.c', { a: { b: 1 } }],
    ['$.r', [1, 2]],
    ['$.r', 'text'],
    ['$.r', null],
    ['$.list[5]', { list: [1] }],
  ] as const) {
    test(`by the ResultPath ${resultPath} onto ${JSON.stringify(document)}`, () => {
      const { error, cause } = play(chain({ S: { Type: 'Pass', ResultPath: resultPath } }), document)
      assert.equal(error, 'States.ResultPathMatchFailure')
      assert.equal(cause, `Unable to apply step "${resultPath}" to input ${JSON.stringify(document)}`)
    })
  }

  test('by a ResultPath is caught by that name, and its Exited event follows the task', () => {
    const fields = {
      ResultPath: '$.r',
      Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'Done' }],
    }
    const played = play(chain({ S: task('work', fields), Done: { Type: 'Succeed' } }), [1], {
      tasks: () => 7,
    })
    assert.equal((played.output as JsonObject)['Error'], 'States.ResultPathMatchFailure')
    assert.match(played.sequence, /5<4:LambdaFunctionSucceeded 6<5:TaskStateExited 7<6:SucceedStateEntered/)
  })

  test('tells our own tools the path, the document and a name like the missing one', () => {
    const { history } = play(chain({ S: { Type: 'Pass', InputPath: '$.lists' } }), input)
    assert.deepEqual(history.at(-1)!.teaching, { expression: '$.lists', met: input, nearest: 'list' })
  })
})

suite('payloads of the aws limits', () => {
  const big = 'x'.repeat(150_000)
  const twice = { 'a.$': '$.big', 'b.$': '$.big' }

  test('a state whose output is too large ends the execution without an Exited event', () => {
    const { error, cause, sequence } = play(
      chain({ S: { Type: 'Pass', Parameters: twice } }),
      { big },
      { limits: awsLimits },
    )
    assert.equal(error, 'States.DataLimitExceeded')
    assert.equal(
      cause,
      "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit.",
    )
    assert.equal(sequence, '1<0:ExecutionStarted 2<0:PassStateEntered 3<2:ExecutionFailed')
  })

  const catchAll = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }
  const done = { Done: { Type: 'Pass' } }

  for (const [what, state] of [
    ['a Task state', task('work', { ResultPath: '$.r', ...catchAll })],
    ['a Parallel state', parallelOf([{ A: { Type: 'Pass' } }, { B: { Type: 'Pass' } }], catchAll)],
    ['a branch', parallelOf([{ A: { Type: 'Pass', Parameters: twice } }], catchAll)],
    [
      'an iteration',
      mapOf({ A: { Type: 'Pass', ResultPath: '$.twice' } }, { ItemsPath: '$.items', ...catchAll }),
    ],
    ['the Parameters of a Task state', task('work', { Parameters: twice, ...catchAll })],
    [
      'the Parameters of a Parallel state',
      parallelOf([{ A: { Type: 'Pass' } }], { Parameters: twice, ...catchAll }),
    ],
    [
      'an ItemSelector',
      mapOf({ A: { Type: 'Pass' } }, { ItemsPath: '$.items', ItemSelector: twice, ...catchAll }),
    ],
  ] as const) {
    test(`a document that ${what} makes too large is caught by nobody`, () => {
      const played = play(
        chain({ S: state, ...done }),
        { big, items: [{ big }] },
        {
          limits: { ...awsLimits, payloadBytesMax: 310_000 - 20_000 },
          tasks: () => big,
        },
      )
      assert.equal(played.error, 'States.DataLimitExceeded')
      assert.equal(played.status, 'FAILED')
    })
  }

  test('a result that is too large is a failed task, which States.ALL catches and States.TaskFailed does not', () => {
    const catchers = [
      { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
      { ErrorEquals: ['States.ALL'], Next: 'Done' },
    ]
    const states = {
      S: task('work', { Catch: catchers, Next: 'Done' }),
      Wrong: { Type: 'Fail' },
      Done: { Type: 'Pass', End: true },
    }
    const { output, sequence } = play(
      chain(states),
      {},
      {
        limits: awsLimits,
        tasks: () => 'x'.repeat(262_144),
      },
    )
    assert.equal((output as JsonObject)['Error'], 'States.DataLimitExceeded')
    assert.match(sequence, /4<3:LambdaFunctionStarted 5<4:LambdaFunctionFailed 6<5:TaskStateExited/)
  })

  test('a payload may have exactly as many bytes as the limit, counted in UTF-8', () => {
    const text = 'ä'.repeat(131_071)
    const run = (result: string) =>
      play(chain({ S: task('work') }), {}, { limits: awsLimits, tasks: () => result }).status
    assert.equal(run(text), 'SUCCEEDED')
    assert.equal(run(`${text}a`), 'FAILED')
  })
})
