import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { awsLimits, defaultLimits, type Json, type JsonObject } from '#base'
import { chain } from '../test-machine.ts'
import { play, Player, startedAt } from '../test-play.ts'

/** How many seconds a Wait state takes, or the cause of its error. */
function waited(fields: JsonObject, input: Json = {}, limits = defaultLimits): Json {
  const { status, error, cause, at, sequence } = play(chain({ W: { Type: 'Wait', ...fields } }), input, {
    limits,
  })
  if (status === 'SUCCEEDED') return (at - startedAt) / 1000
  assert.equal(error, 'States.Runtime')
  assert.equal(sequence, '1<0:ExecutionStarted 2<0:WaitStateEntered 3<2:ExecutionFailed')
  return cause!.replace("An error occurred while executing the state 'W' (entered at the event id #2). ", '')
}

const day = 86_400
const daysMax = 24_855

const table: readonly [fields: JsonObject, v: Json, expected: Json][] = [
  [{ Seconds: 0 }, 0, 0],
  [{ Seconds: 90 }, 0, 90],
  [{ Timestamp: '2026-01-01T00:00:30Z' }, 0, 30],
  [{ Timestamp: '2026-01-01T01:00:30.5+01:00' }, 0, 30.5],
  [{ Timestamp: '2025-01-01T00:00:00Z' }, 0, 0],
  [{ SecondsPath: '$.v' }, 5, 5],
  [{ SecondsPath: '$.v' }, 0, 0],
  [{ SecondsPath: '$.v' }, '12', 12],
  [{ SecondsPath: '$.v' }, -1, 'The SecondsPath parameter references a negative value: $.v == -1'],
  [{ SecondsPath: '$.v' }, 1.5, 'The SecondsPath parameter cannot be parsed as a long value: $.v == 1.5'],
  [
    { SecondsPath: '$.v' },
    JSON.rawJSON('5.0'),
    'The SecondsPath parameter cannot be parsed as a long value: $.v == 5.0',
  ],
  [{ SecondsPath: '$.v' }, 'soon', 'The SecondsPath parameter cannot be parsed as a long value: $.v == soon'],
  [{ SecondsPath: '$.v' }, null, 'The SecondsPath parameter cannot be parsed as a long value: $.v == null'],
  [{ SecondsPath: '$.v' }, [1], 'The SecondsPath parameter cannot be parsed as a long value: $.v == [1]'],
  [{ SecondsPath: '$.x' }, 0, 'The SecondsPath parameter does not reference an input value: $.x'],
  [{ TimestampPath: '$.v' }, '2026-01-02T00:00:00Z', day],
  [{ TimestampPath: '$.v' }, '1999-01-01T00:00:00Z', 0],
  [{ TimestampPath: '$.x' }, 0, 'The TimestampPath parameter does not reference an input value: $.x'],
  ...['2026-01-01', '2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z', '2026-01-01T00:00:00', 7].map(
    (v): [JsonObject, Json, Json] => [
      { TimestampPath: '$.v' },
      v,
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.v == ${v}`,
    ],
  ),
  [{ SecondsPath: '$$.Execution.Input.v' }, 3, 3],
  [{ InputPath: '$.v', SecondsPath: '$.s' }, { s: 4 }, 4],
]

suite('a Wait state', () => {
  for (const [fields, v, expected] of table) {
    test(`with ${JSON.stringify(fields)} at ${JSON.stringify(v)}`, () => {
      assert.equal(waited(fields, { v }), expected)
    })
  }

  test('waits no longer than 24,855 days on AWS', () => {
    const tooLong = 'Wait state delay is too long.'
    const seconds = daysMax * day
    // The year that an execution may take there would be over first.
    const limits = { ...awsLimits, executionSecondsMax: Number.MAX_SAFE_INTEGER }
    assert.equal(waited({ SecondsPath: '$' }, seconds, limits), seconds)
    assert.equal(waited({ SecondsPath: '$' }, seconds + 1, limits), tooLong)
    assert.equal(waited({ SecondsPath: '$' }, seconds + 1), seconds + 1)
  })

  test('never waits longer than a timestamp can say', () => {
    assert.equal(
      waited({ SecondsPath: '$' }, JSON.rawJSON('999999999999999999')),
      'Wait state delay is too long.',
    )
    const last = '9999-12-31T23:59:59Z'
    assert.equal(waited({ TimestampPath: '$' }, last), (Date.parse(last) - startedAt) / 1000)
  })

  test('is one turn when nothing is waited for, and two when something is', () => {
    const turns = (Seconds: number) => play(chain({ W: { Type: 'Wait', Seconds } })).turns.length
    assert.deepEqual([turns(0), turns(1)], [1, 2])
  })

  test('hears no timer that is early, or that was meant for an earlier visit', () => {
    const player = new Player(chain({ A: { Type: 'Wait', Seconds: 5 }, B: { Type: 'Wait', Seconds: 5 } }), {})
    player.run(startedAt)
    player.now = startedAt + 4999
    assert.deepEqual(player.send({ type: 'TimerFired', frameId: 1 }).history, [])
    player.now = startedAt + 5000
    player.send({ type: 'TimerFired', frameId: 1 })
    assert.deepEqual(player.send({ type: 'TimerFired', frameId: 1 }).history, [])
    assert.equal((player.run().at - startedAt) / 1000, 10)
  })

  test('is left in the words of the history', () => {
    assert.equal(
      play(chain({ W: { Type: 'Wait', Seconds: 1 } })).sequence,
      '1<0:ExecutionStarted 2<0:WaitStateEntered 3<2:WaitStateExited 4<3:ExecutionSucceeded',
    )
  })
})
