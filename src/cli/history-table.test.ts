import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { historyLines, type TableEvent } from './history-table.ts'

function lines(event: Omit<TableEvent, 'id' | 'timestamp'>): readonly string[] {
  return historyLines([{ id: 7, timestamp: 2500, ...event }], 1000).map(stripVTControlCharacters)
}

test('an event is one line: id, time since the start, type, what it is about', () => {
  assert.deepEqual(lines({ type: 'PassStateEntered', details: { name: 'Greet', input: '{"a":1}' } }), [
    '     7      1.500 s  PassStateEntered              Greet  {"a":1}',
  ])
  assert.deepEqual(lines({ type: 'LambdaFunctionStarted' }), ['     7      1.500 s  LambdaFunctionStarted'])
})

test('a long document is cut', () => {
  const [line] = lines({ type: 'ExecutionStarted', details: { input: JSON.stringify('x'.repeat(500)) } })
  assert.match(line!, /"x{78}…$/)
})

test('a failure has its error and cause below', () => {
  assert.deepEqual(lines({ type: 'ExecutionFailed', details: { error: 'E', cause: 'why' } }).slice(1), [
    `${' '.repeat(23)}E: why`,
  ])
  assert.deepEqual(lines({ type: 'ExecutionFailed', details: { cause: 'why' } }).slice(1), [
    `${' '.repeat(23)}why`,
  ])
})

test('what AWS leaves out is shown: the expression, what it met, a near name', () => {
  const teaching = { expression: '$.order.totl', met: { total: 1 }, nearest: 'total' }
  const shown = lines({ type: 'ExecutionFailed', details: { error: 'States.Runtime' }, teaching }).slice(2)
  assert.deepEqual(
    shown.map((line) => line.trim()),
    ['expression  $.order.totl', 'met         {"total":1}', 'did you mean  total'],
  )
})
