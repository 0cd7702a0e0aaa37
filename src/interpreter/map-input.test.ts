import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, type Json, type JsonObject } from '#base'
import { chain, mapOf, task } from './test-machine.ts'
import { answerEvent, play, Player } from './test-play.ts'

const items = Array.from({ length: 150 }, (_, i) => ({ i, text: 'x'.repeat(100) }))
const input: JsonObject = { items, few: [1, 3], k: 7, limit: 3, other: 'y'.repeat(5000) }
const rest = { ItemsPath: '$.items', ResultPath: '$.out', MaxConcurrency: 2 }

/** A Map over the items whose tasks wait, and the raw input that its frame keeps meanwhile. */
function keptBy(more: JsonObject, document: Json = input) {
  const player = new Player(chain({ M: mapOf({ T: task('t') }, { ...rest, ...more }) }), document, {
    forgetful: true,
  })
  player.run()
  return { player, kept: player.frameIn('M').visit.input.value }
}

const value = { 'v.$': '$$.Map.Item.Value' }

suite('the frame of a Map with a large input keeps', () => {
  const table: readonly [what: string, fields: JsonObject, kept: Json][] = [
    ['nothing of it without an ItemSelector', {}, {}],
    ['nothing of it where only the item is read', { ItemSelector: value }, {}],
    ['the members that are read', { ItemSelector: { ...value, 'k.$': '$.k' } }, { k: 7 }],
    [
      'those that functions read, and deep in the selector',
      { ItemSelector: { a: [{ 'b.$': "States.Format('{}', $.k)" }], 'c.$': '$.limit' } },
      { k: 7, limit: 3 },
    ],
    [
      'those of the input that InputPath leaves',
      { InputPath: '$', ItemSelector: { 'k.$': "$['k']" } },
      { k: 7 },
    ],
    ['all of it where the whole is read', { ItemSelector: { 'all.$': '$' } }, input],
    ['all of it where it is searched', { ItemSelector: { 'all.$': '$..k' } }, input],
    [
      'all of it where a filter may look at more',
      { ItemSelector: { 'all.$': '$.few[?(@ == $.limit)]' } },
      input,
    ],
    ['all of it where most of it is read', { ItemSelector: { 'n.$': 'States.ArrayLength($.items)' } }, input],
  ]
  for (const [what, fields, kept] of table) {
    test(what, () => assert.deepEqual(keptBy(fields).kept, kept))
  }

  test('all of it where it is small', () => {
    const small = { items: [1, 2, 3], k: 1 }
    assert.deepEqual(keptBy({}, small).kept, small)
  })

  test('the part of another document that InputPath names', () => {
    const fields = { InputPath: '$.in', ItemSelector: { ...value, 'k.$': '$.k' } }
    assert.deepEqual(keptBy(fields, { in: input }).kept, { k: 7 })
  })
})

suite('a Map whose input lies aside', () => {
  const selector = { ItemSelector: { 'i.$': '$$.Map.Item.Index', 'k.$': '$.k' } }
  const selected = items.map((_, i) => ({ i, k: 7 }))

  test('needs it neither when an iteration ends nor when the next begins', () => {
    const { player } = keptBy(selector)
    for (let i = 0; i < 120; i++) {
      const before = player.memory.needs.length
      player.send(answerEvent(player.taskIn('T'), i))
      for (const need of player.memory.needs.slice(before))
        assert.notEqual(need.kind === 'items' && need.chunk, -1)
    }
  })

  for (const forgetful of [false, true]) {
    test(`has it back for its ResultPath${forgetful ? ', from the store' : ''}`, () => {
      const definition = chain({ M: mapOf({ T: task('t') }, { ...rest, ...selector }) })
      const { output } = play(definition, input, { forgetful, tasks: ({ parameters }) => parameters })
      assert.deepEqual(output, { ...input, out: selected })
    })

    test(`has it back when it is tried again or caught${forgetful ? ', from the store' : ''}`, () => {
      const handling = {
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Done' }],
      }
      const states = {
        M: mapOf({ T: task('t') }, { ...rest, ...selector, ...handling }),
        Done: { Type: 'Succeed' },
      }
      const { output, history } = play(chain(states), input, {
        forgetful,
        tasks: ({ parameters }) => ((parameters as JsonObject)['i'] === 120 ? new AslError('E', 'C') : 1),
      })
      assert.deepEqual(output, { ...input, error: { Error: 'E', Cause: 'C' } })
      assert.equal(history.filter(({ type }) => type === 'MapStateStarted').length, 2)
    })
  }

  test('shows all of it in the error of an ItemSelector', () => {
    const { error, cause } = play(
      chain({ M: mapOf({ A: { Type: 'Pass' } }, { ...rest, ItemSelector: { 'x.$': '$.none' } }) }),
      input,
    )
    assert.equal(error, 'States.Runtime')
    assert.ok(cause!.includes(`could not be found in the input '{"items":[{"i":0,`), cause!.slice(0, 300))
  })

  test('and whose execution fails or is cut off leaves nothing behind', () => {
    const branches = [mapOf({ T: task('t') }, { ...rest, ...selector }), task('u')]
    const state = {
      Type: 'Parallel',
      Branches: branches.map((branch, i) => chain({ [`B${i}`]: branch })),
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'W' }],
    }
    const player = new Player(chain({ P: state, W: { Type: 'Wait', Seconds: 9 } }), input, {
      forgetful: true,
    })
    player.run()
    assert.ok(player.memory.itemKeys.some((key) => key.endsWith(':-1')))
    player.send(answerEvent(player.taskIn('B1'), new AslError('E', '')))
    assert.deepEqual(player.memory.itemKeys, [])
  })
})
