import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AslError, defaultLimits, type Json, type JsonObject } from '#base'
import { chain, mapOf, oneLine, parallelOf, task } from './test-machine.ts'
import { step } from './step.ts'
import { TestMemory } from './test-memory.ts'
import { identityWith, machineOf, playJsonata, startedAt } from './test-play.ts'
import { needsMore, type Turn } from './turn.ts'
import { usesJsonata } from './uses-jsonata.ts'

const jsonata = { QueryLanguage: 'JSONata' }
/** An expression that is no plain path, so its answer is awaited. */
const sum = '{% $states.input + 1 - 1 %}'

suite('a turn that waits for an answer', () => {
  for (const forgetful of [false, true]) {
    const memory = forgetful ? 'that forgets everything between its turns' : 'in memory'

    test(`goes on in the middle of a Parallel completion, ${memory}`, async () => {
      const branches = [
        { A: { Type: 'Pass', Output: sum } },
        { B: { Type: 'Wait', Seconds: '{% $states.input + 1 %}', Assign: { late: sum } } },
      ]
      const played = await playJsonata(
        chain(
          {
            P: parallelOf(branches, {
              Assign: { total: '{% $sum($states.result) %}' },
              Output: '{% $states.result ~> $reverse %}',
            }),
            End: { Type: 'Pass', Output: { total: '{% $total %}', list: '{% $states.input %}' } },
          },
          jsonata,
        ),
        4,
        { forgetful },
      )
      assert.deepEqual(played.output, { total: 8, list: [4, 4] })
      assert.equal(
        played.sequence,
        oneLine(`1<0:ExecutionStarted 2<0:ParallelStateEntered 3<2:ParallelStateStarted 4<3:PassStateEntered
          5<3:WaitStateEntered 6<4:PassStateExited 7<5:WaitStateExited 8<7:ParallelStateSucceeded
          9<7:ParallelStateExited 10<9:PassStateEntered 11<10:PassStateExited 12<11:ExecutionSucceeded`),
      )
    })

    test(`goes on in a Map of 50 iterations, each of which waits, ${memory}`, async () => {
      const items = Array.from({ length: 50 }, (_, index) => index)
      const states = {
        I: { Type: 'Pass', Assign: { half: '{% $states.input / 2 %}' }, Output: sum },
        J: { Type: 'Pass', Output: '{% [$half * 2, $states.input] %}' },
      }
      const selector = '{% $states.context.Map.Item.Value * 10 %}'
      const played = await playJsonata(
        chain(
          {
            M: mapOf(states, {
              ItemSelector: selector,
              MaxConcurrency: 7,
              Output: '{% $states.result[1] ~> $append($count($states.result)) %}',
            }),
          },
          jsonata,
        ),
        items,
        { forgetful },
      )
      assert.deepEqual(played.output, [10, 10, 50])
      assert.equal(played.history.filter(({ type }) => type === 'MapIterationStarted').length, 50)
    })

    test(`goes on in a Catch, ${memory}`, async () => {
      const played = await playJsonata(
        chain(
          {
            T: task('f', {
              Retry: [{ ErrorEquals: ['Again'], MaxAttempts: 1 }],
              Arguments: { n: sum },
              Catch: [
                {
                  ErrorEquals: ['States.ALL'],
                  Assign: { reason: "{% $states.errorOutput.Error & '!' %}" },
                  Output: '{% $merge([$states.errorOutput, {"n": $states.input}]) %}',
                  Next: 'End',
                },
              ],
            }),
            End: { Type: 'Pass', Output: { got: '{% $states.input %}', reason: '{% $reason %}' } },
          },
          jsonata,
        ),
        3,
        { forgetful, tasks: () => new AslError('Again', 'no') },
      )
      assert.deepEqual(played.output, { got: { Error: 'Again', Cause: 'no', n: 3 }, reason: 'Again!' })
      assert.equal(played.history.filter(({ type }) => type === 'LambdaFunctionFailed').length, 2)
    })
  }

  test('is the same turn every time, and draws nothing at random twice', async () => {
    const id = '{% $uuid() %}'
    const twice: JsonObject = {
      Type: 'Pass',
      Assign: { a: id, b: id },
      Output: { c: id, d: `{% [$uuid(), $string($random())] %}` },
    }
    const all = { Type: 'Pass', Output: '{% [$a, $b, $states.input.c, $states.input.d] %}' }
    const definition = chain({ M: mapOf({ I: twice, J: all }) }, jsonata)
    const items = Array.from({ length: 20 }, () => 0)
    const drawn = async (seed: string) => {
      const { output } = await playJsonata(definition, items, { seed })
      return (output as readonly (readonly Json[])[]).flat()
    }
    const first = await drawn('one')
    assert.equal(new Set(first).size, 20 * 5)
    assert.deepEqual(await drawn('one'), first)
    assert.equal(new Set([...first, ...(await drawn('two'))]).size, 2 * 20 * 5)
  })

  test('is not what a machine has that speaks JSONPath only', () => {
    assert.equal(usesJsonata(machineOf(chain({ A: { Type: 'Pass' } }))), false)
    assert.equal(usesJsonata(machineOf(chain({ A: { Type: 'Pass', QueryLanguage: 'JSONata' } }))), true)
  })

  test('spends its budget as if it had not waited', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 600 }, (_, index) => [`S${index}`, { Type: 'Pass', Output: sum }]),
    )
    const { turns, output } = await playJsonata(chain(states, jsonata), 7)
    assert.equal(output, 7)
    assert.deepEqual(
      turns.map(({ history }) => history.length),
      [1000, 202],
    )
  })
})

