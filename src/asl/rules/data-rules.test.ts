import assert from 'node:assert/strict'
import { test } from 'node:test'
import { impossiblePaths } from './impossible-paths.ts'
import { literalPaths } from './literal-paths.ts'
import { runRule } from './run-rule.ts'
import { shadowedHandlers } from './shadowed-handlers.ts'
import { unmatchableErrors } from './unmatchable-errors.ts'

const machine = (states: object, startAt = 'A'): string =>
  JSON.stringify({ StartAt: startAt, States: states })
const found = (states: object): readonly string[] =>
  runRule(impossiblePaths, machine(states)).map(({ message, pointer }) => `${message} at ${pointer}`)

const branch = { StartAt: 'I', States: { I: { Type: 'Succeed' } } }
const readsQuality = {
  Type: 'Choice',
  Choices: [{ Variable: '$.quality', StringEquals: 'good', Next: 'Z' }],
  Default: 'Z',
}
const last = { Type: 'Succeed' }

test('after a Parallel whose result replaces the document no name of it exists', () => {
  const states = { A: { Type: 'Parallel', Branches: [branch], Next: 'C' }, C: readsQuality, Z: last }
  assert.deepEqual(found(states), [
    '$.quality cannot exist here: the result of A, a list with one item a branch, has replaced the document. at /States/C/Choices[0]/Variable',
  ])
})

test('a Parallel that keeps the document beside its result is no reason to warn', () => {
  for (const ResultPath of ['$.filtered', null]) {
    const states = {
      A: { Type: 'Parallel', Branches: [branch], ResultPath, Next: 'C' },
      C: readsQuality,
      Z: last,
    }
    assert.deepEqual(found(states), [])
  }
})

test('a task in between may have made the name again', () => {
  const states = {
    A: { Type: 'Parallel', Branches: [branch], Next: 'T' },
    T: { Type: 'Task', Resource: 'f', Next: 'C' },
    C: readsQuality,
    Z: last,
  }
  assert.deepEqual(found(states), [])
})

test('a name that only one of two ways makes may exist', () => {
  const states = {
    A: { ...readsQuality, Choices: [{ Variable: '$.x', IsNull: true, Next: 'P' }], Default: 'Q' },
    P: { Type: 'Pass', Result: { quality: 'good' }, Next: 'C' },
    Q: { Type: 'Pass', Result: { other: 1 }, Next: 'C' },
    C: readsQuality,
    Z: last,
  }
  assert.deepEqual(found(states), [])
})

test('a name that the literal document before does not have is told with the names that it has', () => {
  const states = { A: { Type: 'Pass', Result: { qualiti: 'good' }, Next: 'C' }, C: readsQuality, Z: last }
  const [diagnostic] = runRule(impossiblePaths, machine(states))
  assert.equal(
    diagnostic?.message,
    '$.quality cannot exist here: the name quality is not among qualiti, which is all there is.',
  )
  assert.equal(diagnostic?.help, 'Did you mean qualiti?')
})

test('a rule that asks whether the name is present may read it', () => {
  const guarded = {
    Type: 'Choice',
    Default: 'Z',
    Choices: [
      {
        And: [
          { Variable: '$.quality', IsPresent: true },
          { Variable: '$.quality', StringEquals: 'good' },
        ],
        Next: 'Z',
      },
    ],
  }
  assert.deepEqual(found({ A: { Type: 'Parallel', Branches: [branch], Next: 'C' }, C: guarded, Z: last }), [])
})

test('what Catch gives has Error and Cause only', () => {
  const states = {
    A: { Type: 'Task', Resource: 'f', Catch: [{ ErrorEquals: ['E'], Next: 'C' }], End: true },
    C: { Type: 'Pass', Parameters: { 'e.$': '$.Error', 'o.$': '$.order' }, End: true },
  }
  assert.deepEqual(found(states), [
    '$.order cannot exist here: the name order is not among Error, Cause, which is all there is. at /States/C/Parameters/o.$',
  ])
})

test('the items of a Map see what ItemSelector gives them', () => {
  const processor = { StartAt: 'I', States: { I: { Type: 'Pass', InputPath: '$.missing', End: true } } }
  const states = {
    A: { Type: 'Map', ItemSelector: { 'item.$': '$$.Map.Item.Value' }, ItemProcessor: processor, End: true },
  }
  assert.equal(found(states).length, 1)
})

test('a loop that nests its document ever deeper comes to an end', () => {
  const states = {
    A: { Type: 'Pass', Parameters: { 'inner.$': '$' }, Next: 'B' },
    B: {
      Type: 'Choice',
      Choices: [{ Variable: '$.inner.inner.inner', IsPresent: true, Next: 'Z' }],
      Default: 'A',
    },
    Z: last,
  }
  assert.deepEqual(found(states), [])
})

test('a handler whose errors are all matched before is never used', () => {
  const retry = (...lists: string[][]): string =>
    machine({
      A: { Type: 'Task', Resource: 'f', Retry: lists.map((ErrorEquals) => ({ ErrorEquals })), End: true },
    })
  const codes = (text: string): readonly string[] =>
    [shadowedHandlers, unmatchableErrors].flatMap((rule) => runRule(rule, text).map(({ code }) => code))
  assert.deepEqual(codes(retry(['E'], ['F'], ['States.ALL'])), [])
  assert.deepEqual(codes(retry(['E', 'F'], ['F'])), ['SHADOWED_HANDLER'])
  assert.deepEqual(codes(retry(['States.TaskFailed'], ['E'])), ['SHADOWED_HANDLER'])
  assert.deepEqual(codes(retry(['States.TaskFailed'], ['States.Timeout'])), [])
  assert.deepEqual(codes(retry(['States.Runtime'])), ['UNMATCHABLE_ERROR'])
  assert.deepEqual(codes(retry(['States.Timout'])), ['UNMATCHABLE_ERROR'])
  assert.deepEqual(codes(retry(['States.NoChoiceMatched'])), ['UNMATCHABLE_ERROR'])
  assert.deepEqual(codes(retry(['States.QueryEvaluationError'])), ['UNMATCHABLE_ERROR'])
  assert.deepEqual(codes(retry(['States.IntrinsicFailure'])), [])
})

test('a path where only a literal is taken is pointed out with the code of AWS', () => {
  const codes = (state: object): readonly string[] =>
    runRule(literalPaths, machine({ A: state })).map(({ code }) => code)
  assert.deepEqual(codes({ Type: 'Pass', Parameters: { a: { b: '$.x' } }, End: true }), ['NO_DOLLAR'])
  assert.deepEqual(codes({ Type: 'Pass', Parameters: { a: 'States.UUID()' }, End: true }), ['NO_DOLLAR'])
  assert.deepEqual(codes({ Type: 'Pass', Parameters: { 'a.$': '$.x', b: '$5 only' }, End: true }), [])
  assert.deepEqual(codes({ Type: 'Pass', Result: '$.x', End: true }), ['PASS_RESULT_IS_STATIC'])
  assert.deepEqual(codes({ Type: 'Fail', Cause: '$.cause' }), ['NO_PATH'])
})
