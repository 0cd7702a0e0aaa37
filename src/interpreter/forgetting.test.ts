/**
 * Invariants 4, 8 and 11: a turn names all that it needs, so an execution that is forgotten between its turns goes the
 * same way as one that stays in memory. Every turn of every run is checked by `test-invariants`, too.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { AslError, printJson, seededRandom, type Json, type JsonObject } from '#base'
import { randomMachine } from '../../test/simulation/random-machine.ts'
import { chain, task } from './test-machine.ts'
import { Later, play, playJsonata, type Answer, type Played, type PlayedTask } from './test-play.ts'

// ------------------------------------------------------------------------------------------------ the machines

type Spec =
  | { readonly kind: 'pass' | 'fail' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | ({ readonly kind: 'task' } & Handlers)
  | ({ readonly kind: 'parallel'; readonly branches: readonly (readonly Spec[])[] } & Handlers)
  | ({ readonly kind: 'map'; readonly items: readonly Spec[]; readonly options: MapOptions } & Handlers)

interface Handlers {
  readonly retries: number
  readonly catches: boolean
}

interface MapOptions {
  readonly list: number
  readonly concurrency: number
  readonly tolerated: number
  readonly selector: boolean
}

/** Lists for the Map states; one of them is longer than a chunk and a turn's budget of frames. */
const lists: Json = [[1, 2, 3], [], [4], Array.from({ length: 130 }, (_, i) => i), [5, 6]]

/** Makes the input so large that a Map puts it aside. */
const ballast = 'x'.repeat(12_000)

const handlers = { retries: fc.constantFrom(0, 0, 1, 2), catches: fc.boolean() }
const { block } = fc.letrec<{ block: readonly Spec[]; spec: Spec }>((tie) => ({
  block: fc.array(tie('spec'), { minLength: 1, maxLength: 3 }),
  spec: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'spec' },
    fc.record({ kind: fc.constantFrom('pass', 'fail') }),
    fc.record({ kind: fc.constant('wait'), seconds: fc.nat(3) }),
    fc.record({ kind: fc.constant('task'), ...handlers }),
    fc.record({
      kind: fc.constant('parallel'),
      branches: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
      ...handlers,
    }),
    fc.record({
      kind: fc.constant('map'),
      items: tie('block'),
      options: fc.record({
        list: fc.constantFrom(0, 0, 0, 1, 2, 3, 4),
        concurrency: fc.nat(3),
        tolerated: fc.nat(2),
        selector: fc.boolean(),
      }),
      ...handlers,
    }),
  ) as fc.Arbitrary<Spec>,
}))

interface Names {
  count: number
  /** How many Map states there are around. */
  maps: number
}

const newNames = (): Names => ({ count: 0, maps: 0 })

/** The block as a definition, with a Pass state at its end that a Catch can always go to. */
function definitionOf(specs: readonly Spec[], names: Names): JsonObject {
  const failsAt = specs.findIndex(({ kind }) => kind === 'fail')
  const used = failsAt < 0 ? specs : specs.slice(0, failsAt + 1)
  const own = used.map(() => `S${++names.count}`)
  const last = `S${++names.count}`
  const states = used.map((spec, at) => [own[at]!, stateOf(spec, own[at + 1] ?? last, names)] as const)
  const isLastNeeded = failsAt < 0 || used.some((spec) => 'catches' in spec && spec.catches)
  return chain({
    ...(Object.fromEntries(states) as Record<string, JsonObject>),
    ...(isLastNeeded && failsAt < 0 && { [last]: { Type: 'Pass' } }),
  })
}

function stateOf(spec: Spec, next: string, names: Names): JsonObject {
  switch (spec.kind) {
    case 'pass':
      return { Type: 'Pass' }
    case 'fail':
      return { Type: 'Fail', Error: 'Failed' }
    case 'wait':
      return { Type: 'Wait', Seconds: spec.seconds }
    case 'task':
      return task('work', {
        TimeoutSeconds: 5,
        Parameters: { 'try.$': '$$.State.RetryCount', 'state.$': '$$.State.Name' },
        ...handling(spec, next),
      })
    case 'parallel':
      return {
        Type: 'Parallel',
        Branches: spec.branches.map((branch) => definitionOf(branch, names)),
        ...handling(spec, next),
      }
    case 'map':
      return mapState(spec, next, names)
  }
}