suite('an evaluation that takes long', () => {
  const endless = '{% ($f := function($x) { $f($x + 1) }; $f(1)) %}'
  const definition = chain(
    { A: { Type: 'Pass', Output: sum }, B: { Type: 'Pass', Output: endless } },
    jsonata,
  )

  /** Takes turns until the execution ends; elsewhere an evaluation gives how many turns have begun before it. */
  async function turnsOf(of: JsonObject): Promise<readonly Turn[]> {
    const memory = new TestMemory(identityWith(1), { activities: new Map(), forgetful: false })
    const turns: Turn[] = []
    const elsewhere = async () => turns.length
    const environment = { limits: defaultLimits, taskToken: () => '', elsewhere }
    while (!turns.at(-1)?.ended) {
      const type = turns.length === 0 ? 'ExecutionStarted' : 'TurnContinued'
      const event = { type, at: startedAt, seed: `turn ${turns.length}` } as const
      const turn = await step(machineOf(of), memory.execution, { event, environment })
      assert.ok(!needsMore(turn))
      memory.apply(turn)
      turns.push(turn)
    }
    return turns
  }

  const types = ({ history }: Turn) => history.map(({ type }) => type).join(' ')

  test('begins when what the turn has done before is committed', async () => {
    const turns = await turnsOf(definition)
    assert.deepEqual(turns.map(types), [
      'ExecutionStarted PassStateEntered PassStateExited PassStateEntered',
      'PassStateExited ExecutionSucceeded',
    ])
    assert.deepEqual(turns[0]!.commands, [{ type: 'Continue' }])
    assert.equal(turns[1]!.ended?.output?.value, 1)
  })

  test('is waited for where nothing is to be committed, also by its neighbours in the state', async () => {
    const turns = await turnsOf(chain({ A: { Type: 'Pass', Output: { a: endless, b: endless } } }, jsonata))
    assert.deepEqual(turns.map(types), [
      'ExecutionStarted PassStateEntered',
      'PassStateExited ExecutionSucceeded',
    ])
    assert.deepEqual(turns[1]!.ended?.output?.value, { a: 1, b: 1 })
  })

  test('is committed with its branch before the next branch waits', async () => {
    const pass = { Type: 'Pass', Output: endless }
    const turns = await turnsOf(chain({ P: parallelOf([{ B: pass }, { C: pass }]) }, jsonata))
    assert.deepEqual(turns.at(-1)!.ended?.output?.value, [1, 2])
    assert.equal(turns.length, 3)
  })
})
