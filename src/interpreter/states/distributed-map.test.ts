import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { awsLimits, Payload, type Json, type JsonObject } from '#base'
import type { MapRunStart } from '../map-run-job.ts'
import { chain, detailsOf, oneLine, parallelOf } from '../test-machine.ts'
import { play, Player, playJsonata, startedAt } from '../test-play.ts'
import type { Turn } from '../turn.ts'

const child: JsonObject = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  ...chain({ P: { Type: 'Pass' } }),
}
const distributed = (more: JsonObject = {}): JsonObject => ({ Type: 'Map', ItemProcessor: child, ...more })
const reader: JsonObject = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' },
  Parameters: { 'Bucket.$': '$.bucket', Key: 'k' },
}

function startOf({ commands }: Turn): {
  readonly mapRunId: string
  readonly frameId: number
  readonly start: MapRunStart
} {
  const command = commands.find(({ type }) => type === 'StartMapRun')
  assert.ok(command?.type === 'StartMapRun', 'the turn begins a Map Run')
  return command
}

/** Begins the execution and gives the Map Run's place. */
function begun(
  definition: JsonObject,
  input: Json = [],
): { player: Player; place: { frameId: number; mapRunId: string } } {
  const player = new Player(definition, input)
  player.run()
  const { frameId, mapRunId } = startOf(player.lastTurn)
  return { player, place: { frameId, mapRunId } }
}

const output = (value: Json) => Payload.fromValue(value)
const failure = { type: 'MapRunFailed', error: 'E', cause: 'C' } as const