function mapState(spec: Extract<Spec, { kind: 'map' }>, next: string, names: Names): JsonObject {
  const { list, concurrency, tolerated, selector } = spec.options
  const item = 'States.ArrayGetItem($$.Execution.Input.lists[0], $$.Map.Item.Index)'
  // Long lists within long lists would take long and show no more.
  const index = names.maps > 0 && list === 3 ? 0 : list
  names.maps++
  const processor = definitionOf(spec.items, names)
  names.maps--
  return {
    Type: 'Map',
    ItemsPath: `$$.Execution.Input.lists[${index}]`,
    ItemProcessor: processor,
    MaxConcurrency: concurrency,
    ToleratedFailureCount: tolerated,
    // It fails from the fourth item on, in the midst of the others.
    ...(selector && { ItemSelector: { 'item.$': item, 'all.$': '$' } }),
    ...handling(spec, next),
  }
}

function handling({ retries, catches }: Handlers, next: string): JsonObject {
  return {
    ...(retries > 0 && { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: retries }] }),
    ...(catches && { Catch: [{ ErrorEquals: ['States.ALL'], Next: next }] }),
  }
}

/** What a task does follows from its name and parameters: it answers at once or late, fails, or is never heard of. */
function answer({ name, parameters }: PlayedTask): Answer {
  const random = seededRandom(`${name} ${printJson(parameters)}`)
  const kind = random.next()
  if (kind < 0.1) return undefined
  const outcome = kind < 0.35 ? new AslError('TaskError', 'It failed.') : { done: name }
  return random.next() < 0.5 ? outcome : new Later(Math.floor(random.next() * 4), outcome)
}

// --------------------------------------------------------------------------------------------------- the checks

function outline({ status, output, error, cause, history, turns }: Played): unknown {
  return {
    status,
    output,
    error,
    cause,
    history,
    steps: turns.map(({ header, commands }) => ({ header, commands })),
  }
}

/** Payloads are compared by their text: one that was read back has not been parsed yet. */
function comparable(played: Played): Json {
  return JSON.parse(JSON.stringify(outline(played), (_, value: unknown) => textOf(value))) as Json
}

function textOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'exceeds' in value
    ? (value as unknown as { text: string }).text
    : value
}

function checkForgetting(definition: JsonObject, input: Json, tasks = answer): void {
  const kept = play(definition, input, { tasks })
  assert.notEqual(kept.status, 'RUNNING', 'the execution ends')
  const forgotten = play(definition, input, { tasks, forgetful: true })
  assert.deepEqual(comparable(forgotten), comparable(kept))
}

test('a random machine goes the same way when everything is forgotten between its turns', () => {
  fc.assert(
    fc.property(block, (specs) => checkForgetting(definitionOf(specs, newNames()), { lists, ballast })),
    { numRuns: 150 },
  )
})

test('a machine of the simulation goes the same way when everything is forgotten between its turns', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
      const { definition, input } = randomMachine(String(seed))
      // The engine drives a Map Run, not a turn: the simulation itself plays those.
      fc.pre(!definition.includes('DISTRIBUTED'))
      // Its tasks have no timeout, so each of them has to be answered.
      const tasks = (sent: PlayedTask) => answer(sent) ?? 1
      const played = (forgetful: boolean) =>
        playJsonata(JSON.parse(definition) as JsonObject, JSON.parse(input) as Json, { tasks, forgetful })
      assert.deepEqual(comparable(await played(true)), comparable(await played(false)))
    }),
    { numRuns: 40 },
  )
})

test('the same seeds and times give the same turns', () => {
  fc.assert(
    fc.property(block, (specs) => {
      const definition = definitionOf(specs, newNames())
      const first = play(definition, { lists }, { tasks: answer })
      const second = play(definition, { lists }, { tasks: answer })
      assert.deepEqual(second.turns, first.turns)
    }),
    { numRuns: 30 },
  )
})
