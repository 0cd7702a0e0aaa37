import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Json, JsonObject } from '#base'
import { chain, detailsOf, mapOf, parallelOf } from '../test-machine.ts'
import { play } from '../test-play.ts'

const table: readonly [fields: JsonObject, error: string | undefined, cause: string | undefined][] = [
  [{}, undefined, undefined],
  [{ Error: 'E' }, 'E', undefined],
  [{ Cause: 'C' }, undefined, 'C'],
  [{ Error: 'E', Cause: 'C' }, 'E', 'C'],
  [{ ErrorPath: '$.e', CausePath: '$.c' }, 'from input', 'why'],
  [{ ErrorPath: '$$.State.Name', Cause: 'C' }, 'F', 'C'],
  [{ Error: 'E', CausePath: "States.Format('{} of {}', $.c, $$.Execution.Name)" }, 'E', 'why of run'],
]
const input: Json = { e: 'from input', c: 'why', n: 1 }

suite('a Fail state', () => {
  for (const [fields, error, cause] of table) {
    test(`with ${JSON.stringify(fields)}`, () => {
      const played = play(chain({ F: { Type: 'Fail', ...fields } }), input)
      assert.deepEqual([played.status, played.error, played.cause], ['FAILED', error, cause])
      assert.equal(played.sequence, '1<0:ExecutionStarted 2<0:FailStateEntered 3<2:ExecutionFailed')
      const details = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }
      assert.deepEqual(detailsOf(played.history, 'ExecutionFailed'), [details])
    })
  }

  test('with a path that finds nothing is a run-time error', () => {
    const { error, cause } = play(chain({ F: { Type: 'Fail', ErrorPath: '$.x' } }), { n: 1 })
    assert.equal(error, 'States.Runtime')
    assert.match(
      cause!,
      /The JSONPath '\$\.x' specified for the field 'ErrorPath' could not be found in the input '\{"n":1\}'$/,
    )
  })

  test('with a value that is no text is a run-time error', () => {
    const { error, cause } = play(chain({ F: { Type: 'Fail', CausePath: '$.n' } }), input)
    assert.equal(error, 'States.Runtime')
    assert.match(cause!, /The value at the CausePath '\$\.n' has to be a string$/)
  })

  test('without an error, in a branch and in an iteration, is caught by States.ALL only', () => {
    const fail = { F: { Type: 'Fail' } }
    for (const [name, status] of [
      ['States.ALL', 'SUCCEEDED'],
      ['States.TaskFailed', 'FAILED'],
    ] as const) {
      const catchers = { Catch: [{ ErrorEquals: [name], Next: 'Done' }] }
      for (const state of [
        parallelOf([fail], catchers),
        mapOf(fail, { ...catchers, ItemsPath: '$.items' }),
      ]) {
        const played = play(chain({ S: state, Done: { Type: 'Pass' } }), { items: [1] })
        assert.equal(played.status, status)
        if (status === 'SUCCEEDED') assert.deepEqual(played.output, { Error: null, Cause: null })
        else assert.deepEqual([played.error, played.cause], [undefined, undefined])
      }
    }
  })
})
