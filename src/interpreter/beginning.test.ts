/** Where an execution begins that somebody has chosen a state for, event by event. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AslError, Payload, type Json, type JsonObject } from '#base'
import type { Beginning, InnerBeginning } from './beginning.ts'
import { decodeBeginning, encodeBeginning } from './codec.ts'
import { chain, mapOf, oneLine, parallelOf, sequenceOf, task } from './test-machine.ts'
import { Player, type Played, type PlayedTask } from './test-play.ts'

const pass: JsonObject = { Type: 'Pass' }

function at(stateName: string, input: Json, more: Partial<Beginning> = {}): Beginning {
  return { stateName, input: Payload.fromValue(input), variables: new Map(), ...more }
}

const inside = (
  index: number,
  beginning: Beginning,
  outputs: readonly (readonly [number, Json])[] = [],
): InnerBeginning => ({
  index,
  beginning,
  outputs: new Map(outputs.map(([of, value]) => [of, Payload.fromValue(value)])),
})

interface Begun extends Played {
  readonly calls: readonly string[]
}

function begin(definition: JsonObject, beginning: Beginning, options: { forgetful?: boolean } = {}): Begun {
  const calls: string[] = []
  const tasks = ({ name, parameters }: PlayedTask) => {
    calls.push(`${name} ${JSON.stringify(parameters)}`)
    return name
  }
  const player = new Player(definition, { original: true }, { tasks, beginning, ...options })
  return { ...player.run(), calls }
}

describe('An execution that begins at a chosen state', () => {
  test('enters it behind ExecutionStarted, which has the input of the execution', () => {
    const { sequence, output, calls, history } = begin(
      chain({ A: task('a'), B: task('b'), C: pass }),
      at('B', { edited: 1 }),
    )
    assert.equal(
      sequence,
      oneLine(`
        1<0:ExecutionStarted 2<0:TaskStateEntered 3<2:LambdaFunctionScheduled 4<3:LambdaFunctionStarted
        5<4:LambdaFunctionSucceeded 6<5:TaskStateExited 7<6:PassStateEntered 8<7:PassStateExited
        9<8:ExecutionSucceeded`),
    )
    assert.deepEqual(calls, ['b {"edited":1}'])
    assert.equal(output, 'b')
    assert.deepEqual((history[0]!.details!['input'] as Payload).value, { original: true })
  })

  test('has variables, which are written with the event of its state and with no other', () => {
    const variables = new Map([['kept', Payload.fromValue(7)]])
    const { output, history } = begin(
      chain({ A: { ...pass, Assign: { kept: 1 } }, B: { ...pass, Parameters: { 'kept.$': '$kept' } } }),
      at('B', {}, { variables }),
    )
    assert.deepEqual(output, { kept: 7 })
    const told = history.map(({ variables: of }) => of && Object.keys(of))
    assert.deepEqual(told, [undefined, ['kept'], undefined, undefined])
  })

  test('inside of a Parallel state keeps what a branch has given, and begins others anew', () => {
    const branches = [{ L1: task('l1'), L2: task('l2') }, { M: task('m') }, { R: task('r') }]
    const definition = chain({ P: parallelOf(branches), Z: pass })
    const beginning = at('P', 'in', { inside: inside(0, at('L2', 'edited'), [[1, 'recorded']]) })
    for (const forgetful of [false, true]) {
      const { output, calls, sequence } = begin(definition, beginning, { forgetful })
      assert.deepEqual(output, ['l2', 'recorded', 'r'])
      assert.deepEqual(calls.toSorted(), ['l2 "edited"', 'r "in"'])
      assert.match(sequence, /3<2:ParallelStateStarted 4<3:TaskStateEntered 5<3:TaskStateEntered/)
    }
  })

  test('inside of a Map takes its items anew, and iterations without a place come later', () => {
    const each = mapOf({ W: task('w'), X: task('x') }, { MaxConcurrency: 1 })
    const beginning = at('Each', [1, 2, 3, 4], { inside: inside(1, at('X', 'edited'), [[0, 'recorded']]) })
    const { output, calls } = begin(chain({ Each: each }), beginning, { forgetful: true })
    assert.deepEqual(output, ['recorded', 'x', 'x', 'x'])
    assert.deepEqual(calls, ['x "edited"', 'w 3', 'x "w"', 'w 4', 'x "w"'])
  })

  test('that is not there any more fails with a sentence', () => {
    const each = mapOf({ W: task('w') })
    const { status, cause } = begin(chain({ Each: each }), at('Each', [1], { inside: inside(3, at('W', 1)) }))
    assert.equal(status, 'FAILED')
    assert.match(cause!, /index 3, but there are only 1/)
  })
})

describe('A redrive that goes on at a chosen state', () => {
  test('forgets what the end has left, and enters the state behind ExecutionRedriven', () => {
    let isBroken = true
    const tasks = ({ name }: PlayedTask) => (isBroken ? new AslError('Broken', 'for now') : name)
    const player = new Player(
      chain({ P: parallelOf([{ L: task('l') }, { R: task('r') }]), Z: pass }),
      {},
      { tasks, forgetful: true },
    )
    const failed = [...player.run().history]
    isBroken = false
    const { history, output, status } = player.redrive(at('P', 'edited'))
    assert.equal(status, 'SUCCEEDED')
    assert.deepEqual(output, ['l', 'r'])
    const next = failed.length + 1
    const behind = sequenceOf(history.slice(failed.length, failed.length + 3))
    const events = [`${next}<${next - 1}:ExecutionRedriven`, `${next + 1}<${next}:ParallelStateEntered`]
    assert.equal(behind, [...events, `${next + 2}<${next + 1}:ParallelStateStarted`].join(' '))
  })
})

test('a beginning is read as it was written', () => {
  const variables = new Map([['kept', Payload.fromValue({ a: 1 })]])
  const beginning = at('P', 'in', { variables, inside: inside(2, at('L', [1]), [[0, 'zero']]) })
  const encoded = encodeBeginning(beginning)
  assert.deepEqual(encodeBeginning(decodeBeginning(encoded)), encoded)
  assert.equal(decodeBeginning(encoded).inside!.outputs.get(0)!.value, 'zero')
})