suite('the events of a Distributed Map', () => {
  test('one that succeeds', () => {
    const { player, place } = begun(chain({ M: distributed({ Label: 'l' }) }), ['a', 'b'])
    player.send({ type: 'MapRunSucceeded', ...place, output: output([1, 2]) })
    const played = player.run()
    assert.equal(
      played.sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted 4<3:MapRunStarted
        5<4:MapRunSucceeded 6<5:MapStateSucceeded 7<5:MapStateExited 8<7:ExecutionSucceeded`),
    )
    assert.deepEqual(played.output, [1, 2])
    assert.deepEqual(detailsOf(played.history, 'MapStateStarted'), [{ length: 2 }])
    const mapRunArn = `arn:aws:states:us-east-1:000000000000:mapRun:Machine/l:${place.mapRunId}`
    assert.deepEqual(detailsOf(played.history, 'MapRunStarted'), [{ mapRunArn }])
  })

  for (const [what, definition] of [
    ['with batches', chain({ M: distributed({ ItemBatcher: { MaxItemsPerBatch: 2 } }) })],
    ['in a machine with variables', chain({ Assigns: { Type: 'Pass', Assign: { a: 1 } }, M: distributed() })],
  ] as const)
    test(`one ${what} is left behind its MapRunStarted`, () => {
      const { player, place } = begun(definition)
      player.send({ type: 'MapRunSucceeded', ...place, output: output([]) })
      assert.match(
        player.run().sequence,
        /(\d)<\d:MapRunStarted \d<\d:MapRunSucceeded \d<\d:MapStateSucceeded \d+<\1:MapStateExited/,
      )
    })

  test('one that fails', () => {
    const { player, place } = begun(chain({ M: distributed() }))
    player.send({ ...failure, ...place })
    const played = player.run()
    assert.equal(
      played.sequence,
      oneLine(`1<0:ExecutionStarted 2<0:MapStateEntered 3<2:MapStateStarted 4<3:MapRunStarted
        5<4:MapRunFailed 6<5:MapStateFailed 7<6:ExecutionFailed`),
    )
    assert.deepEqual(detailsOf(played.history, 'MapRunFailed'), [{ error: 'E', cause: 'C' }])
    assert.deepEqual([played.error, played.cause], ['E', 'C'])
  })

  test('one that is retried is begun again with its fields as they are then', () => {
    const retry = [{ ErrorEquals: ['E'], MaxAttempts: 1 }]
    const { player, place } = begun(chain({ M: distributed({ Retry: retry }) }))
    player.send({ ...failure, ...place })
    player.run()
    const again = startOf(player.lastTurn)
    assert.notEqual(again.mapRunId, place.mapRunId)
    assert.match(player.run().sequence, /5<4:MapRunFailed 6<5:MapStateStarted 7<6:MapRunStarted$/)
    // What the first one still says is out of date.
    assert.deepEqual(player.send({ type: 'MapRunSucceeded', ...place, output: output([]) }).task, 'unknown')
    assert.equal(player.history.length, 7)
  })

  test('one whose execution is stopped', () => {
    const { player } = begun(chain({ M: distributed() }))
    player.send({ type: 'ExecutionStopped' })
    assert.match(player.run().sequence, /4<3:MapRunStarted 5<4:MapRunAborted 6<0:ExecutionAborted$/)
  })

  test('one whose sibling fails', () => {
    const branches = [
      { M: distributed() },
      { W: { Type: 'Wait', Seconds: 1 }, F: { Type: 'Fail', Error: 'E' } },
    ]
    const both = parallelOf(branches, { Catch: [{ ErrorEquals: ['E'], Next: 'W2' }] })
    const played = play(chain({ B: both, W2: { Type: 'Wait', Seconds: 1 } }))
    assert.match(played.sequence, /10<9:MapRunAborted 11<9:MapStateAborted 12<9:ParallelStateFailed/)
    const stops = played.turns.flatMap(({ commands }) => commands.filter(({ type }) => type === 'StopMapRun'))
    assert.equal(stops.length, 1)
  })

  test('nothing is written behind the end of a full history', () => {
    const limits = { ...awsLimits, historyEventsMax: 5 }
    const player = new Player(chain({ M: distributed() }), [], { limits })
    assert.match(player.run(startedAt).sequence, /4<3:MapRunStarted$/)
    player.send({ type: 'ExecutionStopped' })
    assert.match(player.run().sequence, /4<3:MapRunStarted 5<0:ExecutionAborted$/)
  })
})

suite('what a Map Run is given', () => {
  const job = (definition: JsonObject, input: Json) => {
    const { player } = { player: new Player(definition, input) }
    player.run()
    return startOf(player.lastTurn).start
  }

  test('the items, and 0 for what the state does not say', () => {
    const start = job(chain({ M: distributed() }), [1, 2])
    assert.deepEqual(start.settings, {
      maxConcurrency: 0,
      toleratedFailureCount: 0,
      toleratedFailurePercentage: 0,
    })
    assert.equal(start.job.items?.text, '[1,2]')
    assert.deepEqual(Object.keys(start.job), ['items'])
  })

  test('its label, or one that is made of the name of the state', () => {
    const label = (definition: JsonObject) => job(definition, []).label
    assert.equal(label(chain({ M: distributed({ Label: 'mine' }) })), 'mine')
    const made = label(chain({ M: distributed() }))
    assert.match(made, /^[0-9a-f-]{36}$/)
    assert.equal(label(chain({ M: distributed({ MaxConcurrency: 3 }) })), made)
    assert.notEqual(label(chain({ Other: distributed() })), made)
  })

  test('paths in the fields of reader, batcher and writer are read before it begins', () => {
    const fields = {
      ItemReader: reader,
      ItemBatcher: { MaxItemsPerBatchPath: '$.per', BatchInput: { 'b.$': '$.bucket' } },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.bucket' } },
      MaxConcurrencyPath: '$.per',
      ToleratedFailureCountPath: '$.text',
    }
    const { settings, job: given } = job(chain({ M: distributed(fields) }), {
      bucket: 'x',
      most: 5,
      per: 2,
      text: '3',
    })
    assert.deepEqual(settings, { maxConcurrency: 2, toleratedFailureCount: 3, toleratedFailurePercentage: 0 })
    assert.equal(given.items, undefined)
    assert.deepEqual([given.reader?.parameters.value, given.reader?.maxItems], [{ Bucket: 'x', Key: 'k' }, 5])
    assert.deepEqual([given.batcher?.batchInput?.value, given.batcher?.maxItemsPerBatch], [{ b: 'x' }, 2])
    assert.deepEqual(given.writer?.parameters.value, { Bucket: 'x' })
  })
})

for (const [what, fields, input, cause, events] of [
  ['no array', {}, 5, 'Reference path "$" must point to array.', 2],
  [
    'a concurrency that is no number',
    { MaxConcurrencyPath: '$.c' },
    { c: 'x' },
    'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.c',
    2,
  ],
  [
    'a count that is no number',
    { ToleratedFailureCountPath: '$.c' },
    { c: '1.5' },
    'The ToleratedFailureCountPath field refers to value "1.5" which is not a valid integer: $.c',
    3,
  ],
  [
    'a share above all',
    { ToleratedFailurePercentagePath: '$.c' },
    { c: '100.5' },
    'ToleratedFailurePercentage must be between 0 and 100.',
    3,
  ],
  [
    'a most that is no number',
    { ItemReader: reader },
    { bucket: 'b', most: {} },
    'The MaxItemsPath field refers to value "{}" which is not a valid integer: $.most',
    3,
  ],
] as const) {
  test(`${what} fails the execution before a Map Run begins`, () => {
    const played = play(chain({ M: distributed(fields) }), input)
    assert.equal(played.error, 'States.Runtime')
    assert.equal(
      played.cause,
      `An error occurred while executing the state 'M' (entered at the event id #2). ${cause}`,
    )
    assert.equal(played.history.length, events + 1)
  })
}

test('an expression fails before the state has started', async () => {
  const definition = {
    QueryLanguage: 'JSONata',
    ...chain({ M: distributed({ ToleratedFailureCount: '{% "x" %}' }) }),
  }
  const played = await playJsonata(definition, [])
  assert.equal(played.error, 'States.QueryEvaluationError')
  assert.doesNotMatch(played.sequence, /MapStateStarted/)
})
