import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exclusion, type Case } from './cases.ts'
import { exclusions, falls, hasRisen, scoreOf } from './score.ts'

const cases: readonly Case[] = [
  { id: 'a', group: 'base' },
  { id: 'b', group: 'base' },
  { id: 'c', group: 'base', excluded: 'needs sqs' },
]

test('a case counts only when it needs nothing but what there is', () => {
  assert.equal(exclusion({ needs: ['lambda', 's3', 'sqs'] }), undefined)
  assert.equal(exclusion({ needs: ['secretsmanager', 'lambda'] }), 'needs secretsmanager')
  const foreign = { cause: 'An exception occurred: Error=ValueError Args=1' }
  assert.equal(exclusion({ needs: [], expected: foreign }), 'was not recorded on AWS')
})

test('a counted case that the report lacks or skipped has not passed', () => {
  const score = scoreOf(cases, [
    { id: 'a', group: 'base/base', status: 'passed', exact: true },
    { id: 'b', group: 'base/wait', status: 'skipped' },
    { id: 'c', group: 'base/base', status: 'passed', exact: true },
  ])
  assert.deepEqual(score.base, { passed: 1, exact: 1, counted: 2 })
})

test('a group falls when it passes a smaller part of its cases', () => {
  const kept = { base: { passed: 8, exact: 8, counted: 10 } }
  assert.deepEqual(falls(kept, { base: { passed: 7, exact: 7, counted: 10 } }), [
    'base fell from 8/10 to 7/10',
  ])
  assert.deepEqual(falls(kept, { base: { passed: 80, exact: 9, counted: 100 } }), [])
})

test('a score rises with a group, a new group or an exact case', () => {
  const kept = { base: { passed: 8, exact: 7, counted: 10 } }
  assert.equal(hasRisen(kept, kept), false)
  assert.equal(hasRisen(kept, { base: { passed: 8, exact: 8, counted: 10 } }), true)
  assert.equal(hasRisen({}, kept), true)
})

test('exclusions are counted by reason', () => {
  assert.deepEqual(exclusions(cases), [['needs sqs', 1]])
})
