import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exclusion, type Case } from './cases.ts'
import { exclusions, falls, hasRisen, scoreOf } from './score.ts'

const cases: readonly Case[] = [
  { id: 'a', group: 'base' },
  { id: 'b', group: 'base' },
  { id: 'c', group: 'base', excluded: 'needs sqs' },
]

test('a case counts only when it needs nothing but the server and functions', () => {
  const step = (definition: object): readonly unknown[] => [
    { op: 'CreateStateMachine', input: { definition: JSON.stringify(definition) } },
  ]
  const reason = (needs: readonly string[], steps: readonly unknown[]): string | undefined =>
    exclusion({ needs, steps })
  assert.equal(reason(['lambda'], step({ States: {} })), undefined)
  assert.equal(reason(['sqs', 'lambda'], []), 'needs sqs')
  const call = { Resource: 'arn:aws:states:::aws-sdk:s3:getObject' }
  assert.equal(reason(['s3'], step({ States: { A: call } })), 'uses the API of S3')
  assert.equal(reason(['logs'], [{ op: 'CreateStateMachine', input: { type: 'EXPRESS' } }]), undefined)
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
